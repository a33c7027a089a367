"""One raw TCP connection (port 9100 and the like) with the calls and the two exceptions of a serial line.

A peer that vanished without a word (power cut, pulled cable) is found by keep-alive probes while idle and by
``TCP_USER_TIMEOUT`` while data waits. `close` resets the connection: what the peer has not taken yet is dropped, not
delivered later, and a printer that serves one caller at a time is free again.
"""

import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from devices.api.cancel import current
from devices.transports.serial_line import LineLost, LineTimeout

_KEEPALIVE = ((socket.TCP_KEEPIDLE, 5), (socket.TCP_KEEPINTVL, 2), (socket.TCP_KEEPCNT, 3))
_UNACKNOWLEDGED_MS = 8000
_SEND_BUFFER = 4096
"""bytes; small, so that little is under way that the printer has not got"""
_PIECE = 4096
_SLICE_S = 0.05
"""how often a wait looks whether its command is still wanted"""


class TcpLine:
    """A connection to ``host:port``. Used by one thread at a time."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        connect_timeout_s: float = 2.0,
        write_timeout_s: float = 2.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Name the peer; nothing is opened yet."""
        self.port = f"{host}:{port}"
        self._peer = (host, port)
        self._connect_timeout_s = connect_timeout_s
        self._write_timeout_s = write_timeout_s
        self._monotonic = monotonic
        self._socket: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        """Whether `open` succeeded and `close` has not been called since."""
        return self._socket is not None

    def open(self) -> None:
        """Connect; `LineLost` when nobody answers there in time. An open connection is closed first."""
        self.close()
        with self._translated("connect"):
            handle = socket.create_connection(self._peer, self._connect_timeout_s)
            try:
                _tune(handle)
            except OSError:
                handle.close()
                raise
        self._socket = handle

    def close(self) -> None:
        """Reset the connection; safe to call twice and on a dead one."""
        handle, self._socket = self._socket, None
        if handle is not None:
            try:
                handle.close()
            except OSError:
                # The peer was gone before we could say goodbye.
                return

    def drain(self) -> None:
        """Throw away everything received so far."""
        with self._translated("drain"):
            while _readable(self._handle(), 0):
                self._received()

    def write(self, data: bytes) -> None:
        """Hand all bytes to the operating system; `LineTimeout` when the peer does not take them in time."""
        deadline = self._monotonic() + self._write_timeout_s
        left = memoryview(data)
        with self._translated("write"):
            while left:
                handle = self._handle()
                _, ready, _ = select.select([], [handle], [], self._slice_s(deadline))
                if ready:
                    left = left[handle.send(left) :]
                    continue
                current().check()
                if self._monotonic() >= deadline:
                    raise LineTimeout(f"write {self.port}: {len(left)} bytes are not taken")

    def read_some(self, timeout_s: float) -> bytes:
        """Whatever has arrived, at least one byte; `LineTimeout` when nothing comes within `timeout_s` seconds."""
        deadline = self._monotonic() + timeout_s
        with self._translated("read"):
            while not _readable(self._handle(), self._slice_s(deadline)):
                current().check()
                if self._monotonic() >= deadline:
                    raise LineTimeout(f"read {self.port}: silence for {timeout_s:g} s")
            return self._received()

    def _slice_s(self, deadline: float) -> float:
        return min(_SLICE_S, max(0.0, deadline - self._monotonic()))

    def _received(self) -> bytes:
        try:
            data = self._handle().recv(_PIECE)
        except BlockingIOError:
            # Announced and then discarded by the kernel (a wrong checksum).
            return b""
        if not data:
            raise LineLost(f"read {self.port}: the peer hung up")
        return data

    def _handle(self) -> socket.socket:
        if self._socket is None:
            raise LineLost(f"{self.port}: not open")
        return self._socket

    @contextmanager
    def _translated(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as lost:
            # ValueError: select on a descriptor that was closed under it.
            reason = lost.strerror if isinstance(lost, OSError) and lost.strerror else type(lost).__name__
            raise LineLost(f"{doing} {self.port}: {reason}") from lost


def _readable(handle: socket.socket, timeout_s: float) -> bool:
    return bool(select.select([handle], [], [], max(0.0, timeout_s))[0])


def _tune(handle: socket.socket) -> None:
    handle.setblocking(False)  # noqa: FBT003 - the standard library's name for it
    handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _KEEPALIVE:
        handle.setsockopt(socket.IPPROTO_TCP, option, value)
    handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNACKNOWLEDGED_MS)
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
