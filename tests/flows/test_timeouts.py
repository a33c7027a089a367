"""Nobody there: a warning first, then everything is wiped. Short times, the same rules."""

from time import monotonic

import pytest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from kiosk.visit.state import EndReason
from tests.flows import aftermath
from tests.flows.house import House
from tools.citizen import Citizen

CARD = "社保卡补领"
IDLE_S = 3.0


@pytest.fixture
def delays() -> Delays:
    return Delays(idle=IDLE_S, idle_with_keyboard=IDLE_S, idle_done=2 * IDLE_S, warning=1.5)


def _is_warned(citizen: Citizen) -> Citizen:
    def warned() -> bool:
        left = citizen.kiosk.runner.patience()
        return left is not None and left.left <= citizen.kiosk.delays.warning

    return citizen.wait("the warning", warned).sees_warning()


def test_a_warning_then_the_visit_is_wiped(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").is_at(Step.FORM)
    _is_warned(citizen).is_gone()
    ended = citizen.kiosk.runner.last_ended
    assert ended is not None
    assert ended.ended is EndReason.TIMED_OUT
    assert (ended.holder, dict(ended.values)) == (None, {})


def test_i_am_still_here_keeps_everything(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").is_at(Step.FORM)
    before = citizen.visit
    _is_warned(citizen).touches()
    left = citizen.kiosk.runner.patience()
    assert left is not None
    assert left.left > citizen.kiosk.delays.warning
    assert citizen.visit == before
    citizen.walks_away()


def test_waiting_for_money_is_no_idling(citizen: Citizen, house: House) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").defers_material().reviews().signs()
    citizen.is_asked_to_pay()
    since = monotonic()
    citizen.wait("longer than anybody may idle", lambda: monotonic() - since > IDLE_S + 1.0)
    citizen.pays().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1


def test_a_forgotten_result_goes_away_by_itself(citizen: Citizen, house: House) -> None:
    citizen.chooses("参保证明打印").puts_card("wang").confirms_form().sees_case_number().is_gone()
    assert len(aftermath.cases(house, citizen)) == 1
