"""The guide: one way on, and none for what is done at a counter."""

from kiosk.matters.plan import Step
from kiosk.visit.effects import ReadCard
from kiosk.visit.events import GuideAccepted, PageAnswered, SubmitTapped
from kiosk.visit.machine import handle
from tests.kiosk.visit.journeys import arrival
from tests.kiosk.visit.people import matter


def test_beginning_asks_for_the_card():
    visit, effects = handle(arrival(), GuideAccepted())
    assert (visit.step, effects) == (Step.IDENTIFY, (ReadCard(),))


def test_nothing_else_leads_on():
    visit = arrival()
    assert [handle(visit, event) for event in (SubmitTapped(), PageAnswered({}, {}))] == [(visit, ())] * 2


def test_a_matter_of_the_counter_cannot_be_begun():
    visit = arrival(matter("passport-issue"))
    assert handle(visit, GuideAccepted()) == (visit, ())
