"""The guide (办事指南): what it takes, before anything is asked for."""

from kiosk.visit.course import Outcome, onward, stay
from kiosk.visit.events import Event, GuideAccepted
from kiosk.visit.state import Visit


def handle(visit: Visit, event: Event) -> Outcome:
    """Only 开始办理 leads on; a counter-only matter has nothing to start here."""
    match event:
        case GuideAccepted() if not visit.matter.at_counter_only:
            return onward(visit)
        case _:
            return stay(visit)
