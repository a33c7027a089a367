"""Document camera: live picture with the page found in it, and a straightened A4 page when it is good enough."""

from dataclasses import dataclass, field
from typing import Protocol

from devices.api.errors import DeviceFault

Corner = tuple[float, float]
"""x and y as a share (0..1) of the picture's width and height, so that corners survive scaling"""


@dataclass(frozen=True, slots=True)
class PageQuality:
    """What speaks against taking this picture now; empty means good.

    `faults` holds ``page.*`` faults only, worst first. `glare` is the brightest spot's box (x, y, w, h as shares), if any.
    """

    faults: tuple[DeviceFault, ...] = ()
    glare: tuple[float, float, float, float] | None = None

    @property
    def good(self) -> bool:
        """Whether the page may be taken."""
        return not self.faults


@dataclass(frozen=True, slots=True, repr=False)
class Preview:
    """One live frame: a JPEG for the screen, the page's corners (clockwise from top left) or none, and the quality.

    `steady` is true when the corners have moved less than 1 % over the last five frames.
    `number` counts frames, so that a caller can tell a new one from the last.
    """

    jpeg: bytes
    width: int
    height: int
    corners: tuple[Corner, Corner, Corner, Corner] | None
    quality: PageQuality
    steady: bool
    number: int


@dataclass(frozen=True, slots=True, repr=False)
class PageImage:
    """One straightened page: JPEG at A4 ratio, `width`×`height` pixels, and a small JPEG `thumbnail`."""

    jpeg: bytes = field(repr=False)
    width: int = 0
    height: int = 0
    thumbnail: bytes = field(default=b"", repr=False)


class DocumentCamera(Protocol):
    """One camera. All calls block, belong to the owner thread and raise `DeviceError` only."""

    def open(self) -> None:
        """Start the camera and wait for the first frame."""

    def close(self) -> None:
        """Stop it; safe to call twice."""

    def identity(self) -> str:
        """A stable name of this camera (its by-id path or address)."""

    def preview(self) -> Preview:
        """The newest frame; `DeviceError` ``camera.stalled`` when it is older than 2.5 s."""

    def capture(self) -> PageImage:
        """Take the page that lies there. Refuses with the worst ``page.*`` fault: missing, dark, cut, blurred or glare."""
