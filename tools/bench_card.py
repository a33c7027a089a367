"""How long an ID card takes to be read, beside the time its frames need on the wire; how fast noise is parsed."""

import random
import time

from devices.bench.client import BenchControl
from devices.codecs.sam_v import Reply, ReplyParser, Sw3, reply_frame
from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.transports.serial_line import SerialLine
from tools.bench_figures import Figure, median

_ALLOWED = 1.05
_BITS_PER_BYTE = 10
"""8 data bits, a start and a stop bit"""
_READS = 7
_NOISE_MB, _PIECE = 64, 4096
_SLOWEST_MB_PER_S = 50.0


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


class _CountingReader(SamVReader):
    """A reader that makes such lines."""

    line: _CountingLine

    def _line_at(self, rate: int) -> SerialLine:
        self.line = _CountingLine(self._options.port, rate)
        return self.line


def card_figures(control: BenchControl, port: str) -> list[Figure]:
    """Find, select, and read until two readings agree, at the usual rate and at the slowest; and the parser."""
    return [_at(control, port, baud) for baud in (115_200, 9600)] + [parser_figure()]


def _at(control: BenchControl, port: str, baud: int) -> Figure:
    reader = _CountingReader({"port": port, "baud": baud})
    ratios, times = [], []
    reader.open()
    try:
        for _ in range(_READS):
            control.send("id_card_reader", "place", card="wang")
            reader.line.bytes_moved = 0
            began = time.perf_counter()
            if not reader.find():
                raise RuntimeError("the bench's card was not found")
            reader.read()
            seconds = time.perf_counter() - began
            times.append(seconds)
            ratios.append(seconds / (reader.line.bytes_moved * _BITS_PER_BYTE / baud))
            control.send("id_card_reader", "lift")
    finally:
        reader.close()
    wire = median(times) / median(ratios)
    beside = f"{median(times) * 1000:.1f} ms, wire time of the frames {wire * 1000:.1f} ms; median of {_READS}"
    return Figure(f"ID card read (and read again) at {baud} baud", median(ratios), "×", _ALLOWED, beside)


def parser_figure() -> Figure:
    """Noise with a sound frame every 16 kB: the time a megabyte takes. Raises when one is missed or another made up."""
    noise = random.Random(1).randbytes(1_000_000)  # noqa: S311 - noise, no secret
    sound, found = Reply(0, 0, Sw3.OK, bytes(16)), []
    frame = reply_frame(sound.sw3, sound.data)
    pieces = [noise[start : start + _PIECE] for start in range(0, len(noise), _PIECE)]
    stream = [piece + frame if number % 4 == 0 else piece for number, piece in enumerate(pieces)] * _NOISE_MB
    parser = ReplyParser()
    began = time.perf_counter()
    for piece in stream:
        found += parser.feed(piece)
    seconds = time.perf_counter() - began
    if found != [sound] * sum(len(piece) > _PIECE or piece.endswith(frame) for piece in stream):
        raise RuntimeError("the parser missed a frame, or made one up")
    size = sum(map(len, stream)) / 1e6
    beside = f"{size / seconds:.0f} MB/s of {size:.0f} MB; at least {_SLOWEST_MB_PER_S:.0f} are asked for"
    return Figure("SAM_V parser, 1 MB of noise", 1000 * seconds / size, "ms", 1000 / _SLOWEST_MB_PER_S, beside)
