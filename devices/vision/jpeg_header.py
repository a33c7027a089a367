"""What a JPEG says about itself in its frame header (ITU-T T.81, B.2.2), without decoding it."""

from dataclasses import dataclass

_START, _SCAN = 0xD8, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset(range(0xD0, 0xD8)) | {0x01}
_FRAME_BYTES = 8


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """Pixels, and how many colour components: 1 grey, 3 YCbCr."""

    width: int
    height: int
    components: int


def jpeg_header(data: bytes) -> JpegHeader:
    """The frame header of `data`. `ValueError` for what is not a JPEG, or is cut before it."""
    if data[:2] != bytes((0xFF, _START)):
        raise ValueError("not a JPEG")
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004  every marker begins so
        marker = data[at + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:  # noqa: PLR2004  fill byte
            at += 1 if marker == 0xFF else 2  # noqa: PLR2004
            continue
        if marker in _FRAMES and at + 2 + _FRAME_BYTES <= len(data):
            height, width = (int.from_bytes(data[at + place : at + place + 2], "big") for place in (5, 7))
            return JpegHeader(width, height, data[at + 9])
        if marker == _SCAN:
            break
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise ValueError("a JPEG without a frame header")
