"""A helper process whose answers come through shared memory, and whose heartbeat tells hanging from waiting for the processor."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence

from devices.transports.framed_pipe import Header, Message
from devices.transports.helper_process import HelperLate, HelperLost, HelperProcess
from devices.transports.shared_blobs import BEAT_S, DESCRIPTOR_VARIABLE, Half, SharedBlobs

_STARVED_SHARE = 0.6
"""share of its heartbeats below which a helper had too little of the processor to be blamed"""


class SharedMemoryProcess(HelperProcess):
    """A `HelperProcess` served by `devices.transports.helper_side.serve`. Headers go through the pipes, blobs do not.

    Each helper that is started gets a memory of its own: what one that was killed wrote is never read.
    """

    def __init__(self, module: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """As `HelperProcess`."""
        super().__init__(module, arguments, environment)
        self._shared: SharedBlobs | None = None
        self._descriptor: int | None = None

    def ask(self, header: Header, blobs: Sequence[bytes] = (), *, deadline_s: float) -> Message:
        """As `HelperProcess.ask`, with any amount of bytes.

        A helper that answers late because it was kept from running is given as much time again.
        """
        self._running()
        if self._shared is None:
            raise HelperLost("the helper has no memory")
        places = self._shared.put(Half.REQUEST, blobs)
        reply, _ = super().ask({**header, "at": places}, deadline_s=deadline_s)
        try:
            return reply, self._shared.take(Half.ANSWER, reply.pop("at"))
        except (KeyError, TypeError, ValueError) as broken:
            self.stop()
            raise HelperLost("the helper's answer says not where it lies") from broken

    def stop(self) -> None:
        """End the helper and let go of the memory; safe to call twice."""
        super().stop()
        shared, self._shared = self._shared, None
        if shared is not None:
            shared.close()
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _prepare(self) -> None:
        self._descriptor = SharedBlobs.descriptor()
        self._shared = SharedBlobs(self._descriptor)
        self._inherited = (self._descriptor,)
        self._environment[DESCRIPTOR_VARIABLE] = str(self._descriptor)

    def _answer(self, process: subprocess.Popen[bytes], deadline: float) -> Message:
        began, before = time.monotonic(), self._beats()
        try:
            return super()._answer(process, deadline)
        except HelperLate:
            waited, beaten = time.monotonic() - began, self._beats() - before
            if not 0 < beaten < _STARVED_SHARE * waited / BEAT_S:
                raise
            return super()._answer(process, deadline + waited)

    def _beats(self) -> int:
        return self._shared.beats if self._shared is not None else 0
