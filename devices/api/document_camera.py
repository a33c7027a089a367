"""Document camera: live picture with the page found in it, and a straightened A4 page when it is good enough."""

from dataclasses import dataclass, field
from typing import Protocol

from devices.api.errors import DeviceFault

Corner = tuple[float, float]
"""x and y as a share (0..1) of the picture's width and height, so that corners survive scaling"""
Corners = tuple[Corner, Corner, Corner, Corner]
"""clockwise, beginning at the page's top left"""
WHOLE_PICTURE: Corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


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
    `alike` is the share (0..1) of what is written on the page, or was on the one taken last, that is on both; none while the page
    moves, or none was taken.
    """

    jpeg: bytes
    width: int
    height: int
    corners: Corners | None
    quality: PageQuality
    steady: bool
    number: int
    alike: float | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PageImage:
    """One straightened page: JPEG, `width`×`height` pixels (A4 at 300 dpi is 2480×3508), and a small JPEG `thumbnail`."""

    jpeg: bytes = field(repr=False)
    width: int = 0
    height: int = 0
    thumbnail: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Proposal:
    """A picture that is held, and where the page seems to lie in it, for a person to drag the corners.

    `corners` is `WHOLE_PICTURE` when nothing was `found`; `others` are further shapes, likeliest first. `number` names the held
    picture to `DocumentCamera.capture_within`.
    """

    jpeg: bytes
    width: int
    height: int
    corners: Corners
    found: bool
    others: tuple[Corners, ...]
    number: int


@dataclass(frozen=True, slots=True, repr=False)
class CodeInView:
    """A QR or bar code under the camera. `text` may be somebody's data: it is in no log and no repr.

    `kind` is zxing's name of the format (``QRCode``, ``Code128``, …); `corners` are known when it was read in the picture as
    it was.
    """

    text: str
    data: bytes
    kind: str
    corners: Corners | None


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

    def propose(self) -> Proposal:
        """Hold the newest picture and propose corners. The picture is held until the next proposal, or 60 s."""

    def capture_within(self, number: int, corners: Corners) -> PageImage:
        """Take the page inside corners that a person set, out of the held picture `number`.

        Refuses as `capture` does, but not for being cut; ``page.missing`` also when the picture is no longer held or the corners
        enclose no area.
        """

    def codes(self) -> tuple[CodeInView, ...]:
        """The QR and bar codes in the newest frame."""
