"""What is left of paper and toner: asked seldom, never of a printer that works for somebody, and what is not known stays so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from devices.api.document_printer import Supply, SupplyKind
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from kiosk.protocol.fleet import SupplyLevel
from kiosk.runtime.hardware import Devices
from kiosk.runtime.supplies import Supplies
from tests.kiosk.fake_clock import FakeClock


@dataclass
class Printer:
    """As much of a supervised printer as is asked."""

    status: DeviceStatus = field(default_factory=lambda: DeviceStatus(DeviceState.ONLINE))
    busy: str = ""
    said: tuple[Supply, ...] = (Supply("black", SupplyKind.TONER, 41), Supply("tray-1", SupplyKind.PAPER, None))
    silent: bool = False
    asked: int = 0

    def call(self, _what: str, command: Callable[[Any], Any], *, deadline_s: float) -> Any:
        assert deadline_s < 10
        self.asked += 1
        if self.silent:
            raise DeviceError(DeviceFault.PRINTER_LOST, "gone")
        return command(self)

    def supplies(self) -> tuple[Supply, ...]:
        return self.said


@dataclass
class Both:
    document_printer: Printer = field(default_factory=Printer)
    receipt_printer: Printer = field(default_factory=Printer)


def looking() -> tuple[Both, FakeClock, Supplies]:
    both, clock = Both(), FakeClock()
    return both, clock, Supplies(cast("Devices", both), clock)


def test_levels_are_told_as_the_printer_says_them() -> None:
    both, clock, supplies = looking()
    assert supplies.levels() == {
        "document_printer.black": SupplyLevel(kind="toner", percent=41),
        "document_printer.tray-1": SupplyLevel(kind="paper", percent=None),
        "receipt_printer.paper": SupplyLevel(kind="paper"),
    }
    clock.passes(300)
    supplies.levels()
    assert both.document_printer.asked == 1
    clock.passes(301)
    supplies.levels()
    assert both.document_printer.asked == 2


def test_who_prints_is_not_asked_and_who_is_silent_keeps_what_it_said() -> None:
    both, clock, supplies = looking()
    both.document_printer.busy = "print"
    assert set(supplies.levels()) == {"receipt_printer.paper"}
    assert both.document_printer.asked == 0
    both.document_printer.busy = ""
    known = supplies.levels()
    clock.passes(601)
    both.document_printer.silent = True
    assert supplies.levels() == known


def test_a_roll_near_its_end_is_low_and_one_that_ended_is_empty() -> None:
    both, _, supplies = looking()
    both.receipt_printer.status = DeviceStatus(DeviceState.ONLINE, RequiredAction.OPERATOR, detail="paper near end")
    assert supplies.levels()["receipt_printer.paper"] == SupplyLevel(kind="paper", low=True)
    out = DeviceStatus(DeviceState.USER_ERROR, RequiredAction.OPERATOR, DeviceFault.RECEIPT_PAPER_OUT)
    both.receipt_printer.status = out
    assert supplies.levels()["receipt_printer.paper"] == SupplyLevel(kind="paper", percent=0, low=True)
