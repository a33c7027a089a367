"""Document camera over OpenCV: motion JPEG from the network or a UVC device, in a process of its own."""

from collections.abc import Sequence
from typing import Final

from pydantic import Field

from devices.api.document_camera import CodeInView, Corners, PageImage, PageQuality, Preview, Proposal
from devices.api.errors import DeviceFault
from devices.api.options import DriverOptions
from devices.transports.camera_process import CameraProcess
from devices.transports.framed_pipe import Message

_MODULE: Final = "devices.drivers.document_camera_process"


class DocumentCameraOptions(DriverOptions):
    """`source` is the address of an MJPEG stream, or a UVC camera's ``/dev/v4l/by-id/…-video-index0``.

    `width`, `height` (pixels) and `fps` are asked of a UVC camera; a network camera sends what it sends.
    `dpi` is of the pages that are taken.
    """

    source: str = Field(pattern=r"^(https?://|/).+")
    width: int = Field(default=1920, ge=640, le=8192)
    height: int = Field(default=1440, ge=480, le=8192)
    fps: int = Field(default=10, ge=1, le=60)
    dpi: int = Field(default=300, ge=150, le=300)


class OpenCvDocumentCamera(CameraProcess):
    """See `devices.api.document_camera.DocumentCamera`."""

    Options = DocumentCameraOptions
    lost, stalled, looks = DeviceFault.CAMERA_LOST, DeviceFault.CAMERA_STALLED, "preview"

    def __init__(self, options: DocumentCameraOptions) -> None:
        """Nothing is started yet."""
        size = ["--width", str(options.width), "--height", str(options.height), "--fps", str(options.fps)]
        size += ["--dpi", str(options.dpi)]
        self._frames = 0
        self._last_frame: tuple[int | None, int] | None = None
        super().__init__(_MODULE, options.source, size)

    def quiet_test(self) -> str:
        """One frame, which nobody notices."""
        seen = self.preview()
        return f"a frame of {seen.width}×{seen.height}, {'a page' if seen.corners else 'no page'} in view"

    def preview(self) -> Preview:
        """The newest frame, 960 pixels wide at most, with the page found in it. Answers within 2.6 s, usually 30 ms."""
        header, (jpeg,) = self._asked("preview")
        return Preview(
            jpeg=jpeg,
            width=header["width"],
            height=header["height"],
            corners=_corners(header["corners"]) if header["corners"] else None,
            quality=PageQuality(tuple(map(DeviceFault, header["faults"])), _box(header["glare"])),
            steady=header["steady"],
            number=self._counted(header["number"]),
            alike=header["alike"],
        )

    def capture(self) -> PageImage:
        """The page of the newest frame at `dpi`, straightened; `DeviceError` with the worst ``page.*`` fault."""
        return _page(self._asked("capture"))

    def propose(self) -> Proposal:
        """See `devices.api.document_camera.DocumentCamera.propose`."""
        header, (jpeg,) = self._asked("propose")
        return Proposal(
            jpeg=jpeg,
            width=header["width"],
            height=header["height"],
            corners=_corners(header["corners"]),
            found=header["found"],
            others=tuple(_corners(each) for each in header["others"]),
            number=header["number"],
        )

    def capture_within(self, number: int, corners: Corners) -> PageImage:
        """See `devices.api.document_camera.DocumentCamera.capture_within`."""
        return _page(self._asked("capture_within", number=number, corners=corners))

    def codes(self) -> tuple[CodeInView, ...]:
        """The QR and bar codes in the newest frame. Usually 20 ms; up to 0.5 s where none can be read."""
        header, blobs = self._asked("codes")
        return tuple(
            CodeInView(each["text"], data, each["kind"], _corners(each["corners"]) if each["corners"] else None)
            for each, data in zip(header["codes"], blobs, strict=True)
        )

    def _counted(self, number: int) -> int:
        """The helper's count begins again with each helper; this one never goes back."""
        last = self._helper.pid, number
        if last != self._last_frame:
            self._last_frame = last
            self._frames += 1
        return self._frames


def _page(message: Message) -> PageImage:
    header, (jpeg, thumbnail) = message
    return PageImage(jpeg=jpeg, width=header["width"], height=header["height"], thumbnail=thumbnail)


def _corners(found: Sequence[Sequence[float]]) -> Corners:
    first, second, third, fourth = ((x, y) for x, y in found)
    return first, second, third, fourth


def _box(found: list[float] | None) -> tuple[float, float, float, float] | None:
    if found is None:
        return None
    x, y, width, height = found
    return x, y, width, height
