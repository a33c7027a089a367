r"""Megatec Q1, what small UPSs of a cabinet speak. No I/O. Facts: ``reference/devices.md`` section 6, NUT's nutdrv_qx.

``Q1\r`` is answered by 47 bytes, ``(MMM.M NNN.N PPP.P QQQ RR.R S.SS TT.T b7..b0\r``: input voltage, voltage at the last
fault, output voltage, load in percent, input frequency, battery voltage (a cell or the whole string), temperature, eight bits.
"""

import re
from dataclasses import dataclass

QUERY = b"Q1\r"
CANCEL_SHUTDOWN = b"C\r"
REPLY_LENGTH = 47

_REPLY = re.compile(
    rb"\((?P<input>\d{3}\.\d) (?P<fault>\d{3}\.\d) (?P<output>\d{3}\.\d) (?P<load>\d{3}) (?P<hertz>\d{2}\.\d)"
    rb" (?P<battery>\d\.\d{2}|\d{2}\.\d) (?P<celsius>\d{2}\.\d) (?P<bits>[01]{8})\r"
)
_KEPT = 256


@dataclass(frozen=True, slots=True)
class Q1:
    """One answer to ``Q1``, in volt, percent, hertz and degrees Celsius."""

    input_v: float
    output_v: float
    load_percent: int
    frequency_hz: float
    battery_v: float
    """of one cell (``S.SS``) or of the string (``SS.S``), as the maker likes"""
    temperature_c: float
    utility_failed: bool
    battery_low: bool
    ups_failed: bool
    testing: bool
    shutting_down: bool


class Q1Parser:
    """Finds an answer in whatever the line brings. An answer whose form is not exact is not one."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._heard = b""

    def feed(self, data: bytes) -> Q1 | None:
        """The answer once it is complete, else None."""
        self._heard = (self._heard + data)[-_KEPT:]
        found = _REPLY.search(self._heard)
        if found is None:
            return None
        bits = found["bits"]
        failed, low, _bypass, broken, _standby, testing, shutting, _beeper = (bit == ord("1") for bit in bits)
        return Q1(
            input_v=float(found["input"]),
            output_v=float(found["output"]),
            load_percent=int(found["load"]),
            frequency_hz=float(found["hertz"]),
            battery_v=float(found["battery"]),
            temperature_c=float(found["celsius"]),
            utility_failed=failed,
            battery_low=low,
            ups_failed=broken,
            testing=testing,
            shutting_down=shutting,
        )


def reply(answer: Q1) -> bytes:
    """The bytes of an answer, for who plays the UPS."""
    bits = "".join(
        "01"[bit]
        for bit in (
            answer.utility_failed,
            answer.battery_low,
            False,
            answer.ups_failed,
            True,
            answer.testing,
            answer.shutting_down,
            False,
        )
    )
    return (
        f"({answer.input_v:05.1f} {answer.input_v:05.1f} {answer.output_v:05.1f} {answer.load_percent:03d}"
        f" {answer.frequency_hz:04.1f} {answer.battery_v:04.1f} {answer.temperature_c:04.1f} {bits}\r"
    ).encode("ascii")


def shutdown(off_after_min: float, on_after_min: int) -> bytes:
    """``S<n>R<m>``: power off after `off_after_min` (0.2 to 10), on again after `on_after_min` (1 to 9999) minutes."""
    wait = f"{off_after_min:.1f}".lstrip("0") if off_after_min < 1 else f"{round(off_after_min):02d}"
    return f"S{wait}R{on_after_min:04d}\r".encode("ascii")
