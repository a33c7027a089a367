"""Face camera over OpenCV: motion JPEG from the network or a UVC device, in a process of its own."""

from typing import Any, Final

from pydantic import Field

from devices.api.errors import DeviceFault
from devices.api.face_camera import FaceBox, FaceHint, FaceLight, FacePreview, FaceShot, FaceView
from devices.api.options import DriverOptions
from devices.transports.camera_process import CameraProcess

_MODULE: Final = "devices.drivers.face_camera_process"


class FaceCameraOptions(DriverOptions):
    """`source` is the address of an MJPEG stream, or a UVC camera's ``/dev/v4l/by-id/…-video-index0``.

    `width`, `height` (pixels) and `fps` are asked of a UVC camera; a network camera sends what it sends.
    """

    source: str = Field(pattern=r"^(https?://|/).+")
    width: int = Field(default=640, ge=320, le=4096)
    height: int = Field(default=480, ge=240, le=4096)
    fps: int = Field(default=10, ge=1, le=60)


class OpenCvFaceCamera(CameraProcess):
    """See `devices.api.face_camera.FaceCamera`."""

    Options = FaceCameraOptions
    lost, stalled, looks = DeviceFault.FACE_CAMERA_LOST, DeviceFault.FACE_CAMERA_STALLED, "view"

    def __init__(self, options: FaceCameraOptions) -> None:
        """Nothing is started yet."""
        size = ["--width", str(options.width), "--height", str(options.height), "--fps", str(options.fps)]
        super().__init__(_MODULE, options.source, size)

    def quiet_test(self) -> str:
        """One frame, which nobody notices; it says nothing about who was there."""
        seen = self.preview()
        return f"a frame of {seen.width}×{seen.height}"

    def view(self) -> FaceView:
        """What is before the camera. Usually 15 ms, 2 ms when nothing has changed."""
        header, _ = self._asked("view")
        return _view(header["view"])

    def preview(self) -> FacePreview:
        """The newest frame, 640 pixels wide at most, with what is seen in it."""
        header, (jpeg,) = self._asked("preview")
        return FacePreview(jpeg=jpeg, width=header["width"], height=header["height"], view=_view(header["view"]))

    def shoot(self) -> FaceShot | FaceHint:
        """The face with room around it, 640 pixels at most; or what keeps it from being taken."""
        header, blobs = self._asked("shoot")
        if "hint" in header:
            return FaceHint(header["hint"])
        return FaceShot(jpeg=blobs[0], width=header["width"], height=header["height"])


def _view(found: dict[str, Any]) -> FaceView:
    faces = tuple(FaceBox(**each) for each in found["faces"])
    return FaceView(faces, FaceLight(found["light"]), found["still"], found["number"])
