"""``python -m devices.drivers.face_camera_process``: the process in which the face camera lives.

Answers one request at a time (`devices.transports.helper_side`): ``{"do": "view"}``, ``preview``, ``shoot``. Ends when its input
closes. Pictures are held in memory only, none longer than it takes to answer.
"""

import argparse
import os
import sys
from dataclasses import asdict

import cv2
from cv2.typing import MatLike

from devices.api.errors import DeviceError, DeviceFault
from devices.api.face_camera import FaceBox, FaceHint, FaceView
from devices.transports.frame_source import IDLE_S, CameraMode, Frame, FrameSource
from devices.transports.framed_pipe import Header, Message
from devices.transports.helper_side import HelperSide
from devices.vision.faces import FaceWatch
from devices.vision.straighten import jpeg_of

FIRST_FRAME_S = 2.0
LOOK_S = 0.3
"""a look is not taken anew before this; presence does not change faster"""

_SCREEN_WIDTH = 640
_SHOT_SIDE = 640
_ROOM = 0.5
"""of the face's size, left on each side in the picture that is taken"""


class Lobby:
    """Looks at the newest frame when asked."""

    def __init__(self, frames: FrameSource) -> None:
        """`frames` is switched on by the first question."""
        self._frames = frames
        self._watch = FaceWatch()
        self._view = FaceView()
        self._looked_at: Frame | None = None

    def view(self) -> Message:
        """Who is there; no picture."""
        self._look(self._frames.newest(FIRST_FRAME_S))
        return {"view": asdict(self._view)}, []

    def preview(self) -> Message:
        """The newest frame for the screen."""
        frame = self._frames.newest(FIRST_FRAME_S)
        picture = _decoded(frame)
        self._look(frame)
        scale = min(1.0, _SCREEN_WIDTH / picture.shape[1])
        shown = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
        header: Header = {"view": asdict(self._view), "width": shown.shape[1], "height": shown.shape[0]}
        return header, [jpeg_of(shown)]

    def shoot(self) -> Message:
        """The face, out of the frame in which it was seen; or the hint that keeps it from being taken."""
        self._look(self._frames.newest(FIRST_FRAME_S))
        if self._view.hint is not FaceHint.READY or self._looked_at is None:
            return {"hint": self._view.hint.value}, []
        face = _around(_decoded(self._looked_at), self._view.faces[0])
        return {"width": face.shape[1], "height": face.shape[0]}, [jpeg_of(face, 92)]

    def forget(self) -> None:
        """Let go of everything seen."""
        self._watch.forget()
        self._view, self._looked_at = FaceView(), None

    def _look(self, frame: Frame) -> None:
        last = self._looked_at
        if last is not None and (frame.number == last.number or frame.taken - last.taken < LOOK_S):
            return
        grey = frame.small_grey()
        if grey is None:
            raise DeviceError(DeviceFault.CAMERA_STALLED, "the newest frame cannot be decoded")
        self._view, self._looked_at = self._watch.look(grey), frame


def _decoded(frame: Frame) -> MatLike:
    picture = frame.picture()
    if picture is None:
        raise DeviceError(DeviceFault.CAMERA_STALLED, "the newest frame cannot be decoded")
    return picture


def _around(picture: MatLike, face: FaceBox) -> MatLike:
    high, wide = picture.shape[:2]
    left, right = face.x - _ROOM * face.width, face.x + (1 + _ROOM) * face.width
    top, bottom = face.y - _ROOM * face.height, face.y + (1 + _ROOM) * face.height
    part = picture[
        max(0, round(top * high)) : min(high, round(bottom * high)),
        max(0, round(left * wide)) : min(wide, round(right * wide)),
    ]
    scale = min(1.0, _SHOT_SIDE / max(part.shape[:2]))
    return cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else part


_OURS = {
    DeviceFault.CAMERA_LOST: DeviceFault.FACE_CAMERA_LOST,
    DeviceFault.CAMERA_STALLED: DeviceFault.FACE_CAMERA_STALLED,
}
"""what frame_source says of any camera, said of this one"""


def answer(lobby: Lobby, header: Header) -> Message:
    """The reply to one request: what was asked for, or ``fault`` and ``detail``."""
    try:
        match header["do"]:
            case "preview":
                return lobby.preview()
            case "shoot":
                return lobby.shoot()
            case _:
                return lobby.view()
    except DeviceError as error:
        return {"fault": _OURS[error.fault].value, "detail": error.detail}, []


def main() -> int:
    """Serve until the input closes."""
    options = _parser().parse_args()
    cv2.setNumThreads(1)
    side = HelperSide.inherited()
    frames = FrameSource(options.source, CameraMode(options.width, options.height, options.fps), side.pulse.now)
    lobby = Lobby(frames)
    return side.serve(
        lambda header, _: answer(lobby, header),
        idle_s=IDLE_S,
        forget=lobby.forget,
        wedged=lambda: frames.wedged,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="face_camera_process", description="The face camera's own process.")
    parser.add_argument("--source", required=True, help="address of an MJPEG stream, or path of a video device")
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--height", type=int, required=True)
    parser.add_argument("--fps", type=int, required=True)
    return parser


if __name__ == "__main__":
    code = main()
    # As for the document camera: a camera's thread may never come back from its call.
    sys.stdout.flush()
    os._exit(code)
