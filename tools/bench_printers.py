"""How long a receipt takes beside the wire time of its bytes, and a status query beside its own latency and python-escpos's."""

import time
from collections.abc import Callable
from pathlib import Path

from escpos.printer import Serial

from devices.api.receipt_printer import Receipt, TextLine
from devices.api.status import DeviceState
from devices.bench.client import BenchControl
from devices.drivers.receipt_printer_escpos import EscPosPrinter
from devices.transports.serial_line import SerialLine
from tools.bench_figures import Figure, median

_ALLOWED = 1.10
_STATUS_MS = 5.0
_BITS_PER_BYTE = 10
"""8 data bits, a start and a stop bit"""
_LINES = 40
_QUERIES = 15
_PEER_QUERIES = 3
_SILENCE_S = 0.3
"""the answer time-out in this run"""
_AT_ONCE = 1e7
"""mm/s: the paper's own time is not measured"""
_RECEIPT = Receipt(tuple(TextLine(f"第 {number:02} 行　随时办自助服务　办件回执") for number in range(1, _LINES + 1)))


class _CountingLine(SerialLine):
    """A line that counts what goes over it, both ways."""

    bytes_moved = 0

    def write(self, data: bytes) -> None:
        self.bytes_moved += len(data)
        super().write(data)

    def read_some(self, timeout_s: float) -> bytes:
        data = super().read_some(timeout_s)
        self.bytes_moved += len(data)
        return data


def printer_figures(control: BenchControl, port: str) -> list[Figure]:
    """Receipts at the usual rate and at the slow one of old models; status of a present and of a silent printer."""
    control.send("receipt_printer", "load_paper")
    control.send("receipt_printer", "speed", mm_s=_AT_ONCE)
    figures = [_receipt(control, port, baud, count) for baud, count in ((115_200, 7), (9_600, 3))]
    try:
        present, peer_present = _status(port), _peer(port)
        silent = _status(port, lambda: control.send("receipt_printer", "silent"))
        peer_silent = _peer(port)
    finally:
        control.send("receipt_printer", "unsilent")
        control.send("receipt_printer", "speed", mm_s=600)
    return [
        *figures,
        _compared("status of a present printer", present, peer_present),
        _compared("status of a silent printer", silent, peer_silent),
    ]


def _opened(port: str, baud: int) -> tuple[EscPosPrinter, _CountingLine]:
    printer = EscPosPrinter({"port": port, "baud": baud, "answer_timeout_s": _SILENCE_S})
    line = _CountingLine(port, baud)
    printer._session._line = line  # noqa: SLF001 - the driver has no reason to take a line from outside
    printer.open()
    return printer, line


def _receipt(control: BenchControl, port: str, baud: int, count: int) -> Figure:
    printer, line = _opened(port, baud)
    times, ratios, sizes = [], [], []
    try:
        # The first job of a life pushes out what an earlier one may have left.
        printer.print(Receipt((TextLine("先"),)))
        for _ in range(count):
            line.bytes_moved = 0
            began = time.perf_counter()
            printer.print(_RECEIPT)
            times.append(time.perf_counter() - began)
            sizes.append(line.bytes_moved)
            ratios.append(times[-1] / (line.bytes_moved * _BITS_PER_BYTE / baud))
    finally:
        printer.close()
        papers = [Path(each) for each in control.send("receipt_printer", "take_paper")["torn"]]
    if papers:
        raise RuntimeError("a receipt of the bench was torn")
    wire_ms = median(sizes) * _BITS_PER_BYTE / baud * 1000
    beside = (
        f"{median(times) * 1000:.0f} ms, wire time of {median(sizes):.0f} bytes {wire_ms:.0f} ms; median of {count}"
    )
    return Figure(f"receipt of {_LINES} lines at {baud} baud", median(ratios), "×", _ALLOWED, beside)


def _status(port: str, silence: Callable[[], object] | None = None) -> list[float]:
    """Milliseconds over the query's own latency: the wire time of its bytes, and the time-out where nothing answers."""
    baud = 115_200
    silent = silence is not None
    printer, line = _opened(port, baud)
    if silence is not None:
        silence()
    over = []
    try:
        for _ in range(3 if silent else _QUERIES):
            line.bytes_moved = 0
            began = time.perf_counter()
            status = printer.status()
            took = time.perf_counter() - began
            if (status.state is DeviceState.OFFLINE) is not silent:
                raise RuntimeError(f"the bench's printer is {status.state}")
            own_s = line.bytes_moved * _BITS_PER_BYTE / baud + (_SILENCE_S if silent else 0)
            over.append((took - own_s) * 1000)
    finally:
        printer.close()
    return over


def _peer(port: str) -> list[float]:
    """Milliseconds of python-escpos's two queries, printer and paper, on the same line."""
    peer = Serial(devfile=port, baudrate=115_200)
    peer.open()
    times = []
    try:
        for _ in range(_PEER_QUERIES):
            began = time.perf_counter()
            peer.is_online()
            peer.paper_status()
            times.append((time.perf_counter() - began) * 1000)
    finally:
        peer.close()
    return times


def _compared(name: str, over: list[float], peer: list[float]) -> Figure:
    beside = f"over its own latency, median of {len(over)}; python-escpos's two queries on the same line {median(peer):.0f} ms"
    return Figure(name, median(over), "ms", _STATUS_MS, beside)
