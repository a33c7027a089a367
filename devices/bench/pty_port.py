"""A pseudo-terminal that behaves like a serial adapter: stable link, the pace of its baud rate, unplug and replug.

The kernel does not throttle a pty, but the master sees the rate that the driver asked for, so the port paces itself:
10 bits a byte, both ways. Facts measured: ``reference/devices.md`` 8.1 and 8.2.
"""

import errno
import os
import select
import termios
import threading
import time
import tty
from collections import deque
from collections.abc import Callable
from pathlib import Path

from devices.bench.faulty_wire import Framing, HangUp, Shape, StepPlayer, WireFaults
from devices.bench.host import device_of
from devices.bench.wire_faults import Operator, Scenario, WireFault

_BITS_PER_BYTE = 10
_PIECE = 16
"""bytes put on the wire at once, as the FIFO of a UART hands them over"""

_AWAIT_S = 1.0

_RATES = {getattr(termios, name): int(name[1:]) for name in dir(termios) if name[0] == "B" and name[1:].isdigit()}


class PtyPort:
    """One serial port as the driver sees it. `on_bytes` is called from the port's own thread with what the host sent.

    What goes wrong on the wire is a scenario of `devices.bench.wire_faults`: `begin`, `calm`. What one `send` takes is a frame.
    """

    def __init__(
        self, link: Path, on_bytes: Callable[[bytes], None], *, framing: Framing | None = None, shape: Shape = bytes
    ) -> None:
        """Name the link that will point to the pty; nothing exists before `plug`.

        A link of `Places.serial_link` comes with its adapter: the host's ``sys`` and ``dev`` show it while it is plugged in.
        `framing` tells where the protocol has its length and check bytes; `shape` fills up the units of the wire.
        """
        self.link = link
        self._socket = device_of(link)
        self._on_bytes = on_bytes
        self._lock = threading.Lock()
        self._session: _Session | None = None
        self._shape = shape
        self._faults = WireFaults(framing)
        self._player = StepPlayer(self._say, self._hang_up, self._await_said)
        self._busy_end: threading.Timer | None = None
        self._hung_up = False

    @property
    def active(self) -> tuple[WireFault, ...]:
        """What is wrong with the wire now."""
        return self._faults.active

    @property
    def sizes(self) -> tuple[int, ...]:
        """Bytes of the last frames since the scenario began, as the device sent them."""
        return tuple(self._faults.sizes)

    def begin(self, scenario: Scenario) -> None:
        """Let the wire be as in `scenario` from now on."""
        self.calm()
        self._faults.begin(scenario)
        for fault in scenario.faults:
            if fault.operator is Operator.BUSY:
                self._busy_for(fault.seconds)

    def calm(self) -> None:
        """All is well again with the wire; what was on its way late never comes. A plug that somebody pulled stays out."""
        self._player.stop()
        self._faults.calm()
        if self._hung_up:
            self.plug()
        ending, self._busy_end = self._busy_end, None
        if ending is not None:
            ending.cancel()
        self.resume()

    @property
    def plugged(self) -> bool:
        """Whether the port exists now."""
        return self._session is not None

    @property
    def baud(self) -> int:
        """The rate that the driver set last; 0 while unplugged."""
        session = self._session
        return session.baud() if session else 0

    def set_rate(self, rate: int) -> None:
        """The pace until a driver sets one, in bits per second; for what has no rate to set."""
        session = self._session
        if session is not None:
            session.set_baud(rate)

    def plug(self) -> None:
        """Make a new pty and point the link to it; nothing happens when it is plugged already."""
        self._hung_up = False
        with self._lock:
            if self._session is None:
                self._session = _Session(self._heard)
                self._point_to(self._session.slave_name)
                self._session.start()

    def unplug(self) -> None:
        """Take link and pty away at once, in the middle of whatever is going on.

        Waits for the port's thread: do not hold a lock that `on_bytes` takes.
        """
        self._player.stop()
        self._hung_up = False
        self._pull()

    def _pull(self) -> None:
        with self._lock:
            session, self._session = self._session, None
            if session is not None:
                self._vanish()
                session.end()

    def send(self, data: bytes) -> None:
        """Queue a frame for the host; it arrives at the pace of the line. Lost while unplugged, as in life."""
        if self._session is not None:
            self._player.play(self._faults.steps(data, self._shape))

    def forget(self) -> None:
        """The device has lost its power: what the wire held back never comes."""
        self._faults.forget()

    def _say(self, data: bytes) -> None:
        session = self._session
        if session is not None and data:
            session.send(data)

    def _heard(self, data: bytes) -> None:
        if self._faults.echoes:
            self._say(data)
        self._on_bytes(data)

    def _await_said(self) -> None:
        session = self._session
        if session is not None:
            session.await_sent()

    def _hang_up(self, how: HangUp) -> None:
        """Called by the player: the line goes, and may come back."""
        self._hung_up = self.plugged
        self._pull()
        if how.back_after_s is None or not self._player.pause(how.back_after_s):
            return
        if self._socket is not None:
            host, device = self._socket
            host.return_as(device, how.name or host.another_name())
        self.plug()

    def _busy_for(self, seconds: float | None) -> None:
        self.pause()
        if seconds is not None:
            self._busy_end = threading.Timer(seconds, self.resume)
            self._busy_end.daemon = True
            self._busy_end.start()

    def discard_unsent(self) -> None:
        """Drop what has been queued by `send` and is not on the wire yet."""
        self._player.stop()
        session = self._session
        if session is not None:
            session.discard_unsent()

    def pause(self) -> None:
        """Take nothing more from the host (a full buffer); the host's writes block once the kernel's buffer is full."""
        self._hold(held=True)

    def resume(self) -> None:
        """Take from the host again."""
        self._hold(held=False)

    def _hold(self, *, held: bool) -> None:
        session = self._session
        if session is not None:
            session.hold(held=held)

    def _vanish(self) -> None:
        if self._socket is not None:
            host, device = self._socket
            host.detach(device)
        self.link.unlink(missing_ok=True)

    def _point_to(self, slave_name: str) -> None:
        if self._socket is not None:
            host, device = self._socket
            host.attach(device, slave_name)
            return
        self.link.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.link.with_name(f".{self.link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(slave_name)
        fresh.replace(self.link)


class _Session:
    """The time between a plug and an unplug: two descriptors and the thread that paces them."""

    def __init__(self, on_bytes: Callable[[bytes], None]) -> None:
        self._on_bytes = on_bytes
        # Our own slave end stays open: without it the master reads EIO whenever the driver has closed.
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.slave_name = os.ttyname(self._slave)
        self._wake_r, self._wake_w = os.pipe()
        self._lock = threading.Lock()
        self._outgoing = bytearray()
        self._incoming: deque[tuple[float, bytes]] = deque()
        # When the last byte sent will have left the wire, and when the last one taken will have arrived.
        self._out_free = 0.0
        self._in_free = 0.0
        self._held = False
        self._ended = False
        self._sent = threading.Condition(self._lock)
        self._thread = threading.Thread(target=self._run, name=f"pty {self.slave_name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def baud(self) -> int:
        try:
            return _RATES.get(termios.tcgetattr(self._slave)[5], 115200) or 115200
        except termios.error:
            return 115200

    def set_baud(self, rate: int) -> None:
        settings = termios.tcgetattr(self._slave)
        settings[4] = settings[5] = next((code for code, known in _RATES.items() if known == rate), settings[5])
        termios.tcsetattr(self._slave, termios.TCSANOW, settings)

    def send(self, data: bytes) -> None:
        with self._lock:
            if not self._outgoing:
                self._out_free = max(self._out_free, time.monotonic())
            self._outgoing += data
        self._wake()

    def await_sent(self) -> None:
        """Until all of it is on the wire, or a host that does not read has kept it from there for a second."""
        with self._sent:
            self._sent.wait_for(lambda: self._ended or not self._outgoing, _AWAIT_S)

    def discard_unsent(self) -> None:
        with self._lock:
            self._outgoing.clear()
            self._sent.notify_all()

    def hold(self, *, held: bool) -> None:
        self._held = held
        self._wake()

    def end(self) -> None:
        self._ended = True
        self._wake()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _wake(self) -> None:
        try:
            os.write(self._wake_w, b"!")
        except OSError:
            # The thread has ended between the caller's look and this write.
            return

    def _run(self) -> None:
        try:
            while not self._ended:
                self._turn()
        finally:
            for descriptor in (self._master, self._slave, self._wake_r, self._wake_w):
                os.close(descriptor)

    def _turn(self) -> None:
        wait_s = self._pace()
        sources = [self._wake_r]
        # One piece is taken ahead: a wire does not pause while the last piece is being handed over.
        if not self._held and len(self._incoming) < 2:  # noqa: PLR2004 - the one under way and the one behind it
            sources.append(self._master)
        ready, _, _ = select.select(sources, [], [], wait_s)
        if self._wake_r in ready:
            os.read(self._wake_r, 4096)
        if self._master in ready and not self._held:
            self._take()

    def _take(self) -> None:
        try:
            data = os.read(self._master, _PIECE * 4)
        except OSError as error:
            if error.errno in (errno.EIO, errno.EAGAIN):
                return
            raise
        arrival = max(time.monotonic(), self._in_free) + len(data) * self._byte_s()
        self._in_free = arrival
        self._incoming.append((arrival, data))

    def _pace(self) -> float | None:
        """Deliver what is due in both directions; seconds until something is due again, or None."""
        now = time.monotonic()
        while self._incoming and self._incoming[0][0] <= now and not self._ended:
            self._on_bytes(self._incoming.popleft()[1])
            now = time.monotonic()
        waits = [self._incoming[0][0] - now] if self._incoming else []
        with self._lock:
            wait_s = self._send_due(now)
        if wait_s is not None:
            waits.append(wait_s)
        return max(0.0, min(waits)) if waits else None

    def _send_due(self, now: float) -> float | None:
        if not self._outgoing:
            return None
        byte_s = self._byte_s()
        due = min(len(self._outgoing), int((now - self._out_free) / byte_s + 1e-6))
        if due >= min(_PIECE, len(self._outgoing)):
            try:
                sent = os.write(self._master, self._outgoing[:due])
            except BlockingIOError:
                # The host does not read: the kernel's buffer is full. An adapter would drop bytes; we wait.
                self._out_free = now
                return 0.01
            del self._outgoing[:sent]
            self._out_free += sent * byte_s
            if not self._outgoing:
                self._sent.notify_all()
                return None
        piece = min(_PIECE, len(self._outgoing))
        return self._out_free + piece * byte_s - time.monotonic()

    def _byte_s(self) -> float:
        return _BITS_PER_BYTE / self.baud()
