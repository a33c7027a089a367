"""How long an ID card takes to be read, beside the time its frames need on the wire at the configured rate."""

import time

from devices.api.options import SerialOptions
from devices.bench.client import BenchControl
from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.transports.serial_line import SerialLine
from tools.bench_figures import Figure, median

_ALLOWED = 1.10
_BITS_PER_BYTE = 10
"""8 data bits, a start and a stop bit"""
_READS = 7


class _CountingLine(SerialLine):
    """A line that counts what goes over it, both ways; the module answers after it was asked, so the times add up."""

    bytes_moved = 0

    def write(self, data: bytes) -> None:
        self.bytes_moved += len(data)
        super().write(data)

    def read_some(self, timeout_s: float) -> bytes:
        data = super().read_some(timeout_s)
        self.bytes_moved += len(data)
        return data


def card_figures(control: BenchControl, port: str) -> list[Figure]:
    """Find, select, read and added address at the usual rate and at the slow one of old modules."""
    return [_at(control, port, baud) for baud in (115_200, 38_400)]


def _at(control: BenchControl, port: str, baud: int) -> Figure:
    options = {"port": port, "baud": baud}
    reader = SamVReader(options)
    line = _CountingLine(port, SerialOptions.model_validate(options).baud)
    reader._line = line  # noqa: SLF001 - the driver has no reason to take a line from outside
    ratios, times = [], []
    reader.open()
    try:
        for _ in range(_READS):
            control.send("id_card_reader", "place", card="wang")
            line.bytes_moved = 0
            began = time.perf_counter()
            if not reader.find():
                raise RuntimeError("the bench's card was not found")
            reader.read()
            seconds = time.perf_counter() - began
            times.append(seconds)
            ratios.append(seconds / (line.bytes_moved * _BITS_PER_BYTE / baud))
            control.send("id_card_reader", "lift")
    finally:
        reader.close()
    wire = median(times) / median(ratios)
    beside = f"{median(times) * 1000:.1f} ms, wire time of the frames {wire * 1000:.1f} ms; median of {_READS}"
    return Figure(f"ID card read at {baud} baud", median(ratios), "×", _ALLOWED, beside)
