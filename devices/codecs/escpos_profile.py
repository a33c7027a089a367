"""What differs between receipt printers that all speak ESC/POS, as data."""

from dataclasses import dataclass, field
from enum import StrEnum

DOTS_PER_MM = 8
"""203 dpi, the resolution of every 58 and 80 mm thermal head met so far"""


class Cutter(StrEnum):
    """What ``GS V`` does on this model."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


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
    """a pessimistic print speed, for deadlines only"""

    @property
    def width_bytes(self) -> int:
        """Bytes of one raster row."""
        return self.width_dots // 8

    @property
    def longest_command(self) -> int:
        """Bytes of the longest single command: a raster slice with its header, or a stored QR code."""
        return max(self.raster_slice * self.width_bytes + 8, 2020 if self.native_qr else 0)


GENERIC_80MM = EscPosProfile("generic-80mm")

PROFILES: dict[str, EscPosProfile] = {
    profile.name: profile
    for profile in (
        GENERIC_80MM,
        EscPosProfile("generic-80mm-native-qr", native_qr=True),
        EscPosProfile("generic-80mm-fs-w", chinese_scale_command=True),
        EscPosProfile("generic-80mm-no-cutter", cutter=Cutter.NONE, near_end_sensor=False, feed_before_cut=120),
        EscPosProfile("generic-58mm", width_dots=384, columns=32, cutter=Cutter.NONE, feed_before_cut=120),
    )
}


def profile_named(name: str) -> EscPosProfile:
    """The profile of that name; ``ValueError`` listing the known ones otherwise."""
    try:
        return PROFILES[name]
    except KeyError:
        known = ", ".join(sorted(PROFILES))
        raise ValueError(f"unknown receipt printer profile {name!r}; known: {known}") from None
