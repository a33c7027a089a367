"""Frames of one camera, read in a thread of their own, each with the moment it came. Runs inside the helper process.

A motion-JPEG camera (network or UVC) is read undecoded: half a picture is then told from a whole one by its end marker, a frozen
one from a living one by its bytes, and only the pictures asked for are decoded. Behaviour of ``cv2.VideoCapture`` on
unplugging and stalls: ``reference/devices.md`` 5.1 and 5.2.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import cv2
from cv2.typing import MatLike

from devices.api.errors import DeviceError, DeviceFault

STALE_S = 2.5
"""a frame older than this is not the present any more"""
FROZEN_S = 5.0
"""a living sensor never repeats a frame bit by bit for this long"""
IDLE_S = 3.0
"""without anybody asking for this long, the camera is switched off"""
WEDGED_S = 8.0
"""a call into the camera that takes longer than this will not come back: the process has to go"""

_OPEN_MS = 3000
_READ_MS = 2000
_QUICK_REFUSAL_S = 1.0
_FIRST_BACKOFF_S = 0.25
_LONGEST_BACKOFF_S = 4.0

Result = TypeVar("Result")
_JPEG_START = b"\xff\xd8"
_JPEG_END = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class CameraMode:
    """What is asked of a UVC camera; a network camera decides for itself. Pixels and frames per second."""

    width: int = 1920
    height: int = 1440
    fps: int = 10


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """One frame as it came: a JPEG or a BGR picture, its number, and when it came (seconds of the source's clock)."""

    number: int
    taken: float
    data: MatLike = field(repr=False)

    def picture(self) -> MatLike | None:
        """The BGR picture, or none when the JPEG cannot be decoded."""
        if _is_jpeg(self.data):
            return cv2.imdecode(self.data, cv2.IMREAD_COLOR)
        return self.data

    def small_grey(self) -> MatLike | None:
        """A grey picture of half the size, which a JPEG gives in a quarter of the time; none when it cannot be decoded."""
        if _is_jpeg(self.data):
            return cv2.imdecode(self.data, cv2.IMREAD_REDUCED_GRAYSCALE_2)
        return cv2.resize(
            cv2.cvtColor(self.data, cv2.COLOR_BGR2GRAY), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA
        )


class FrameSource:
    """Keeps the newest frame of a camera while somebody wants it."""

    def __init__(self, source: str, mode: CameraMode, now: Callable[[], float] = time.monotonic) -> None:
        """`source` is the address of an MJPEG stream or the path of a video device; it is opened when first wanted.

        `now` is the clock by which frames age: one that stands still while this process is kept from running.
        """
        self._now = now
        self._source = source
        self._mode = mode
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._trouble: DeviceFault | None = None
        self._number = 0
        self._wanted = time.monotonic() - 2 * IDLE_S
        self._woken = False
        self._backoff = _FIRST_BACKOFF_S
        self._reopen = False
        self._whole_at = 0.0
        self._digest: int | None = None
        self._same_since = 0.0
        self._calling_since: float | None = None
        threading.Thread(target=self._run, name="camera", daemon=True).start()

    @property
    def wedged(self) -> bool:
        """Whether the camera's thread is stuck in a call that will not return."""
        since = self._calling_since
        return since is not None and self._now() - since > WEDGED_S

    def newest(self, within_s: float) -> Frame:
        """The newest frame. Waits up to `within_s` for the first one after the camera was off, never otherwise.

        Raises `DeviceError`: ``camera.lost`` when the camera cannot be opened, ``camera.stalled`` when its frames
        are older than `STALE_S` or repeat for `FROZEN_S`.
        """
        deadline = time.monotonic() + within_s
        with self._changed:
            if self._idle():
                self._forget()
                self._woken = True
            self._wanted = time.monotonic()
            self._changed.notify_all()
            while True:
                now = time.monotonic()
                if self._trouble is not None:
                    raise DeviceError(self._trouble, "the camera gives no living picture")
                if self._frame is not None:
                    age = self._now() - self._frame.taken
                    if age > STALE_S:
                        raise DeviceError(DeviceFault.CAMERA_STALLED, f"no frame for {age:.1f} s")
                    return self._frame
                if now >= deadline:
                    raise DeviceError(DeviceFault.CAMERA_STALLED, f"no first frame within {within_s:.1f} s")
                self._changed.wait(deadline - now)

    def reopen(self) -> None:
        """Close the camera and open it again: what comes is no picture of anything. Returns at once."""
        self._reopen = True

    def _idle(self) -> bool:
        return time.monotonic() - self._wanted > IDLE_S

    def _forget(self) -> None:
        self._frame = self._trouble = self._digest = None
        self._backoff = _FIRST_BACKOFF_S

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._idle():
                    # Nobody looks: nothing of what lay on the desk is kept, and the camera is off.
                    self._forget()
                self._changed.wait_for(lambda: not self._idle())
                self._woken = False
            self._watch()
            with self._changed:
                if not self._idle():
                    self._changed.wait_for(lambda: self._woken, self._backoff)
                    self._backoff = min(_LONGEST_BACKOFF_S, self._backoff * 2)

    def _watch(self) -> None:
        """Open the camera and read it until it fails, freezes, or nobody looks any more."""
        started = time.monotonic()
        capture = self._called(self._open)
        if capture is None:
            refused = time.monotonic() - started < _QUICK_REFUSAL_S
            self._in_trouble(DeviceFault.CAMERA_LOST if refused else DeviceFault.CAMERA_STALLED)
            return
        self._reopen, self._whole_at = False, self._now()
        try:
            while not self._idle() and not self._reopen:
                got, data = self._called(capture.read)
                if not got or not self._living(data):
                    return
        finally:
            self._called(capture.release)

    def _open(self) -> cv2.VideoCapture | None:
        if self._source.startswith("/"):
            return _open_uvc(self._source, self._mode)
        return _open_stream(self._source)

    def _living(self, data: MatLike) -> bool:
        """Take one frame in; false when the picture has been the same, or half a one, for too long."""
        now = self._now()
        if _is_jpeg(data) and not _is_whole(data):
            # Some cameras send nothing but halves until they are opened anew.
            return now - self._whole_at < STALE_S
        self._whole_at = now
        digest = hash(data.tobytes())
        with self._changed:
            if digest != self._digest:
                self._digest, self._same_since = digest, now
            elif now - self._same_since > FROZEN_S:
                self._trouble = DeviceFault.CAMERA_STALLED
                self._changed.notify_all()
                return False
            self._number += 1
            self._frame, self._trouble, self._backoff = Frame(self._number, now, data), None, _FIRST_BACKOFF_S
            self._changed.notify_all()
        return True

    def _in_trouble(self, fault: DeviceFault) -> None:
        with self._changed:
            self._trouble = fault
            self._changed.notify_all()

    def _called(self, call: Callable[[], Result]) -> Result:
        self._calling_since = self._now()
        try:
            return call()
        finally:
            self._calling_since = None


def _open_stream(address: str) -> cv2.VideoCapture | None:
    timeouts = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _READ_MS]
    # Format -1: packets as they come, not decoded. One thread: more of them only add frames of delay.
    undecoded = [cv2.CAP_PROP_FORMAT, -1, cv2.CAP_PROP_N_THREADS, 1]
    capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG, timeouts + undecoded)
    return capture if capture.isOpened() else None


def _open_uvc(path: str, mode: CameraMode) -> cv2.VideoCapture | None:
    # isOpened says yes to a camera that was unplugged; the node says no.
    if not Path(path).exists():
        return None
    capture = cv2.VideoCapture(path, cv2.CAP_V4L2)
    if not capture.isOpened():
        return None
    motion_jpeg = cv2.VideoWriter.fourcc(*"MJPG")
    # Format first, then size, then rate: another order makes some cameras fall back to raw pictures at 1 to 5 fps.
    capture.set(cv2.CAP_PROP_FOURCC, motion_jpeg)
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, mode.width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, mode.height)
    capture.set(cv2.CAP_PROP_FPS, mode.fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    if int(capture.get(cv2.CAP_PROP_FOURCC)) == motion_jpeg:
        capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
    return capture


def _is_jpeg(data: MatLike) -> bool:
    flat = data.reshape(-1)
    return data.ndim < 3 and flat[:2].tobytes() == _JPEG_START  # noqa: PLR2004 - a picture has three dimensions


def _is_whole(data: MatLike) -> bool:
    """Cameras may pad behind the end marker."""
    return data.reshape(-1)[-64:].tobytes().rstrip(b"\0").endswith(_JPEG_END)
