"""A raw TCP port of a simulated device: one caller at a time, hang-ups, and the half-open silence of a pulled cable."""

import select
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress

_PIECE = 4096
_RECEIVE_BUFFER = 4096
"""bytes; small, so that a device that takes nothing soon stops its host as well"""


class TcpPort:
    """Listens on 127.0.0.1. `on_bytes` is called from the port's own thread with what the host sent."""

    def __init__(self, on_bytes: Callable[[bytes], None]) -> None:
        """Nothing listens before `plug`; the port number stays the same from then on."""
        self._on_bytes = on_bytes
        self._lock = threading.Lock()
        self._number = 0
        self._thread: threading.Thread | None = None
        self._listener: socket.socket | None = None
        self._caller: socket.socket | None = None
        self._dead = False
        self._ended = False
        self._wake_r, self._wake_w = socket.socketpair()
        self._wake_r.setblocking(False)  # noqa: FBT003 - the standard library's name for it

    @property
    def address(self) -> str:
        """``host:port``; empty before the first `plug`."""
        return f"127.0.0.1:{self._number}" if self._number else ""

    @property
    def plugged(self) -> bool:
        """Whether anybody can connect."""
        return self._listener is not None

    def plug(self) -> None:
        """Listen; nothing happens when it does already."""
        if self._listener is not None:
            return
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        listener.bind(("127.0.0.1", self._number))
        listener.listen(4)
        self._number = int(listener.getsockname()[1])
        self._listener, self._dead, self._ended = listener, False, False
        self._thread = threading.Thread(target=self._run, args=(listener,), name="tcp port", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Reset the caller and listen no more."""
        listener, self._listener = self._listener, None
        if listener is None or self._thread is None:
            return
        self._ended = True
        self._wake_w.send(b"!")
        self._thread.join()
        self._thread = None
        listener.close()
        self._wake_seen()

    def close(self) -> None:
        """`unplug`, and let go of everything."""
        self.unplug()
        self._wake_r.close()
        self._wake_w.close()

    def go_dead(self, *, dead: bool) -> None:
        """Half-open: the connection stands, nothing is taken or answered any more; back alive, the caller is reset."""
        self._dead = dead
        if self._listener is not None:
            self._wake_w.send(b"!")

    def send(self, data: bytes) -> None:
        """Bytes for the caller; lost when nobody is connected or the cable is out."""
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
            sources: list[socket.socket] = [self._wake_r]
            if not self._dead:
                # One caller at a time: the next one waits in the backlog.
                sources.append(listener if caller is None else caller)
            ready, _, _ = select.select(sources, [], [])
            if self._wake_r in ready and not self._ended:
                self._wake_seen()
                if caller is not None and not self._dead:
                    self._drop()
                continue
            if listener in ready:
                self._caller, _ = listener.accept()
            elif caller is not None and caller in ready:
                self._take(caller)
        self._drop()

    def _wake_seen(self) -> None:
        with suppress(BlockingIOError):
            self._wake_r.recv(64)

    def _take(self, caller: socket.socket) -> None:
        try:
            data = caller.recv(_PIECE)
        except OSError:
            data = b""
        if data:
            self._on_bytes(data)
        else:
            self._drop()

    def _drop(self) -> None:
        with self._lock:
            caller, self._caller = self._caller, None
            if caller is not None:
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                caller.close()
