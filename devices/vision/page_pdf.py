"""Photographed pages as one PDF: each JPEG is put in as it is, never decoded, on a page of A4's long side.

PDF 1.7 (ISO 32000-1): a JPEG is an image XObject with the filter ``DCTDecode`` (7.4.8); cross-reference table 7.5.4.
"""

from collections.abc import Iterable
from typing import BinaryIO

from devices.vision.jpeg_header import jpeg_header

_A4_LONG = 297 / 25.4 * 72
"""points"""
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_COLOURS = {1: b"/DeviceGray", 3: b"/DeviceRGB"}


def write_pdf(jpegs: Iterable[bytes], sink: BinaryIO) -> int:
    """Write the pages one after another and return how many; only one of them is held in memory.

    `ValueError` for no page at all, and for what is not a grey or YCbCr JPEG.
    """
    offsets = [0, 0]  # objects 1 (catalogue) and 2 (list of pages) come last, when the pages are known
    sink.write(_HEADER)
    written, pages = len(_HEADER), 0

    def add(number: int, body: bytes) -> None:
        nonlocal written
        offsets[number - 1] = written
        entry = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        sink.write(entry)
        written += len(entry)

    for jpeg in jpegs:
        first = 3 + 3 * pages
        offsets += [0, 0, 0]
        for number, body in enumerate(_page(jpeg, first), start=first):
            add(number, body)
        pages += 1
    if not pages:
        raise ValueError("a PDF needs at least one page")
    kids = b" ".join(b"%d 0 R" % (3 + 3 * page) for page in range(pages))
    add(1, b"<< /Type /Catalog /Pages 2 0 R >>")
    add(2, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages))
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(offsets) + 1
    sink.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows))
    sink.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, written))
    return pages


def _page(jpeg: bytes, number: int) -> tuple[bytes, bytes, bytes]:
    """The page, what is drawn on it, and its picture: objects `number` and the two after it."""
    header = jpeg_header(jpeg)
    if header.components not in _COLOURS:
        raise ValueError(f"a JPEG of {header.components} colours cannot be a page")
    scale = _A4_LONG / max(header.width, header.height)
    wide, high = b"%.2f" % (header.width * scale), b"%.2f" % (header.height * scale)
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R"
        b" /Resources << /XObject << /Page %d 0 R >> >> >>" % (wide, high, number + 1, number + 2)
    )
    drawing = b"%s 0 0 %s 0 0 cm /Page Do" % (wide, high)
    contents = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing)
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8"
        b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream"
        % (header.width, header.height, _COLOURS[header.components], len(jpeg), jpeg)
    )
    return page, contents, picture
