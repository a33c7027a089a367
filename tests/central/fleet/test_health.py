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
