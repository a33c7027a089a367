"""Receipts that are owed since before the restart: offered one by one, noted when they are out, and never a fresh one."""

from datetime import timedelta

import pytest

from devices.api.errors import DeviceError, DeviceFault
from kiosk.services.unprinted import Offer, UnprintedReceipts
from offline_cache.errors import StoreFailed
from offline_cache.outbox import Accepted
from tests.kiosk.fake_clock import FakeClock


class Store:
    """What the outbox says, and what is noted in it."""

    def __init__(self, *rows: Accepted) -> None:
        self.rows = list(rows)
        self.printed: list[str] = []
        self.broken = False

    def unprinted(self) -> list[Accepted]:
        if self.broken:
            raise StoreFailed("the disk refuses")
        return self.rows

    def mark_printed(self, message_id: str) -> None:
        if self.broken:
            raise StoreFailed("the disk refuses")
        self.printed.append(message_id)


class Printer:
    """A receipt printer that may be out of paper."""

    def __init__(self) -> None:
        self.slips: list[tuple[str, str]] = []
        self.out_of_paper = False

    def __call__(self, accepted: Accepted, language: str) -> None:
        if self.out_of_paper:
            raise DeviceError(DeviceFault.RECEIPT_PAPER_OUT)
        self.slips.append((accepted.id, language))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def printer() -> Printer:
    return Printer()


def row(clock: FakeClock, name: str, *, hours: float) -> Accepted:
    return Accepted(name, f"L-0412-{name}", clock.now() - timedelta(hours=hours), "", "")


def test_the_newest_comes_first_and_what_is_a_day_old_not_at_all(clock: FakeClock, printer: Printer) -> None:
    old, first, second = row(clock, "old", hours=25), row(clock, "first", hours=3), row(clock, "second", hours=1)
    store = Store(old, first, second)
    owed = UnprintedReceipts(store, printer, clock)  # type: ignore[arg-type]  # as far as it is asked
    assert owed.offer == Offer(second)
    owed.print("zh_CN")
    assert owed.offer == Offer(second, "printed")
    assert (printer.slips, store.printed) == ([("second", "zh_CN")], ["second"])
    owed.print("zh_CN")
    assert len(printer.slips) == 1, "one that is out is not printed again"
    clock.passes(21)
    assert owed.offer == Offer(first)
    owed.print("en")
    clock.passes(21)
    assert owed.offer is None


def test_what_does_not_come_out_stays_owed_and_says_why(clock: FakeClock, printer: Printer) -> None:
    store = Store(row(clock, "one", hours=1))
    owed = UnprintedReceipts(store, printer, clock)  # type: ignore[arg-type]  # as above
    printer.out_of_paper = True
    owed.print("zh_CN")
    assert (owed.offer, store.printed) == (Offer(store.rows[0], "failed", "receipt.paper_out"), [])
    printer.out_of_paper = False
    owed.print("zh_CN")
    assert store.printed == ["one"]


def test_after_half_an_hour_the_screen_is_for_others(clock: FakeClock, printer: Printer) -> None:
    owed = UnprintedReceipts(Store(row(clock, "one", hours=1)), printer, clock)  # type: ignore[arg-type]  # as above
    clock.passes(1801)
    assert owed.offer is None
    owed.print("zh_CN")
    assert printer.slips == []


def test_what_is_accepted_after_the_start_is_not_offered(clock: FakeClock, printer: Printer) -> None:
    store = Store()
    owed = UnprintedReceipts(store, printer, clock)  # type: ignore[arg-type]  # as above
    store.rows.append(row(clock, "fresh", hours=0))
    assert owed.offer is None, "its citizen stands before the screen"


@pytest.mark.expects_log("it cannot be looked up", "a printed receipt could not be noted")
def test_a_store_that_fails_neither_stops_the_start_nor_takes_the_paper_back(
    clock: FakeClock, printer: Printer
) -> None:
    store = Store(row(clock, "one", hours=1))
    store.broken = True
    assert UnprintedReceipts(store, printer, clock).offer is None  # type: ignore[arg-type]  # as above
    store.broken = False
    owed = UnprintedReceipts(store, printer, clock)  # type: ignore[arg-type]  # as above
    store.broken = True
    owed.print("zh_CN")
    assert owed.offer is not None
    assert owed.offer.phase == "printed"


def test_what_is_filed_for_a_citizen_of_the_last_run_is_offered_too_and_nothing_else(
    clock: FakeClock, printer: Printer
) -> None:
    store = Store()
    receipts = UnprintedReceipts(store, printer, clock)  # type: ignore[arg-type]  # as above
    assert receipts.offer is None
    store.rows += [row(clock, "now-at-the-screen", hours=0), row(clock, "paid-before-the-cut", hours=0.1)]
    receipts.add("L-0412-paid-before-the-cut")
    receipts.add("L-0412-paid-before-the-cut")
    receipts.print("zh_CN")
    assert printer.slips == [("paid-before-the-cut", "zh_CN")]
    clock.passes(30)
    assert receipts.offer is None
