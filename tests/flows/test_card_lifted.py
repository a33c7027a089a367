"""The card is lifted in mid-visit: it is asked for, and whose card comes back decides."""

import pytest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from kiosk.visit.state import EndReason, PaymentState
from tests.flows import aftermath
from tests.flows.house import House
from tools.citizen import Citizen

CARD, CERTIFICATE = "社保卡补领", "参保证明打印"


@pytest.fixture
def delays() -> Delays:
    return Delays(card_away=4.0, paid_pause=60.0)


def _ended(citizen: Citizen) -> EndReason | None:
    ended = citizen.kiosk.runner.last_ended
    assert ended is not None
    assert (ended.holder, dict(ended.values), dict(ended.materials), ended.signature) == (None, {}, {}, None)
    return ended.ended


def _is_before_the_code(citizen: Citizen) -> Citizen:
    citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").defers_material().reviews().signs()
    return citizen.is_asked_to_pay()


def test_the_same_card_goes_on_where_it_was_at_every_step(citizen: Citizen, house: House) -> None:
    def lifts_and_lays() -> None:
        before = citizen.visit
        citizen.lifts_card().is_asked_for_the_card().puts_card_back("wang")
        assert citizen.visit == before

    citizen.chooses(CARD).puts_card("wang").is_at(Step.FORM)
    lifts_and_lays()
    citizen.confirms_form(delivery="pickup").is_at(Step.MATERIALS)
    lifts_and_lays()
    citizen.defers_material().is_at(Step.REVIEW)
    lifts_and_lays()
    citizen.reviews()
    lifts_and_lays()
    citizen.signs().is_asked_to_pay()
    lifts_and_lays()
    citizen.pays().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1


def test_a_card_that_is_not_put_back_wipes_everything(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").is_at(Step.FORM).lifts_card().is_asked_for_the_card().is_gone()
    assert _ended(citizen) is EndReason.CARD_REMOVED


def test_another_card_ends_the_visit_and_mixes_nobody(citizen: Citizen, house: House) -> None:
    citizen.chooses(CARD).puts_card("wang").is_at(Step.FORM).lifts_card().is_asked_for_the_card()
    citizen.lays_card("li").is_gone()
    assert _ended(citizen) is EndReason.OTHER_CARD
    citizen.is_told_to_take_the_card().reads("这不是刚才那张身份证").lifts_card()
    citizen.wait("the card to be gone", lambda: not citizen.kiosk.identity.card_present)
    citizen.chooses(CERTIFICATE).puts_card("li").confirms_form().sees_case_number().leaves()
    [case] = aftermath.cases(house, citizen)
    assert case.holder.name == "李桂兰"


def test_who_cannot_go_on_leaves_at_once(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").is_at(Step.FORM).lifts_card().is_asked_for_the_card()
    citizen.gives_up_the_card()
    citizen.is_gone()
    assert _ended(citizen) is EndReason.LEFT


def test_a_card_that_cannot_be_read_at_once_is_asked_for_again(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").is_at(Step.FORM).lifts_card().is_asked_for_the_card()
    citizen.lays_card("worn").waits_for("the trouble", lambda visit: visit.absence and visit.absence.fault)
    citizen.lifts_card().puts_card_back("wang").is_at(Step.FORM).walks_away()


def test_money_that_comes_while_the_card_is_away_becomes_a_case(citizen: Citizen, house: House) -> None:
    kept = aftermath.kept_fen(house)
    _is_before_the_code(citizen).lifts_card().is_asked_for_the_card().phone("pay").is_told_paid()
    assert citizen.visit.absence is None
    citizen.submits().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1
    assert aftermath.kept_fen(house) - kept == 2000


@pytest.mark.parametrize("verb", ["", "pending"])
def test_whoever_walks_off_before_the_code_pays_nothing(citizen: Citizen, house: House, verb: str) -> None:
    kept = aftermath.kept_fen(house)
    _is_before_the_code(citizen)
    if verb:
        citizen.phone(verb).waits_for("处理中", lambda visit: visit.payment.state is PaymentState.PENDING)
    citizen.lifts_card().is_asked_for_the_card().is_gone()
    assert _ended(citizen) is EndReason.CARD_REMOVED
    citizen.phone("pay") if verb else None
    citizen.wait("the order to come to rest", lambda: not citizen.kiosk.runner._unsettled, 30.0)
    assert aftermath.kept_fen(house) - kept == 0
    assert aftermath.cases(house, citizen) == []


def test_a_forgotten_card_is_said_until_it_is_lifted(citizen: Citizen) -> None:
    citizen.chooses(CERTIFICATE).puts_card("wang").is_at(Step.FORM)
    citizen.exits()
    citizen.is_gone().is_told_to_take_the_card().reads("请取走您的身份证").lifts_card()
    citizen.wait("the card to be gone", lambda: not citizen.kiosk.identity.card_present)
