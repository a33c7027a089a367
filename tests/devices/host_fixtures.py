"""A card reader and a receipt printer plugged into the bench's host. Whoever imports them has a fixture ``places``."""

from collections.abc import Iterator

import pytest

from devices.bench.device import Places
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.receipt_printer import ReceiptPrinterBench

__all__ = ["printer", "reader"]


@pytest.fixture
def reader(places: Places) -> Iterator[IdCardReaderBench]:
    """Plugged in from the start."""
    bench = IdCardReaderBench(places)
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def printer(places: Places) -> Iterator[ReceiptPrinterBench]:
    """Plugged in from the start."""
    bench = ReceiptPrinterBench(places)
    bench.start()
    yield bench
    bench.stop()
