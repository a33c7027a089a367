"""The simulated card reader behind USB HID: the same module, its frames in reports of 64 bytes.

A pseudo-terminal stands for the hidraw node, paced like a full-speed interrupt pipe. It carries what the node would: a
report with its number (0) in front towards the module, reports without it from the module.
"""

from collections.abc import Callable
from pathlib import Path

from devices.bench.device import JsonObject, Places
from devices.bench.id_card_reader import FRAMING, IdCardReaderBench, Port
from devices.bench.pty_port import PtyPort
from devices.bench.wire_faults import Scenario, WireFault

REPORT_BYTES = 64
_NUMBERED = 1 + REPORT_BYTES
_PACE = 576_000
"""57,600 bytes a second: nearly a report a millisecond"""


class ReportPort:
    """The module's end: frames in, padded reports out."""

    baud = 0
    """USB has none"""

    def __init__(self, link: Path, on_bytes: Callable[[bytes], None]) -> None:
        """Nothing exists before `plug`."""
        self.link = link
        self._on_bytes = on_bytes
        self._pty = PtyPort(link, self._take, framing=FRAMING, shape=_in_reports)
        self._begun = b""

    @property
    def plugged(self) -> bool:
        """Whether the node exists now."""
        return self._pty.plugged

    def plug(self) -> None:
        """Make the node appear."""
        self._begun = b""
        self._pty.plug()
        self._pty.set_rate(_PACE)

    def unplug(self) -> None:
        """Take the node away."""
        self._pty.unplug()

    def send(self, data: bytes) -> None:
        """Queue a frame, which goes out padded to whole reports."""
        self._pty.send(data)

    @property
    def active(self) -> tuple[WireFault, ...]:
        """What is wrong with the wire now."""
        return self._pty.active

    @property
    def sizes(self) -> tuple[int, ...]:
        """Bytes of the last frames since the scenario began."""
        return self._pty.sizes

    def begin(self, scenario: Scenario) -> None:
        """Let the wire be as in `scenario`."""
        self._pty.begin(scenario)

    def calm(self) -> None:
        """All is well again with the wire."""
        self._pty.calm()

    def forget(self) -> None:
        """What the wire held back never comes."""
        self._pty.forget()

    def _take(self, data: bytes) -> None:
        self._begun += data
        while len(self._begun) >= _NUMBERED:
            report, self._begun = self._begun[:_NUMBERED], self._begun[_NUMBERED:]
            if report[0] == 0:  # a report with another number is not the module's
                self._on_bytes(report[1:])


def _in_reports(data: bytes) -> bytes:
    return data + bytes(-len(data) % REPORT_BYTES)


class HidIdCardReaderBench(IdCardReaderBench):
    """Knobs: those of the serial one."""

    name = "id_card_reader_hid"
    driver = "id_card_reader.sam_v_hid"

    def start(self) -> JsonObject:
        """Plug the reader in."""
        entry = super().start()
        del entry["baud"]
        return entry

    def _place_of_link(self, places: Places) -> Path:
        return places.directory / "hidraw" / "hidraw0"

    def _make_port(self) -> Port:
        return ReportPort(self._link, self._on_bytes)
