"""Face camera over OpenCV: motion JPEG from the network or a UVC device, in a process of its own."""

import time
from typing import Any, Final

from pydantic import Field

from devices.api.errors import DeviceError, DeviceFault
from devices.api.face_camera import FaceBox, FaceHint, FaceLight, FacePreview, FaceShot, FaceView
from devices.api.options import DriverOptions
from devices.api.status import DeviceState, DeviceStatus
from devices.transports.camera_source import OPENCV_ENVIRONMENT, is_present
from devices.transports.framed_pipe import Message
from devices.transports.helper_process import HelperLate, HelperLost
from devices.transports.shared_memory_process import SharedMemoryProcess

_MODULE: Final = "devices.drivers.face_camera_process"
_OPEN_S: Final = 8.0
_ANSWER_S: Final = 2.6


class FaceCameraOptions(DriverOptions):
    """`source` is the address of an MJPEG stream, or a UVC camera's ``/dev/v4l/by-id/…-video-index0``.

    `width`, `height` (pixels) and `fps` are asked of a UVC camera; a network camera sends what it sends.
    """

    source: str = Field(pattern=r"^(https?://|/).+")
    width: int = Field(default=640, ge=320, le=4096)
    height: int = Field(default=480, ge=240, le=4096)
    fps: int = Field(default=10, ge=1, le=60)


class OpenCvFaceCamera:
    """The camera's process, asked from one thread. See `devices.api.face_camera.FaceCamera`."""

    Options = FaceCameraOptions

    def __init__(self, options: FaceCameraOptions) -> None:
        """Nothing is started yet."""
        self._source = options.source
        size = ["--width", str(options.width), "--height", str(options.height), "--fps", str(options.fps)]
        self._helper = SharedMemoryProcess(_MODULE, ["--source", options.source, *size], OPENCV_ENVIRONMENT)

    @property
    def helper_pid(self) -> int | None:
        """The process in which the camera lives, for the technician's screen and for tests."""
        return self._helper.pid

    def open(self) -> None:
        """Start the camera and wait for the first frame, at most 8 s."""
        self._asked("view", _OPEN_S)

    def close(self) -> None:
        """End the camera's process; safe to call twice."""
        self._helper.stop()

    def identity(self) -> str:
        """The address or by-id path."""
        return self._source

    def status(self) -> DeviceStatus:
        """Whether the camera is there, without switching it on."""
        if not is_present(self._source):
            raise DeviceError(DeviceFault.FACE_CAMERA_LOST, "the camera is not there")
        return DeviceStatus(DeviceState.ONLINE)

    def quiet_test(self) -> str:
        """One frame, which nobody notices; it says nothing about who was there."""
        seen = self.preview()
        return f"a frame of {seen.width}×{seen.height}"

    def view(self) -> FaceView:
        """What is before the camera. Usually 15 ms, 2 ms when nothing has changed."""
        header, _ = self._asked("view", _ANSWER_S)
        return _view(header["view"])

    def preview(self) -> FacePreview:
        """The newest frame, 640 pixels wide at most, with what is seen in it."""
        header, (jpeg,) = self._asked("preview", _ANSWER_S)
        return FacePreview(jpeg=jpeg, width=header["width"], height=header["height"], view=_view(header["view"]))

    def shoot(self) -> FaceShot | FaceHint:
        """The face with room around it, 640 pixels at most; or what keeps it from being taken."""
        header, blobs = self._asked("shoot", _ANSWER_S)
        if "hint" in header:
            return FaceHint(header["hint"])
        return FaceShot(jpeg=blobs[0], width=header["width"], height=header["height"])

    def _asked(self, do: str, deadline_s: float) -> Message:
        deadline = time.monotonic() + deadline_s
        try:
            try:
                reply = self._helper.ask({"do": do}, deadline_s=deadline_s)
            except HelperLost:
                # One that was killed is replaced, once per call.
                reply = self._helper.ask({"do": do}, deadline_s=deadline - time.monotonic())
        except HelperLate as late:
            raise DeviceError(DeviceFault.FACE_CAMERA_STALLED, str(late)) from late
        except HelperLost as lost:
            raise DeviceError(DeviceFault.FACE_CAMERA_LOST, str(lost)) from lost
        if "fault" in reply[0]:
            raise DeviceError(DeviceFault(reply[0]["fault"]), reply[0]["detail"])
        return reply


def _view(found: dict[str, Any]) -> FaceView:
    faces = tuple(FaceBox(**each) for each in found["faces"])
    return FaceView(faces, FaceLight(found["light"]), found["still"], found["number"])
