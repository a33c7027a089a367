"""What is left of paper and toner, as far as the devices say; asked now and then, never while somebody waits for a device."""

from devices.api.document_printer import Supply
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import RequiredAction
from kiosk.clock import Clock
from kiosk.protocol.fleet import SupplyLevel
from kiosk.runtime.hardware import Devices

_EVERY_S = 600.0
"""Toner does not run out within minutes; paper that has is a fault, told at once"""
_DEADLINE_S = 3.0
_MOST = 30
_LONGEST_NAME = 40


class Supplies:
    """For one thread."""

    def __init__(self, devices: Devices, clock: Clock) -> None:
        self._devices, self._clock = devices, clock
        self._known: dict[str, SupplyLevel] = {}
        self._asked_at: float | None = None

    def levels(self) -> dict[str, SupplyLevel]:
        """By device and name. What the printer said last stands until it can be asked again."""
        now = self._clock.monotonic()
        if self._asked_at is None or now - self._asked_at >= _EVERY_S:
            self._ask(now)
        return {**self._known, "receipt_printer.paper": self._receipt_paper()}

    def _ask(self, now: float) -> None:
        printer = self._devices.document_printer
        if not printer.status.usable or printer.busy:
            return
        try:
            said = printer.call("supplies", lambda one: one.supplies(), deadline_s=_DEADLINE_S)
        except DeviceError:
            return
        self._asked_at = now
        self._known = {f"document_printer.{_name(one)}": _level(one) for one in said[:_MOST]}

    def _receipt_paper(self) -> SupplyLevel:
        """A roll has a sensor near its end and nothing before that."""
        status = self._devices.receipt_printer.status
        empty = status.fault is DeviceFault.RECEIPT_PAPER_OUT
        low = empty or (status.usable and status.action is RequiredAction.OPERATOR)
        return SupplyLevel(kind="paper", percent=0 if empty else None, low=low)


def _name(supply: Supply) -> str:
    return supply.name[:_LONGEST_NAME]


def _level(supply: Supply) -> SupplyLevel:
    percent = None if supply.percent is None else max(0, min(100, supply.percent))
    return SupplyLevel(kind=supply.kind.value, percent=percent, low=supply.low)
