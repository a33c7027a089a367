"""The promises of a visit, searched for counter-examples; and the bugs that the search is shown to find."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from kiosk.matters.plan import Step
from kiosk.visit import absence, course, machine, money
from kiosk.visit.course import Outcome, stay
from kiosk.visit.effects import Wipe
from kiosk.visit.events import Abandoned, CardStayedAway, Event, Failed, PageAnswered, Paid
from kiosk.visit.state import EndReason, Holder, Payment, PaymentState, Visit
from kiosk.visit.steps import filing, payment, result
from kiosk.visit.steps.form import pages
from tests.kiosk.visit.situated import SITUATED
from tests.kiosk.visit.world import VisitWorld

_QUICK = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
_SEARCH = settings(max_examples=400, stateful_step_count=40, deadline=None, suppress_health_check=_QUICK)
_HUNT = settings(
    _SEARCH,
    max_examples=4000,
    phases=[Phase.generate],
    database=None,
    print_blob=False,
    report_multiple_bugs=False,
)
"""One counter-example is enough: without the last line the search goes on for others"""


def test_every_history_keeps_the_promises() -> None:
    run_state_machine_as_test(VisitWorld, settings=_SEARCH)


class SituatedWorld(VisitWorld):
    """The same citizen before a matter that asks for the situation, and who may answer differently each time."""

    matter = SITUATED

    @initialize(answers=st.lists(st.sampled_from(["first", "lost", "there", "here"]), max_size=8))
    def makes_up_their_mind(self, answers: list[str]) -> None:
        self.answers_to_come = answers

    def page(self) -> Event:
        found = pages(self.visit)[self.visit.form_page].questions
        if not found or not found[0].choices:
            return PageAnswered({spec.key: "车站" for spec in found}, {})
        asked = found[0]
        wanted = getattr(self, "answers_to_come", [])
        known = {choice.key for choice in asked.choices}
        chosen = wanted.pop() if wanted and wanted[-1] in known else asked.choices[0].key
        return PageAnswered({asked.key: chosen}, {})


def test_changing_ones_mind_keeps_the_promises() -> None:
    run_state_machine_as_test(SituatedWorld, settings=settings(_SEARCH, max_examples=60))


def _money_forgotten_when_leaving(_visit: Visit) -> tuple[()]:
    return ()


def _late_money_ignored(visit: Visit, event: money.MoneyEvent) -> Outcome:
    return stay(visit) if isinstance(event, Paid) else money.handle_stray(visit, event)


def _money_told_twice_is_given_back(visit: Visit, event: money.MoneyEvent) -> Outcome:
    forgetful = replace(visit, payment=replace(visit.payment, state=PaymentState.NONE), case_order="")
    after, effects = money.handle_stray(forgetful, event)
    return replace(after, payment=visit.payment, case_order=visit.case_order), effects


def _end_forgets_the_case_order(visit: Visit, reason: EndReason) -> Outcome:
    after, effects = course.end(visit, reason)
    return replace(after, case_order=""), effects


def _end_keeps_the_holder(visit: Visit, reason: EndReason) -> Outcome:
    return replace(visit, ended=reason), (*course.settle_all(visit), Wipe())


def _case_keeps_its_order_open(visit: Visit) -> Outcome:
    after, effects = filing._filed(visit)
    return replace(after, orders=visit.orders), effects


def _failed_filing_keeps_the_money(visit: Visit, event: Event) -> Outcome:
    after, effects = filing.handle(visit, event)
    return (replace(after, orders=()), (Wipe(),)) if after.ended else (after, effects)


def _order_number_used_again(visit: Visit) -> Outcome:
    return course.ask_for_money(replace(visit, payment=Payment()))


def _leaving_is_always_legal(visit: Visit, event: Event) -> Outcome:
    if isinstance(event, Abandoned) and visit.step is Step.FILING and visit.ended is None:
        return course.end(visit, event.reason)
    return machine.handle(visit, event)


def _unanswered_order_is_forgotten(visit: Visit, event: Event) -> Outcome:
    after, effects = payment.handle(visit, event)
    if after.trouble is not None and after.trouble.fault == "payment.unreachable":
        return replace(after, orders=()), ()
    return after, effects


def _pulling_the_card_is_nothing(visit: Visit) -> Outcome:
    return stay(visit)


def _card_back_begins_anew(visit: Visit, event: Event) -> Outcome:
    after, effects = absence.handle(visit, event)
    return (replace(after, step=Step.FORM) if after.absence is None and after.ended is None else after), effects


def _any_card_will_do(visit: Visit, card: Holder) -> bool:
    return visit.holder is not None and card.name == visit.holder.name


def _taps_count_without_the_card(_event: Event) -> bool:
    return True


def _paid_and_still_waited_for(outcome: Outcome) -> Outcome:
    return outcome


def _unreadable_card_is_not_asked_for_again(visit: Visit, event: Event) -> Outcome:
    after, effects = absence.handle(visit, event)
    return (after, ()) if isinstance(event, Failed) else (after, effects)


def _card_is_waited_for_without_end(visit: Visit, event: Event) -> Outcome:
    return stay(visit) if isinstance(event, CardStayedAway) else machine.handle(visit, event)


def _walking_off_keeps_the_money(visit: Visit, event: Event) -> Outcome:
    after, effects = machine.handle(visit, event)
    if isinstance(event, CardStayedAway) and after.ended is not None:
        return replace(after, orders=()), (Wipe(),)
    return after, effects


_PLANTED = {
    "money forgotten when leaving": (course, "settle_all", _money_forgotten_when_leaving),
    "late money ignored": (money, "handle_stray", _late_money_ignored),
    "money told twice is given back": (money, "handle_stray", _money_told_twice_is_given_back),
    "the end keeps the holder": (machine, "end", _end_keeps_the_holder),
    "the end forgets the case's order": (result, "end", _end_forgets_the_case_order),
    "a case keeps its order open": (filing, "_filed", _case_keeps_its_order_open),
    "an order number is used again": (payment, "ask_for_money", _order_number_used_again),
    "pulling the card is nothing": (absence, "begin", _pulling_the_card_is_nothing),
    "the card comes back and the visit begins anew": (absence, "handle", _card_back_begins_anew),
    "a namesake goes on": (absence, "is_own", _any_card_will_do),
    "taps count without the card": (absence, "is_answer", _taps_count_without_the_card),
    "paid, and the card is still waited for": (absence, "settled", _paid_and_still_waited_for),
    "an unreadable card is not asked for again": (absence, "handle", _unreadable_card_is_not_asked_for_again),
}
_STEP_PLANTED = {
    "a failed filing keeps the money": (Step.FILING, _failed_filing_keeps_the_money),
    "an unanswered order is forgotten": (Step.PAYMENT, _unanswered_order_is_forgotten),
}


class MoneyWorld(VisitWorld):
    """The same, and every history begins where the money is: what goes wrong there is rare among all others."""

    @initialize(lifted=st.sampled_from([False, False, True]))
    def begins(self, *, lifted: bool) -> None:
        self.comes_to(Step.PAYMENT, lifted=lifted)


_WHERE_THE_MONEY_IS = {
    "late money ignored",
    "an order number is used again",
    "an unanswered order is forgotten",
    "walking off keeps the money",
}
"""Bugs that take seconds to find among all histories"""


def _is_caught(bug: str) -> bool:
    try:
        run_state_machine_as_test(MoneyWorld if bug in _WHERE_THE_MONEY_IS else VisitWorld, settings=_HUNT)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("bug", _PLANTED)
def test_planted_bug_is_found(bug: str) -> None:
    place, name, broken = _PLANTED[bug]
    original = getattr(place, name)

    def planted(*arguments: object) -> object:
        # The broken version may call the true one, which is back in its place meanwhile.
        with patch.object(place, name, original):
            return broken(*arguments)  # type: ignore[operator]

    with patch.object(place, name, planted):
        assert _is_caught(bug)


@pytest.mark.parametrize("bug", _STEP_PLANTED)
def test_planted_bug_in_a_step_is_found(bug: str) -> None:
    step, broken = _STEP_PLANTED[bug]
    with patch.dict(machine._STEPS, {step: broken}):
        assert _is_caught(bug)


_HANDLE_PLANTED = {
    "there is a way out of filing": _leaving_is_always_legal,
    "the card is waited for without end": _card_is_waited_for_without_end,
    "walking off keeps the money": _walking_off_keeps_the_money,
}


@pytest.mark.parametrize("bug", _HANDLE_PLANTED)
def test_planted_bug_in_the_machine_is_found(bug: str) -> None:
    with patch.object(VisitWorld, "handle", staticmethod(_HANDLE_PLANTED[bug])):
        assert _is_caught(bug)
