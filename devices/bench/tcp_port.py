"""A raw TCP port of a simulated device: one caller at a time, hang-ups, and the half-open silence of a pulled cable."""

import select
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress

from devices.bench.faulty_wire import Framing, HangUp, StepPlayer, WireFaults
from devices.bench.wire_faults import Operator, Scenario, WireFault

_PIECE = 4096
_RECEIVE_BUFFER = 4096
"""bytes; small, so that a device that takes nothing soon stops its host as well"""


class TcpPort:
    """Listens on 127.0.0.1. `on_bytes` is called from the port's own thread with what the host sent.

    What goes wrong on the wire is a scenario of `devices.bench.wire_faults`: `begin` and `calm`. A line that hangs up is a
    caller reset; a network knows no other name to return under.
    """

    def __init__(self, on_bytes: Callable[[bytes], None], *, framing: Framing | None = None) -> None:
        """Nothing listens before `plug`; the port number stays the same from then on."""
        self._on_bytes = on_bytes
        self._lock = threading.Lock()
        self._number = 0
        self._thread: threading.Thread | None = None
        self._plugged = False
        self.alone = False
        """whether a second caller is refused while one is served, as small network cards do; else it waits"""
        self._caller: socket.socket | None = None
        self._dead = False
        self._held = False
        self._reset = False
        self._hung_up = False
        self._ended = False
        self._faults = WireFaults(framing)
        self._player = StepPlayer(self._say, self._hang_up)
        self._wake_r, self._wake_w = socket.socketpair()
        self._wake_r.setblocking(False)  # noqa: FBT003 - the standard library's name for it

    @property
    def address(self) -> str:
        """``host:port``; empty before the first `plug`."""
        return f"127.0.0.1:{self._number}" if self._number else ""

    @property
    def active(self) -> tuple[WireFault, ...]:
        """What is wrong with the wire now."""
        return self._faults.active

    @property
    def sizes(self) -> tuple[int, ...]:
        """Bytes of the last frames since the scenario began, as the device sent them."""
        return tuple(self._faults.sizes)

    def begin(self, scenario: Scenario) -> None:
        """Let the wire be as in `scenario` from now on; *busy* lasts until calm."""
        self.calm()
        self._faults.begin(scenario)
        if any(fault.operator is Operator.BUSY for fault in scenario.faults):
            self._hold(held=True)

    def calm(self) -> None:
        """All is well again with the wire; what was on its way late never comes."""
        self._player.stop()
        self._faults.calm()
        if self._hung_up:
            self.plug()
        self._hold(held=False)

    @property
    def plugged(self) -> bool:
        """Whether anybody can connect."""
        return self._plugged

    def plug(self) -> None:
        """Listen; nothing happens when it does already."""
        self._hung_up = False
        if self._plugged:
            return
        listener = self._listening()
        self._number = int(listener.getsockname()[1])
        self._plugged, self._dead, self._ended = True, False, False
        self._thread = threading.Thread(target=self._run, args=(listener,), name="tcp port", daemon=True)
        self._thread.start()

    def _listening(self) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        listener.bind(("127.0.0.1", self._number))
        listener.listen(4)
        return listener

    def unplug(self) -> None:
        """Reset the caller and listen no more."""
        self._player.stop()
        self._hung_up = False
        self._pull()

    def _pull(self) -> None:
        if not self._plugged or self._thread is None:
            return
        self._plugged, self._ended = False, True
        self._wake_w.send(b"!")
        self._thread.join()
        self._thread = None
        self._wake_seen()

    def close(self) -> None:
        """`unplug`, and let go of everything."""
        self.unplug()
        self._wake_r.close()
        self._wake_w.close()

    def go_dead(self, *, dead: bool) -> None:
        """Half-open: the connection stands, nothing is taken or answered any more; back alive, the caller is reset."""
        self._dead = dead
        self._reset = not dead
        self._wake()

    def _hold(self, *, held: bool) -> None:
        self._held = held
        self._wake()

    def _wake(self) -> None:
        if self._plugged:
            self._wake_w.send(b"!")

    def _hang_up(self, how: HangUp) -> None:
        """Called by the player."""
        if how.back_after_s is None:
            self._reset = True
            self._wake()
            return
        self._hung_up = self.plugged
        self._pull()
        if self._player.pause(how.back_after_s):
            self.plug()

    def send(self, data: bytes) -> None:
        """A frame for the caller; lost when nobody is connected or the cable is out."""
        self._player.play(self._faults.steps(data))

    def _say(self, data: bytes) -> None:
        with self._lock:
            if self._caller is not None and not self._dead:
                try:
                    self._caller.sendall(data)
                except OSError:
                    # The caller has gone; its thread will see it.
                    return

    def _run(self, listener: socket.socket) -> None:
        while not self._ended:
            caller = self._caller
            if caller is None and listener.fileno() < 0:
                listener = self._listening()
            sources: list[socket.socket] = [self._wake_r]
            if not (self._dead or self._held):
                # One caller at a time: the next one waits in the backlog.
                sources.append(listener if caller is None else caller)
            ready, _, _ = select.select(sources, [], [])
            if self._wake_r in ready and not self._ended:
                self._wake_seen()
                if caller is not None and self._reset:
                    self._drop()
                self._reset = False
                continue
            if listener in ready:
                self._caller, _ = listener.accept()
                if self.alone:
                    listener.close()
            elif caller is not None and caller in ready:
                self._take(caller)
        self._drop()
        listener.close()

    def _wake_seen(self) -> None:
        with suppress(BlockingIOError):
            self._wake_r.recv(64)

    def _take(self, caller: socket.socket) -> None:
        try:
            data = caller.recv(_PIECE)
        except OSError:
            data = b""
        if data:
            if self._faults.echoes:
                self._say(data)
            self._on_bytes(data)
        else:
            self._drop()

    def _drop(self) -> None:
        with self._lock:
            caller, self._caller = self._caller, None
            if caller is not None:
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                caller.close()
