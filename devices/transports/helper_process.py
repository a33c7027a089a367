"""A device that lives in a process of its own: what hangs or crashes there neither freezes nor ends the kiosk."""

import os
import resource
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from devices.transports.framed_pipe import Header, Message, PipeBroken, Unpacker, packed

_PIECE = 1 << 18
_END_S = 0.5
"""a helper ends at once when its pipe closes; after this it is killed"""


class HelperLost(Exception):  # noqa: N818 - what happened, not a mistake of the caller
    """The helper process ended, or sent what is no message. The next `ask` starts a new one."""


class HelperLate(Exception):  # noqa: N818 - as above
    """The helper did not answer before the deadline and was killed. The next `ask` starts a new one."""


class HelperProcess:
    """One ``python -m MODULE ARGUMENTS`` that answers messages on its standard pipes. Belongs to one thread.

    The helper ends by itself when its input pipe closes, which the system does when this process dies.
    Its standard error is this process's own unless it is silent.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        silent: bool = False,
    ) -> None:
        """`environment` is added to this process's own; what a `silent` helper prints goes nowhere. Nothing is started yet."""
        self._command = [sys.executable, "-m", module, *arguments]
        self._environment = dict(environment or {})
        self._silent = silent
        self._inherited: tuple[int, ...] = ()
        """descriptors that the helper keeps, under the same numbers"""
        self._process: subprocess.Popen[bytes] | None = None
        self._unpacker = Unpacker()

    @classmethod
    def of_program(cls, command: Sequence[str], *, silent: bool = False) -> Self:
        """A helper that is any program, given as its path (or name on PATH) and arguments."""
        helper = cls("", (), silent=silent)
        helper._command = list(command)
        return helper

    @property
    def pid(self) -> int | None:
        """Of the running helper, if any."""
        return self._process.pid if self._process is not None else None

    def ask(self, header: Header, blobs: Sequence[bytes] = (), *, deadline_s: float) -> Message:
        """Send one request (a few kB at most) and wait for its answer, starting the helper if none runs.

        Raises `HelperLost` or `HelperLate`; after either the helper is gone.
        """
        deadline = time.monotonic() + deadline_s
        process = self._running()
        try:
            self._send(process, packed(header, list(blobs)))
            return self._answer(process, deadline)
        except HelperLost:
            self.stop()
            raise
        except HelperLate:
            # What hangs would not end by itself, and the caller's time is up.
            process.kill()
            self.stop()
            raise

    def stop(self) -> None:
        """End the helper; safe to call twice."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was buffered cannot be delivered any more, and need not be
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def end(self) -> None:
        """From any thread: what is asked at this moment is answered by `HelperLost`."""
        process = self._process
        if process is not None:
            process.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.stop()
        self._prepare()
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        self._unpacker = Unpacker()
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL if self._silent else None,
                bufsize=0,
                pass_fds=self._inherited,
                # Ctrl-C in the terminal is for the kiosk, which then closes its helpers.
                start_new_session=True,
                env={**os.environ, **self._environment, "PYTHONPATH": path},
            )
        except OSError as refused:
            raise HelperLost(f"the helper could not be started: {type(refused).__name__}") from refused
        _leave_no_core(self._process.pid)
        return self._process

    def _prepare(self) -> None:
        """Called before a helper is started, for what it is to inherit."""

    def _send(self, process: subprocess.Popen[bytes], message: bytes) -> None:
        if process.stdin is None:
            raise HelperLost("the helper has no input")
        try:
            # Requests are far smaller than a pipe's buffer and answered one by one: this does not block.
            process.stdin.write(message)
        except OSError as gone:
            raise HelperLost("the helper closed its input") from gone

    def _answer(self, process: subprocess.Popen[bytes], deadline: float) -> Message:
        if process.stdout is None:
            raise HelperLost("the helper has no output")
        descriptor = process.stdout.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while True:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise HelperLate("the helper did not answer in time")
                piece = os.read(descriptor, _PIECE)
                if not piece:
                    raise HelperLost(f"the helper ended with code {process.poll()}")
                self._unpacker.feed(piece)
                try:
                    message = self._unpacker.take()
                except PipeBroken as broken:
                    raise HelperLost(str(broken)) from broken
                if message is not None:
                    return message


def _leave_no_core(pid: int) -> None:
    """What a helper holds is somebody's face, page or photo: a crash must not write it to the disk."""
    try:
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    except OSError:
        return  # it has ended already
