"""``python -m devices.drivers.document_camera_process``: the process in which the document camera lives.

Answers one request at a time (`devices.transports.helper_side`): ``{"do": "preview"}``, ``capture``, ``propose``, ``codes``, and
``{"do": "capture_within", "number": N, "corners": [[x, y], …]}``. Ends when its input closes. Pictures are held in memory only.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
from cv2.typing import MatLike

from devices.api.document_camera import WHOLE_PICTURE, PageQuality
from devices.api.errors import DeviceError, DeviceFault
from devices.transports.frame_source import IDLE_S, CameraMode, Frame, FrameSource
from devices.transports.framed_pipe import Header, Message
from devices.transports.helper_side import HelperSide
from devices.vision.codes import find_codes
from devices.vision.likeness import Face, face_of, likeness
from devices.vision.page_outline import Outline, find_pages, refined
from devices.vision.page_quality import BLACK_PICTURE, judge
from devices.vision.page_vote import PageVote
from devices.vision.quad import area_of, as_shares, from_shares, ordered
from devices.vision.steadiness import Steadiness
from devices.vision.straighten import jpeg_of, straighten, thumbnail

SCREEN_WIDTH = 960
"""the widest preview the design shows is 984 pixels"""
FIRST_FRAME_S = 2.0
BLACK_S = 5.0
"""a camera that shows nothing but black for this long is opened anew, now and then that helps"""
HELD_S = 60.0
"""how long a proposed picture is held for a person to drag its corners"""

_SCREEN_QUALITY = 78
_SMALLEST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame, decoded and judged."""

    number: int
    picture: MatLike
    outlines: tuple[Outline, ...]
    outline: Outline | None
    quality: PageQuality


class Desk:
    """Looks at the newest frame, once per frame, when asked."""

    def __init__(self, frames: FrameSource, dpi: int) -> None:
        """`frames` is switched on by the first question; pages are made at `dpi`."""
        self._frames = frames
        self._dpi = dpi
        self._vote = PageVote()
        self._seen: Seen | None = None
        self._steadiness: Steadiness | None = None
        self._diagonal = 0.0
        self._shown: Message | None = None
        self._last: Face | None = None
        self._held: Seen | None = None
        self._held_since = 0.0
        self._black_since: float | None = None

    def preview(self) -> Message:
        """The newest frame for the screen, with what was found in it."""
        seen = self._look()
        if self._shown is not None and self._shown[0]["number"] == seen.number:
            return self._shown
        height, width = seen.picture.shape[:2]
        shown = _for_screen(seen.picture)
        corners = seen.outline.corners if seen.outline is not None else None
        steady = self._steady(seen)
        header: Header = {
            "width": shown.shape[1],
            "height": shown.shape[0],
            "corners": as_shares(corners, width, height) if corners is not None else None,
            "faults": [fault.value for fault in seen.quality.faults],
            "glare": seen.quality.glare,
            "steady": steady,
            "number": seen.number,
            "alike": self._alike(seen) if steady else None,
        }
        self._shown = header, [jpeg_of(shown, _SCREEN_QUALITY)]
        return self._shown

    def capture(self) -> Message:
        """The page in the newest frame, straightened; `DeviceError` with the worst thing that is wrong with it."""
        seen = self._look()
        if seen.outline is None or not seen.quality.good:
            raise DeviceError(seen.quality.faults[0])
        return self._taken(seen.picture, seen.outline)

    def propose(self) -> Message:
        """Hold the newest frame and say where the page may lie."""
        seen = self._look()
        self._held, self._held_since = seen, time.monotonic()
        height, width = seen.picture.shape[:2]
        shown = _for_screen(seen.picture)
        chosen = seen.outline
        others = [each for each in seen.outlines if chosen is None or each.corners is not chosen.corners]
        header: Header = {
            "width": shown.shape[1],
            "height": shown.shape[0],
            "corners": as_shares(chosen.corners, width, height) if chosen is not None else WHOLE_PICTURE,
            "found": chosen is not None,
            "others": [as_shares(each.corners, width, height) for each in others],
            "number": seen.number,
        }
        return header, [jpeg_of(shown, _SCREEN_QUALITY)]

    def capture_within(self, number: int, shares: Sequence[Sequence[float]]) -> Message:
        """The page inside `shares` of the held picture; `DeviceError` when it is gone or not good enough."""
        held = self._held
        if held is None or held.number != number:
            raise DeviceError(DeviceFault.PAGE_MISSING, "the proposed picture is no longer held")
        height, width = held.picture.shape[:2]
        corners = ordered(from_shares(shares, width, height))
        if area_of(corners) < _SMALLEST_SHARE * width * height or not cv2.isContourConvex(corners):
            raise DeviceError(DeviceFault.PAGE_MISSING, "the corners enclose no page")
        outline = Outline(corners, cut=False)
        quality, _ = judge(held.picture, outline)
        if not quality.good:
            raise DeviceError(quality.faults[0])
        return self._taken(held.picture, outline)

    def codes(self) -> Message:
        """The codes in the newest frame; their bytes as blobs."""
        seen = self._look()
        height, width = seen.picture.shape[:2]
        found = find_codes(seen.picture, seen.outline.corners if seen.outline is not None else None)
        rows = [
            {
                "text": each.text,
                "kind": each.kind,
                "corners": as_shares(each.corners, width, height) if each.corners is not None else None,
            }
            for each in found
        ]
        return {"codes": rows}, [each.data for each in found]

    def forget(self) -> None:
        """Let go of every picture but one that a person is working on."""
        self._seen = self._shown = self._last = self._steadiness = self._black_since = None
        self._vote = PageVote()
        if time.monotonic() - self._held_since > HELD_S:
            self._held = None

    @property
    def holds(self) -> bool:
        """Whether a picture is held that `forget` has to be asked about again."""
        return self._held is not None

    def _look(self) -> Seen:
        frame = self._frames.newest(FIRST_FRAME_S)
        if self._seen is None or self._seen.number != frame.number:
            self._seen = self._judged(frame)
        return self._seen

    def _judged(self, frame: Frame) -> Seen:
        picture = frame.picture()
        if picture is None:
            raise DeviceError(DeviceFault.CAMERA_STALLED, "the newest frame cannot be decoded")
        outlines = find_pages(picture)
        chosen = self._vote.saw(outlines)
        if chosen is not None and chosen is not outlines[0]:
            chosen = refined(picture, chosen)
        quality, _ = judge(picture, chosen)
        self._watch_for_black(picture, frame.taken)
        return Seen(frame.number, picture, outlines, chosen, quality)

    def _watch_for_black(self, picture: MatLike, taken: float) -> None:
        if float(picture[::16, ::16].mean()) >= BLACK_PICTURE:
            self._black_since = None
        elif self._black_since is None:
            self._black_since = taken
        elif taken - self._black_since > BLACK_S:
            self._black_since = None
            self._frames.reopen()

    def _taken(self, picture: MatLike, outline: Outline) -> Message:
        # Nobody watches the screen closely in this moment: both cores may be had.
        cv2.setNumThreads(2)
        page = straighten(picture, outline.corners, self._dpi)
        cv2.setNumThreads(1)
        self._last = face_of(picture, outline.corners)
        header: Header = {"width": page.shape[1], "height": page.shape[0]}
        return header, [jpeg_of(page), jpeg_of(thumbnail(page))]

    def _alike(self, seen: Seen) -> float | None:
        if self._last is None or seen.outline is None:
            return None
        return likeness(self._last, face_of(seen.picture, seen.outline.corners))

    def _steady(self, seen: Seen) -> bool:
        height, width = seen.picture.shape[:2]
        diagonal = float(width**2 + height**2) ** 0.5
        if self._steadiness is None or diagonal != self._diagonal:
            self._steadiness, self._diagonal = Steadiness(diagonal), diagonal
        return self._steadiness.saw(seen.outline.corners if seen.outline is not None else None)


def _for_screen(picture: MatLike) -> MatLike:
    scale = min(1.0, SCREEN_WIDTH / picture.shape[1])
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def answer(desk: Desk, header: Header) -> Message:
    """The reply to one request: what was asked for, or ``fault`` and ``detail``."""
    try:
        match header["do"]:
            case "capture":
                return desk.capture()
            case "propose":
                return desk.propose()
            case "capture_within":
                return desk.capture_within(header["number"], header["corners"])
            case "codes":
                return desk.codes()
            case _:
                return desk.preview()
    except DeviceError as error:
        return {"fault": error.fault.value, "detail": error.detail}, []


def main() -> int:
    """Serve until the input closes."""
    options = _parser().parse_args()
    # One core is enough for ten pictures a second, and the other one draws the screen.
    cv2.setNumThreads(1)
    side = HelperSide.inherited()
    mode = CameraMode(options.width, options.height, options.fps)
    frames = FrameSource(options.source, mode, side.pulse.now)
    desk = Desk(frames, options.dpi)
    return side.serve(
        lambda header, _: answer(desk, header),
        idle_s=IDLE_S,
        forget=desk.forget,
        rest=lambda: not desk.holds,
        wedged=lambda: frames.wedged,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="document_camera_process", description="The document camera's own process.")
    parser.add_argument("--source", required=True, help="address of an MJPEG stream, or path of a video device")
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--height", type=int, required=True)
    parser.add_argument("--fps", type=int, required=True)
    parser.add_argument("--dpi", type=int, required=True)
    return parser


if __name__ == "__main__":
    code = main()
    # The camera's thread may sit in a system call that never returns; nothing here needs an orderly end.
    sys.stdout.flush()
    os._exit(code)
