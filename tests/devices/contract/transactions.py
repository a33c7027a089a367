"""The typical transactions of the contract: what is asked of a driver, and what comes of it."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.api.cabinet import GuideLight
from devices.api.receipt_printer import Receipt, TextLine
from devices.api.smart_card_reader import CardRefusal
from devices.bench.device import BenchDevice, KnobError
from devices.bench.people import PEOPLE

WHO = PEOPLE["wang"].card
CODE = "SSB-0412-000123"
RECEIPT = Receipt((TextLine(WHO.name), TextLine(WHO.number)))
PAGE = b"%PDF-1.7\n1 0 obj << /Type /Page >> endobj\n%%EOF"


def read_id_card(driver: Any, _: BenchDevice) -> object:
    """Find the card and read it; a card that was read before may still lie there."""
    return driver.read() if driver.find() else "no card"


def read_smart_card(driver: Any, _: BenchDevice) -> object:
    """What is on the chip."""
    record = driver.read("social_security_card")
    return dict(record.values) if not isinstance(record, CardRefusal) else record


def print_receipt(driver: Any, bench: BenchDevice) -> object:
    """Whether the last paper that lies there once `print` is back is the receipt that was to be printed."""
    driver.print(RECEIPT)
    papers = bench.state()["papers"]
    return Path(papers[-1]).read_bytes() if papers else b""


class Same:
    """Equal to whatever came first: for a truth that is made by the device itself, on a sound wire."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self._first: object = None

    def __eq__(self, other: object) -> bool:
        """Whether it is what came first, which must not be empty."""
        if self._first is None and other:
            self._first = other
        return bool(other) and other == self._first

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        """Short: it may be a picture."""
        return "what came first"


def print_document(driver: Any, bench: BenchDevice) -> object:
    """What lies in the tray once `print_pdf` is back."""
    driver.print_pdf(PAGE, job_name="contract")
    return [Path(path).read_bytes() for path in bench.state()["papers"]]


def emptied(bench: BenchDevice) -> None:
    """No paper of an earlier case lies there, and none is on its way."""
    deadline = time.monotonic() + 5
    waiting = "jobs_waiting"
    while (bench.state().get(waiting) or bench.state().get("buffered_bytes")) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    bench.command("take_paper", {})
    bench.command("load_paper", {})


def sense_and_light(driver: Any, bench: BenchDevice) -> object:
    """What is felt, and what is lit afterwards."""
    felt = driver.sensors()
    driver.light(frozenset({GuideLight.CARD}))
    return felt, tuple(bench.state()["lights"])


def read_power(driver: Any, _: BenchDevice) -> object:
    """What decisions hang on; volts and degrees have no check."""
    state = driver.read()
    return state.on_battery, state.battery_low, state.failed


def scan(do: str) -> Callable[[Any, BenchDevice], object]:
    """A code is held up a moment after the scan was asked for."""

    def transact(driver: Any, bench: BenchDevice) -> object:
        def hold_up() -> None:
            try:
                bench.command(do, {"text": CODE})
            except KnobError:
                return  # unplugged meanwhile

        timer = threading.Timer(0.12, hold_up)
        timer.start()
        try:
            return driver.scan(0.7)
        finally:
            timer.cancel()
            timer.join()

    return transact


def see_page(driver: Any, _: BenchDevice) -> object:
    """The size of the picture, and whether a page is in it; pictures have no check."""
    seen = driver.preview()
    return seen.width, seen.height


def see_nobody(driver: Any, _: BenchDevice) -> object:
    """Whether somebody is there."""
    return driver.view().present


def feed(driver: Any, _: BenchDevice) -> object:
    """Food is all there is."""
    driver.feed()
    return "fed"
