"""A PDF of photographed pages: every JPEG byte for byte, and readable by a program that is not ours."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtPdf import QPdfDocument

from devices.vision.jpeg_header import jpeg_header
from devices.vision.page_pdf import write_pdf
from devices.vision.straighten import jpeg_of


def page(width: int, height: int, grey: int) -> bytes:
    return jpeg_of(np.full((height, width, 3), grey, np.uint8))


PAGES = (page(2480, 3508, 240), page(3508, 2480, 200), page(856, 540, 120))


def test_the_pages_are_there_byte_for_byte() -> None:
    sink = io.BytesIO()
    assert write_pdf(iter(PAGES), sink) == 3
    for jpeg in PAGES:
        assert sink.getvalue().count(jpeg) == 1
    assert len(sink.getvalue()) < sum(map(len, PAGES)) + 3000


def test_another_program_opens_it_with_pages_of_a4(tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    with path.open("wb") as sink:
        write_pdf(PAGES, sink)
    document = QPdfDocument()
    assert document.load(str(path)) is QPdfDocument.Error.None_
    assert document.pageCount() == 3
    sizes = [document.pagePointSize(number) for number in range(3)]
    assert [(round(size.width()), round(size.height())) for size in sizes] == [(595, 842), (842, 595), (842, 531)]
    drawn = document.render(0, document.pagePointSize(0).toSize())
    assert abs(drawn.pixelColor(300, 400).lightness() - 240) <= 2
    document.close()


def test_every_offset_of_the_table_points_at_its_object() -> None:
    sink = io.BytesIO()
    write_pdf(PAGES[:2], sink)
    data = sink.getvalue()
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    rows = data[start:].split(b"trailer")[0].splitlines()[2:]
    assert len(rows) == 1 + 2 + 2 * 3
    for number, row in enumerate(rows[1:], start=1):
        assert data[int(row.split()[0]) :].startswith(b"%d 0 obj" % number)


def test_what_cannot_be_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        write_pdf([], io.BytesIO())
    with pytest.raises(ValueError, match="not a JPEG"):
        write_pdf([b"%PDF"], io.BytesIO())


def test_a_header_is_read_without_decoding() -> None:
    header = jpeg_header(PAGES[2])
    assert (header.width, header.height, header.components) == (856, 540, 3)
    done, grey = cv2.imencode(".jpg", np.zeros((20, 30), np.uint8))
    assert done
    assert jpeg_header(grey.tobytes()).components == 1


@pytest.mark.parametrize("length", range(2, 160, 7))
def test_a_jpeg_cut_before_its_header_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="without a frame header"):
        jpeg_header(PAGES[2][:length])
