"""Memory that a process and its helper both see: pictures pass through it uncopied by the kernel, and a pulse beats in it.

It is an anonymous file (``memfd_create``): it has no name that another program could open, and is gone with the last of the two
processes, however they end. Layout: 8 bytes little-endian count of heartbeats, the rest of the first page unused, the
blobs of the request one after another, and in the second half those of the answer.
"""

import mmap
import os
import threading
import time
from collections.abc import Sequence
from enum import IntEnum

CAPACITY = 64 * 1024 * 1024
"""bytes of address space; memory is taken only where something was written"""
BEAT_S = 0.1
DESCRIPTOR_VARIABLE = "SUISHIBAN_SHARED_BLOBS"
"""environment variable with the number of the inherited descriptor"""

_FIRST = mmap.PAGESIZE
_ZEROS = bytes(1 << 16)

Place = tuple[int, int]
"""offset and length of one blob, bytes"""


class Half(IntEnum):
    """Each direction has half of the memory, so that nobody writes where the other may read."""

    REQUEST = 0
    ANSWER = 1


class SharedBlobs:
    """One side's view of the memory."""

    def __init__(self, descriptor: int) -> None:
        """Map the memory behind `descriptor`, which stays the caller's."""
        self._memory = mmap.mmap(descriptor, CAPACITY)

    @staticmethod
    def descriptor() -> int:
        """A new memory, all zero; close it with ``os.close``."""
        created = os.memfd_create("suishiban")
        os.ftruncate(created, CAPACITY)
        return created

    def put(self, half: Half, blobs: Sequence[bytes]) -> list[Place]:
        """Write the blobs into `half`. `ValueError` when they do not fit."""
        places, (start, end) = [], _limits(half)
        for blob in blobs:
            if start + len(blob) > end:
                raise ValueError(f"{sum(map(len, blobs))} bytes do not fit into {CAPACITY // 2}")
            self._memory[start : start + len(blob)] = blob
            places.append((start, len(blob)))
            start += len(blob)
        return places

    def take(self, half: Half, places: Sequence[Sequence[int]]) -> list[bytes]:
        """The blobs at `places`, copied, and then wiped: both sides read zeros there afterwards.

        `ValueError` for places outside the half.
        """
        first, end = _limits(half)
        if any(start < first or length < 0 or start + length > end for start, length in places):
            raise ValueError("a blob was announced outside the memory")
        blobs = [self._memory[start : start + length] for start, length in places]
        last = max((start + length for start, length in places), default=first)
        for start in range(first, last, len(_ZEROS)):
            self._memory[start : min(last, start + len(_ZEROS))] = _ZEROS[: last - start]
        return blobs

    @property
    def beats(self) -> int:
        """How often the helper's heart has beaten."""
        return int.from_bytes(self._memory[:8], "little")

    def beat(self) -> None:
        """Once more; only the helper does this."""
        self._memory[:8] = (self.beats + 1).to_bytes(8, "little")

    def close(self) -> None:
        """Unmap; nothing may be asked afterwards."""
        self._memory.close()


def _limits(half: Half) -> tuple[int, int]:
    return (_FIRST, CAPACITY // 2) if half is Half.REQUEST else (CAPACITY // 2, CAPACITY)


class Pulse:
    """The helper's own time: it passes only while this process gets to run.

    On a busy machine a process may be kept waiting for seconds; a camera must not be called stalled for that. A thread beats
    every `BEAT_S` and counts at most twice that for each beat. It sleeps without beating while nobody needs the time.
    """

    def __init__(self, shared: SharedBlobs | None = None) -> None:
        """`shared` lets the other process see the beats."""
        self._shared = shared
        self._needed = threading.Event()
        self._time = 0.0
        self._last = time.monotonic()
        threading.Thread(target=self._run, name="pulse", daemon=True).start()

    def need(self, *, needed: bool) -> None:
        """Beat, or rest."""
        if needed and not self._needed.is_set():
            self._last = time.monotonic()
        if needed:
            self._needed.set()
        else:
            self._needed.clear()

    def now(self) -> float:
        """Seconds; only differences mean something, and only while the pulse is needed."""
        return self._time + min(time.monotonic() - self._last, 2 * BEAT_S)

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            self._needed.wait()
            pause.wait(BEAT_S)
            self._tick()

    def _tick(self) -> None:
        self._time, self._last = self.now(), time.monotonic()
        if self._shared is not None:
            self._shared.beat()
