"""Who is at the end of each serial port: every driver's question at every rate at which such devices are met."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from devices.api.probing import Recognised, SerialProbe
from devices.enumeration import SerialPort
from devices.probe.findings import Answer
from devices.registry import driver_classes
from devices.transports.byte_line import line_to
from devices.transports.serial_line import LineHeld, LineLost, LineTimeout, SerialLine


@dataclass(frozen=True, slots=True)
class Asked:
    """What one port answered. `driver` and `baud` are set when it was recognised."""

    answer: Answer
    detail: str
    recognised: Recognised | None = None
    driver: str = ""
    baud: int = 0


def serial_probes() -> Mapping[str, SerialProbe]:
    """The questions of all installed drivers, by driver name."""
    offered = {name: getattr(each, "probe", None) for name, each in driver_classes().items()}
    return {name: probe for name, probe in offered.items() if isinstance(probe, SerialProbe)}


def ask(port: SerialPort, probes: Mapping[str, SerialProbe], *, deadline: float) -> Asked:
    """Put every question until one is answered. `deadline` is monotonic seconds; no question begins that could pass it."""
    if not port.path.exists():
        return Asked(Answer.GONE, "the port has gone")
    if not os.access(port.path, os.R_OK | os.W_OK):
        return Asked(Answer.NO_PERMISSION, "this user may not open it: see deploy/60-suishiban.rules")
    tried = 0
    for name, probe in _harmless_first(probes):
        for baud in probe.bauds:
            if time.monotonic() + probe.limit_s > deadline:
                return Asked(Answer.NOT_ASKED, f"the time was up after {tried} questions without an answer")
            tried += 1
            try:
                recognised = _asked_at(port, baud, probe)
            except LineHeld:
                return Asked(Answer.IN_USE, "in use by another program")
            except LineLost as lost:
                return Asked(Answer.GONE, str(lost))
            if recognised is not None:
                detail = f"{recognised.what} at {baud} baud: {recognised.why}"
                return Asked(Answer.RECOGNISED, detail, recognised, name, baud)
    return Asked(Answer.SILENT, f"nobody answered {tried} questions; a code scanner speaks only when it reads a code")


def ask_address(address: str, probe: SerialProbe) -> Asked:
    """Put a driver's question to ``host:port``."""
    line, _ = line_to(address, probe.bauds[0])
    try:
        line.open()
        recognised = probe.ask(line)
    except LineLost as lost:
        return Asked(Answer.GONE, f"{lost}; a printer takes one caller at a time, which may be the running kiosk")
    except LineTimeout:
        recognised = None
    finally:
        line.close()
    if recognised is None:
        return Asked(Answer.SILENT, "it takes the connection and does not answer")
    return Asked(Answer.RECOGNISED, f"{recognised.what}: {recognised.why}", recognised)


def _harmless_first(probes: Mapping[str, SerialProbe]) -> Sequence[tuple[str, SerialProbe]]:
    return sorted(probes.items(), key=lambda each: (each[1].rank, each[0]))


def _asked_at(port: SerialPort, baud: int, probe: SerialProbe) -> Recognised | None:
    line = SerialLine(str(port.path), baud, write_timeout_s=probe.limit_s)
    line.open()
    try:
        return probe.ask(line)
    except LineTimeout:
        # A line that takes no data, or a driver that leaves silence to us.
        return None
    finally:
        line.close()
