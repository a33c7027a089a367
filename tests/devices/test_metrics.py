"""Counting: what the numbers of a device say, and that they stay what they were read as."""

import json
from datetime import UTC, datetime

import pytest

from devices.api.errors import DeviceFault
from devices.metrics import Meter, Metrics
from devices.recovery import Rung

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


def test_nothing_counted_yet():
    assert Meter().read() == Metrics()


def test_latency_is_of_commands_that_worked():
    meter = Meter(lambda: NOON)
    for hundredths in range(1, 101):
        meter.worked(hundredths / 100)
    meter.failed(DeviceFault.READER_NO_ANSWER)
    metrics = meter.read()
    assert (metrics.commands, metrics.failed) == (101, 1)
    assert metrics.latency_mean_s == pytest.approx(0.505)
    assert (metrics.latency_max_s, metrics.latency_p95_s) == (1.0, 0.95)
    assert metrics.last_good == NOON


def test_the_percentile_forgets_the_maximum_does_not():
    meter = Meter()
    meter.worked(9.0)
    for _ in range(300):
        meter.worked(0.01)
    assert (meter.read().latency_max_s, meter.read().latency_p95_s) == (9.0, 0.01)


def test_failures_are_counted_by_their_code_and_bugs_apart():
    meter = Meter()
    for fault in (DeviceFault.RECEIPT_PAPER_OUT, DeviceFault.RECEIPT_PAPER_OUT, None):
        meter.failed(fault)
    assert meter.read().failures == {"receipt.paper_out": 2, "bug": 1}


def test_a_missed_check_is_not_a_good_moment():
    meter = Meter(lambda: NOON)
    meter.checked(missed=True)
    assert (meter.read().checks, meter.read().missed_checks, meter.read().last_good) == (1, 1, None)
    meter.checked(missed=False)
    assert meter.read().last_good == NOON


def test_what_was_read_does_not_change_any_more_and_is_json():
    meter = Meter(lambda: NOON)
    meter.mended(Rung.RESYNC)
    meter.retried()
    meter.reconnected()
    before = meter.read()
    meter.mended(Rung.REOPEN)
    meter.failed(None)
    assert (before.rungs, before.failures) == ({"resync": 1}, {})
    told = json.loads(json.dumps(meter.read().as_json()))
    assert told["rungs"] == {"resync": 1, "reopen": 1}
    assert (told["retries"], told["reconnects"], told["last_good"]) == (1, 1, None)
    assert set(told) == set(Metrics.__dataclass_fields__)


class Counting:
    """A driver that counts."""

    def __init__(self) -> None:
        self.resent = 0

    def counts(self) -> dict[str, int]:
        return {"resent": self.resent, "silences": 0}


def test_what_a_driver_counts_is_summed_over_the_times_it_was_made_anew():
    """The planted bug shows the newest driver's numbers only: a line that is lost every hour looks sound."""
    meter, first, second = Meter(), Counting(), Counting()
    for resent in (1, 3):
        first.resent = resent
        meter.hear(first)
    second.resent = 2
    for _ in range(2):
        meter.hear(second)
    meter.hear(object())
    assert meter.read().driver == {"resent": 5}
    assert json.loads(json.dumps(meter.read().as_json()))["driver"] == {"resent": 5}
