"""``python -m devices.drivers.document_camera_process``: the process in which the document camera lives.

Answers one request at a time on its standard pipes (`devices.transports.framed_pipe`): ``{"do": "preview"}`` and
``{"do": "capture"}``. Ends when its input closes. Pictures are held in memory only.
"""

import argparse
import os
import select
import sys
from dataclasses import dataclass

import cv2
from cv2.typing import MatLike

from devices.api.document_camera import PageQuality
from devices.api.errors import DeviceError, DeviceFault
from devices.transports.frame_source import IDLE_S, CameraMode, Frame, FrameSource
from devices.transports.framed_pipe import Header, Message, packed, read_message
from devices.vision.page_outline import Outline, find_page
from devices.vision.page_quality import judge
from devices.vision.quad import as_shares
from devices.vision.steadiness import Steadiness
from devices.vision.straighten import jpeg_of, straighten, thumbnail

SCREEN_WIDTH = 960
"""the widest preview the design shows is 984 pixels"""
FIRST_FRAME_S = 2.0
WEDGED_CODE = 3

_SCREEN_QUALITY = 78


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame, decoded and judged."""

    number: int
    picture: MatLike
    outline: Outline | None
    quality: PageQuality


class Desk:
    """Looks at the newest frame, once per frame, when asked."""

    def __init__(self, frames: FrameSource) -> None:
        """`frames` is switched on by the first question."""
        self._frames = frames
        self._seen: Seen | None = None
        self._steadiness: Steadiness | None = None
        self._diagonal = 0.0
        self._shown: Message | None = None

    def preview(self) -> Message:
        """The newest frame for the screen, with what was found in it."""
        seen = self._look()
        if self._shown is not None and self._shown[0]["number"] == seen.number:
            return self._shown
        height, width = seen.picture.shape[:2]
        scale = min(1.0, SCREEN_WIDTH / width)
        shown = cv2.resize(seen.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        corners = seen.outline.corners if seen.outline is not None else None
        header: Header = {
            "width": shown.shape[1],
            "height": shown.shape[0],
            "corners": as_shares(corners, width, height) if corners is not None else None,
            "faults": [fault.value for fault in seen.quality.faults],
            "glare": seen.quality.glare,
            "steady": self._steady(seen),
            "number": seen.number,
        }
        self._shown = header, [jpeg_of(shown, _SCREEN_QUALITY)]
        return self._shown

    def capture(self) -> Message:
        """The page in the newest frame, straightened; `DeviceError` with the worst thing that is wrong with it."""
        seen = self._look()
        if seen.outline is None or not seen.quality.good:
            raise DeviceError(seen.quality.faults[0])
        page = straighten(seen.picture, seen.outline.corners)
        header: Header = {"width": page.shape[1], "height": page.shape[0]}
        return header, [jpeg_of(page), jpeg_of(thumbnail(page))]

    def forget(self) -> None:
        """Let go of every picture."""
        self._seen = self._shown = self._steadiness = None

    def _look(self) -> Seen:
        frame = self._frames.newest(FIRST_FRAME_S)
        if self._seen is None or self._seen.number != frame.number:
            self._seen = self._judged(frame)
        return self._seen

    def _judged(self, frame: Frame) -> Seen:
        picture = frame.picture()
        if picture is None:
            raise DeviceError(DeviceFault.CAMERA_STALLED, "the newest frame cannot be decoded")
        outline = find_page(picture)
        quality, _ = judge(picture, outline)
        return Seen(frame.number, picture, outline, quality)

    def _steady(self, seen: Seen) -> bool:
        height, width = seen.picture.shape[:2]
        diagonal = float(width**2 + height**2) ** 0.5
        if self._steadiness is None or diagonal != self._diagonal:
            self._steadiness, self._diagonal = Steadiness(diagonal), diagonal
        return self._steadiness.saw(seen.outline.corners if seen.outline is not None else None)


def answer(desk: Desk, header: Header) -> Message:
    """The reply to one request: what was asked for, or ``fault`` and ``detail``."""
    try:
        return desk.capture() if header["do"] == "capture" else desk.preview()
    except DeviceError as error:
        return {"fault": error.fault.value, "detail": error.detail}, []


def main() -> int:
    """Serve until the input closes."""
    options = _parser().parse_args()
    # One core is enough for ten pictures a second, and the other one draws the screen.
    cv2.setNumThreads(1)
    frames = FrameSource(options.source, CameraMode(options.width, options.height, options.fps))
    desk = Desk(frames)
    # Unbuffered, so that select tells the truth.
    requests = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115 - a descriptor that is never closed
    while True:
        if not select.select([requests], [], [], IDLE_S)[0]:
            desk.forget()
            continue
        message = read_message(requests)
        if message is None:
            return 0
        reply = packed(*answer(desk, message[0]))
        try:
            sys.stdout.buffer.write(reply)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            return 0
        if frames.wedged:
            return WEDGED_CODE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="document_camera_process", description="The document camera's own process.")
    parser.add_argument("--source", required=True, help="address of an MJPEG stream, or path of a video device")
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--height", type=int, required=True)
    parser.add_argument("--fps", type=int, required=True)
    return parser


if __name__ == "__main__":
    code = main()
    # The camera's thread may sit in a system call that never returns; nothing here needs an orderly end.
    os._exit(code)
