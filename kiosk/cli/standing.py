"""How a device stands, in a sentence for whoever looks after the kiosk."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from devices import standing as device_log
from devices.api.status import DeviceStatus
from kiosk.faults import FAULTS
from kiosk.runtime.hardware import IN_USE, is_held

__all__ = ["NOT_ARMED", "is_held", "not_losing_what_is_held", "standing"]

NOT_ARMED = f"{'hardware_watchdog':<18} not opened: that would arm it"
"""What is said of the watchdog by those who only look"""


def standing(status: DeviceStatus) -> str:
    """The state, and what to do about it. A port that is held is neither lost nor broken: it is not asked for a cable."""
    if is_held(status):
        return "in use by the running kiosk (if none runs: by another program)"
    hint = FAULTS[status.fault.value].hint if status.fault is not None else ""
    return f"{status.state.value:<15} {hint} {status.detail}".rstrip()


@contextmanager
def not_losing_what_is_held() -> Iterator[None]:
    """Meanwhile the log does not call lost what somebody else works with: the command says of each device that it is in use."""

    def is_news(record: logging.LogRecord) -> bool:
        return IN_USE not in record.getMessage()

    device_log.log.addFilter(is_news)
    try:
        yield
    finally:
        device_log.log.removeFilter(is_news)
