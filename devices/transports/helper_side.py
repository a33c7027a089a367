"""The helper's side of `devices.transports.shared_memory_process`: answer one request at a time until the input closes."""

import os
import select
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from devices.transports.framed_pipe import Header, Message, packed, read_message
from devices.transports.shared_blobs import DESCRIPTOR_VARIABLE, Half, Pulse, SharedBlobs

Answer = Callable[[Header, Sequence[bytes]], Message]


@dataclass(frozen=True, slots=True)
class HelperSide:
    """What this process shares with the one that started it."""

    shared: SharedBlobs
    pulse: Pulse

    @classmethod
    def inherited(cls) -> "HelperSide":
        """From the environment that `SharedMemoryProcess` made."""
        shared = SharedBlobs(int(os.environ[DESCRIPTOR_VARIABLE]))
        return cls(shared, Pulse(shared))

    def serve(
        self,
        answer: Answer,
        *,
        idle_s: float,
        forget: Callable[[], None],
        rest: Callable[[], bool] = lambda: True,
        wedged: Callable[[], bool] = lambda: False,
    ) -> int:
        """Answer until the input closes (0) or `wedged` says that this process is past help (3).

        When nothing is asked for `idle_s`, `forget` is called, again and again until `rest` says that nothing
        is left to forget; then nothing at all is done until the next request.
        """
        # Unbuffered, so that select tells the truth.
        requests = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115 - a descriptor that is never closed
        patience: float | None = idle_s
        while True:
            if not select.select([requests], [], [], patience)[0]:
                forget()
                self.pulse.need(needed=False)
                patience = None if rest() else idle_s
                continue
            patience = idle_s
            message = read_message(requests)
            if message is None:
                return 0
            self.pulse.need(needed=True)
            header = message[0]
            reply, blobs = answer(header, self.shared.take(Half.REQUEST, header.pop("at")))
            if not self._sent(packed({**reply, "at": self.shared.put(Half.ANSWER, blobs)})):
                return 0
            if wedged():
                return 3

    @staticmethod
    def _sent(reply: bytes) -> bool:
        try:
            sys.stdout.buffer.write(reply)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            return False
        return True
