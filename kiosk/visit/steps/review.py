"""The last look before the signature: everything that will be filed, and a way to change it."""

from kiosk.matters.plan import Step
from kiosk.visit.course import Outcome, enter, onward, stay
from kiosk.visit.events import EditRequested, Event, ReviewAccepted
from kiosk.visit.state import Visit
from kiosk.visit.steps import materials


def handle(visit: Visit, event: Event) -> Outcome:
    """修改 leads to the form or the materials; the way back is the plan's."""
    match event:
        case ReviewAccepted():
            return onward(visit)
        case EditRequested(step=Step.FORM):
            return enter(visit, Step.FORM)
        case EditRequested(step=Step.MATERIALS) if visit.selected.scanned:
            return enter(materials.reopened(visit), Step.MATERIALS)
        case _:
            return stay(visit)
