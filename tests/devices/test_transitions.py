"""The one table of states: complete, and without a way that makes no sense."""

import pytest

from devices.api.errors import DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.transitions import Transition, allowed, normalised

S = DeviceState
ONLINE = DeviceStatus(S.ONLINE)
PAPER_OUT = DeviceStatus(S.USER_ERROR, RequiredAction.OPERATOR, DeviceFault.RECEIPT_PAPER_OUT, "tray 1")


def test_from_every_state_something_leads_on_and_every_state_can_be_reached():
    reachable = {after for before in S for after in S if allowed(before, after)}
    assert reachable == set(S)
    assert all(any(allowed(before, after) for after in S) for before in S)


def test_every_state_can_be_switched_off_and_only_starting_leads_out_of_it():
    assert all(allowed(before, S.DISABLED) for before in S if before is not S.DISABLED)
    assert [after for after in S if allowed(S.DISABLED, after)] == [S.STARTING]


def test_nothing_starts_twice():
    assert [before for before in S if allowed(before, S.STARTING)] == [S.DISABLED]


@pytest.mark.parametrize(
    ("before", "after"), [(S.DISABLED, S.ONLINE), (S.NO_DEVICE, S.SUSPENDED), (S.STARTING, S.SUSPENDED)]
)
def test_ways_that_there_are_not(before, after):
    assert not allowed(before, after)


def test_a_transition_says_reason_and_action():
    assert str(Transition(ONLINE, PAPER_OUT)) == ("online → user_error: receipt.paper_out (tray 1), action operator")
    assert str(Transition(PAPER_OUT, ONLINE)) == "user_error → online: well, action none"


def test_another_wording_is_no_news():
    other = DeviceStatus(S.USER_ERROR, RequiredAction.OPERATOR, DeviceFault.RECEIPT_PAPER_OUT, "tray 2")
    assert not Transition(PAPER_OUT, other).news
    assert Transition(PAPER_OUT, ONLINE).news


def test_online_with_somebody_to_come_is_degraded_and_usable():
    near_end = DeviceStatus(S.ONLINE, RequiredAction.OPERATOR, detail="paper near end")
    assert normalised(near_end) == DeviceStatus(S.DEGRADED, RequiredAction.OPERATOR, detail="paper near end")
    assert normalised(near_end).usable
    assert normalised(ONLINE) is ONLINE
    assert [state for state in S if DeviceStatus(state).usable] == [S.ONLINE, S.DEGRADED, S.BUSY]
