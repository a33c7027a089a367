"""The clock for promises goes as fast as any other while nothing is in the way, and never faster."""

import threading
import time

from tests.devices.fair_time import fair_time


def test_it_leaves_out_only_what_the_machine_took() -> None:
    began, fairly = time.monotonic(), fair_time()
    threading.Event().wait(0.3)
    took, fair = time.monotonic() - began, fair_time() - fairly
    assert 0 < fair <= took


def test_on_a_machine_with_time_to_spare_it_leaves_out_little() -> None:
    """Of several tries, one must find the machine at leisure; else nothing could be promised on it anyway."""

    def share() -> float:
        began, fairly = time.monotonic(), fair_time()
        threading.Event().wait(0.1)
        return (fair_time() - fairly) / (time.monotonic() - began)

    assert max(share() for _ in range(30)) > 0.5
