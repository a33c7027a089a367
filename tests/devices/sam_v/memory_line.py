"""A line to a module in this very process, without time: for tests that need thousands of transactions."""

from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

from devices.bench.device import Places
from devices.bench.id_card_reader import IdCardReaderBench, Port
from devices.bench.wire_faults import Scenario, WireFault
from devices.transports.serial_line import LineTimeout


class MemoryPort:
    """The module's end: what it sends is there at once."""

    def __init__(self, link: Path, on_bytes: Callable[[bytes], None]) -> None:
        self.link, self.on_bytes = link, on_bytes
        self.plugged, self.baud = True, 115200
        self.sent: list[bytes] = []
        self.active: tuple[WireFault, ...] = ()

    def begin(self, scenario: Scenario) -> None:
        """Nothing ever goes wrong in memory."""

    def calm(self) -> None:
        """Nothing ever goes wrong in memory."""

    def forget(self) -> None:
        """Nothing is on its way."""

    def plug(self) -> None:
        """Always there."""

    def unplug(self) -> None:
        """Always there."""

    def send(self, data: bytes) -> None:
        self.sent.append(data)


class MemoryModule(IdCardReaderBench):
    """The simulated module without a pseudo-terminal."""

    port: MemoryPort

    def __init__(self) -> None:
        super().__init__(Places(Path(gettempdir())))

    def _make_port(self) -> Port:
        self.port = MemoryPort(self._link, self._on_bytes)
        return self.port


class MemoryLine:
    """The host's end. `spoil` is given every reply on its way, with its number since the line was made."""

    def __init__(self, module: MemoryModule, spoil: Callable[[bytes, int], bytes] = lambda reply, _: reply) -> None:
        self._module = module
        self._spoil = spoil
        self._received = b""
        self.now = 0.0
        self.replies = 0

    def monotonic(self) -> float:
        return self.now

    def open(self) -> None:
        """Nothing to open."""

    def close(self) -> None:
        """Nothing to close."""

    def drain(self) -> None:
        self._received = b""

    def write(self, data: bytes) -> None:
        self._module.port.on_bytes(data)
        for reply in self._module.port.sent:
            self._received += self._spoil(reply, self.replies)
            self.replies += 1
        self._module.port.sent.clear()

    def read_some(self, timeout_s: float) -> bytes:
        received, self._received = self._received, b""
        if not received:
            self.now += timeout_s
            raise LineTimeout("silence")
        return received
