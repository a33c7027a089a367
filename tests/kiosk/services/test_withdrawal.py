"""Taken out of service from afar, and put back."""

import pytest

from kiosk.services.withdrawal import Withdrawal, Withdrawn


@pytest.mark.expects_log("no new visits: withdrawn", "no new visits: release_due", "open for visits again")
def test_every_reason_has_to_go_before_it_is_open_again():
    heard: list[Withdrawn | None] = []
    service = Withdrawal()
    service.subscribe(heard.append)
    service.take_out(Withdrawn.RELEASE)
    service.take_out(Withdrawn.COMMAND)
    service.put_back(Withdrawn.COMMAND)
    service.put_back(Withdrawn.COMMAND)
    service.put_back(Withdrawn.RELEASE)
    # What somebody has said counts more than what is due.
    assert heard == [Withdrawn.RELEASE, Withdrawn.COMMAND, Withdrawn.RELEASE, None]
    assert service.reason is None
