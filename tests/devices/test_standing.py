"""The status of a device, its listeners, and the lines of the log."""

import logging

import pytest

from devices.api.errors import DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.standing import Standing

ONLINE = DeviceStatus(DeviceState.ONLINE)
GONE = DeviceStatus(DeviceState.NO_DEVICE, RequiredAction.TECHNICIAN, DeviceFault.READER_LOST, "ENOENT")
DISABLED = DeviceStatus(DeviceState.DISABLED, RequiredAction.TECHNICIAN, detail="being cleaned")
STARTING = DeviceStatus(DeviceState.STARTING, RequiredAction.WAIT)
SUSPENDED = DeviceStatus(DeviceState.SUSPENDED, RequiredAction.WAIT, DeviceFault.READER_LOST, "ENOENT")
LATE = [
    pytest.param(lambda standing: standing.lose(GONE), id="lost"),
    pytest.param(lambda standing: standing.lose(GONE, out_of_service=True), id="out of service"),
    pytest.param(lambda standing: standing.become(SUSPENDED), id="recovered"),
    pytest.param(lambda standing: standing.become(ONLINE), id="answered"),
]
"""what the owner may be about to say when somebody lets go of the device"""


@pytest.fixture
def standing(caplog) -> Standing:
    caplog.set_level(logging.INFO, "devices.standing")
    return Standing("id_card_reader")


@pytest.mark.expects_log("id_card_reader is lost: reader.lost")
def test_one_line_when_lost_and_one_when_back_however_often_it_is_tried(standing, caplog):
    standing.become(ONLINE)
    caplog.clear()
    for attempt in range(5):
        standing.lose(DeviceStatus(GONE.state, GONE.action, GONE.fault, f"attempt {attempt}"))
    standing.become(ONLINE)
    standing.become(ONLINE)
    assert [record.getMessage() for record in caplog.records] == [
        "id_card_reader is lost: reader.lost (attempt 0), action technician",
        "id_card_reader is back: no_device → online: well, action none",
    ]


def test_listeners_hear_changes_only_and_in_order(standing):
    heard: list[DeviceStatus] = []
    end = standing.subscribe(heard.append)
    near_end = DeviceStatus(DeviceState.ONLINE, RequiredAction.OPERATOR, detail="paper near end")
    for status in (ONLINE, ONLINE, near_end, ONLINE):
        standing.become(status)
    assert [each.state for each in heard] == [DeviceState.ONLINE, DeviceState.DEGRADED, DeviceState.ONLINE]
    end()
    standing.become(near_end)
    assert len(heard) == 3


@pytest.mark.expects_log("id_card_reader is lost", "bug in id_card_reader: it cannot go no_device → suspended")
def test_a_way_that_there_is_not_is_a_bug_and_not_gone(standing):
    standing.lose(GONE)
    standing.become(DeviceStatus(DeviceState.SUSPENDED, RequiredAction.WAIT, DeviceFault.READER_LOST))
    assert standing.status == GONE


def heard_by(standing: Standing, caplog: pytest.LogCaptureFixture) -> list[DeviceStatus]:
    """What listeners hear from now on; the log is emptied."""
    heard: list[DeviceStatus] = []
    standing.subscribe(heard.append)
    caplog.clear()
    return heard


@pytest.mark.parametrize("late", LATE)
@pytest.mark.parametrize("before", [STARTING, ONLINE])
def test_nothing_is_said_of_a_device_whose_supervision_has_ended(standing, caplog, before, late):
    """Planted by a `close` whose broken-off question was taken for a loss."""
    standing.become(before)
    heard = heard_by(standing, caplog)
    standing.end()
    late(standing)
    standing.switch(DISABLED)
    assert (heard, caplog.messages, standing.status) == ([], [], before)


@pytest.mark.parametrize("late", LATE)
def test_nothing_is_said_of_a_device_that_is_switched_off(standing, caplog, late):
    """Planted by an owner that was asking when `disable` came from another thread."""
    standing.become(ONLINE)
    standing.switch(DISABLED)
    heard = heard_by(standing, caplog)
    late(standing)
    assert (heard, caplog.messages, standing.status) == ([], [], DISABLED)


@pytest.mark.expects_log("id_card_reader is lost: reader.lost")
def test_a_device_that_was_lost_when_it_was_switched_off_is_lost_anew(standing, caplog):
    standing.lose(GONE)
    standing.switch(DISABLED)
    standing.switch(STARTING)
    heard = heard_by(standing, caplog)
    standing.lose(GONE)
    assert (heard, len(caplog.messages)) == ([GONE], 1)
