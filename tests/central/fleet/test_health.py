"""What is wrong with a kiosk by its own word."""

import pytest

from central.fleet.health import Health, Trouble, health_of, troubles_of
from kiosk.protocol.fleet import FAILED, QueueHealth
from tests.central.fleet.heartbeats import Log, heartbeat

ROOMY = 10**11


@pytest.mark.parametrize(("level", "troubles", "health"), [
    ("stop", (), Health.WELL),
    (FAILED, (Trouble.STORE,), Health.ILL),
])  # fmt: skip
def test_a_kiosk_whose_store_fails_is_ill(level: str, troubles: tuple[Trouble, ...], health: Health) -> None:
    """It accepts nothing and recovers at its next start; the queue's own limits show in its age and in the disk."""
    said = heartbeat("K-0412", Log(), [], devices={}, queue=QueueHealth(depth=0, level=level), free_bytes=ROOMY)
    assert troubles_of(said) == troubles
    assert health_of(troubles_of(said)) is health


@pytest.mark.parametrize(("said", "troubles"), [
    ("release 4 cannot be used: matter.toml: title: expected", (Trouble.RELEASE,)),
    ("release 4 was taken back: no search", (Trouble.RELEASE,)),
    ("not reached: no route", ()),
    ("release 3 is in use", ()),
])  # fmt: skip
def test_a_release_that_a_kiosk_refuses_is_a_trouble(said: str, troubles: tuple[Trouble, ...]) -> None:
    told = heartbeat("K-0412", Log(), [], devices={}, queue=QueueHealth(depth=0), free_bytes=ROOMY, release_said=said)
    assert tuple(troubles_of(told)) == troubles
