"""What differs between receipt printers that all speak ESC/POS, as data; the models themselves are TOML files."""

from dataclasses import dataclass, field
from enum import StrEnum

DOTS_PER_MM = 8
"""203 dpi, the resolution of every 58 and 80 mm thermal head met so far"""
CELL_DOTS = 12
"""width of a half-width cell of font A"""


class Cutter(StrEnum):
    """What ``GS V`` does on this model."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


class FlowControl(StrEnum):
    """What keeps the printer's receive buffer from overflowing. XOFF is obeyed whichever is chosen."""

    BARRIER = "barrier"
    """queued status requests (``GS r``) in the job, and never more than `buffer_bytes` unanswered"""
    XONXOFF = "xonxoff"
    """small pieces, and a halt at XOFF"""
    RTSCTS = "rtscts"
    """the lines of the serial port, handled by the operating system"""
    PACE = "pace"
    """no faster than the paper can move, reckoned from `feed_mm_per_s`"""


@dataclass(frozen=True, slots=True)
class EscPosProfile:
    """One printer model. Lengths are in dots (8 per mm) unless said otherwise.

    `columns` counts half-width cells of font A (12 dots); a Chinese glyph fills two. `missing` holds characters that the
    code page has but this model's font draws as a blank. `chinese_scale_command` adds ``FS W``, which some
    clones need because ``GS !`` scales their Latin font only (devices.md 3.1).
    """

    name: str
    width_dots: int = 576
    columns: int = 48
    code_page: str = "gbk"
    cutter: Cutter = Cutter.PARTIAL
    near_end_sensor: bool = True
    native_qr: bool = False
    missing: frozenset[str] = field(default_factory=frozenset)
    chinese_scale_command: bool = False
    feed_before_cut: int = 24
    raster_slice: int = 24
    """rows of one ``GS v 0``: small enough for a 4 KiB receive buffer, tall enough not to show bands"""
    buffer_bytes: int = 4096
    """what may be under way unacknowledged; the smallest receive buffer met so far"""
    near_end_reserve_mm: int = 400
    """paper that is surely left when the near-end sensor speaks up"""
    feed_mm_per_s: int = 50
    """a pessimistic print speed, for deadlines and for printers that tell nothing"""
    flow_control: FlowControl = FlowControl.BARRIER
    real_time: tuple[int, ...] = (1, 2, 3, 4)
    """the n for which ``DLE EOT n`` is answered; empty for a model that knows none"""
    automatic_status: bool = False
    """whether ``GS a`` is obeyed: the printer speaks up by itself when its condition changes"""
    queued_status: bool = True
    """whether ``GS r 1`` is answered in order with the data; without it the end of a job is reckoned by time"""

    def __post_init__(self) -> None:
        """Refuse what would print garbage. ``ValueError`` names the field."""
        if self.width_dots % 8 or not 0 < self.columns * CELL_DOTS <= self.width_dots:
            raise ValueError("width_dots must be a multiple of 8 and hold columns × 12 dots")
        if self.flow_control is FlowControl.BARRIER and not self.queued_status:
            raise ValueError("flow_control 'barrier' needs queued_status")
        if not 0 < 2 * (self.raster_slice * self.width_bytes + 8) <= self.buffer_bytes:
            raise ValueError("two slices of raster_slice rows must fit into buffer_bytes")
        if not set(self.real_time) <= {1, 2, 3, 4} or (self.real_time and self.real_time[0] != 1):
            raise ValueError("real_time holds some of 1, 2, 3, 4, and 1 first")
        if self.feed_mm_per_s <= 0:
            raise ValueError("feed_mm_per_s must be more than zero")

    @property
    def width_bytes(self) -> int:
        """Bytes of one raster row."""
        return self.width_dots // 8

    @property
    def longest_command(self) -> int:
        """Bytes of the longest single command: a raster slice with its header, or a stored QR code."""
        return max(self.raster_slice * self.width_bytes + 8, 2020 if self.native_qr else 0)


GENERIC_80MM = EscPosProfile("generic-80mm")
"""every default as it stands above"""
