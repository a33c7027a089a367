"""Paper that came out of a simulated printer, as it looks when somebody lays it on the desk.

A receipt is a strip and lies on a sheet of card as dark as the plate; an A4 page is the sheet itself.
"""

import tempfile
from pathlib import Path

import cv2
import numpy as np
import typst
from cv2.typing import MatLike

from devices.bench.papers import PAPER_SIZE

_RECEIPT_MM = 80
_CARD_GREY = 56
_DPI = 150
_PAGE = """
#set page(width: 210mm, height: 297mm, margin: 0pt)
#image("paper.pdf", width: 210mm, height: 297mm)
"""


def printed(path: Path) -> MatLike:
    """The paper in `path` (a receipt as PNG, a document as PDF: its first page), BGR, of `PAPER_SIZE`. `OSError`."""
    return _document(path) if path.suffix == ".pdf" else _receipt(path)


def _document(path: Path) -> MatLike:
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        (Path(folder) / "paper.pdf").write_bytes(path.read_bytes())
        page = Path(folder) / "page.typ"
        page.write_text(_PAGE, encoding="utf-8")
        # Typst embeds the pages of a PDF, and draws them.
        picture = typst.compile(str(page), root=folder, format="png", ppi=_DPI)
    return _fitted(_decoded(picture))


def _receipt(path: Path) -> MatLike:
    strip = _decoded(path.read_bytes())
    wide = round(PAPER_SIZE[0] * _RECEIPT_MM / 210)
    strip = cv2.resize(strip, (wide, round(strip.shape[0] * wide / strip.shape[1])), interpolation=cv2.INTER_AREA)
    card = np.full((PAPER_SIZE[1], PAPER_SIZE[0], 3), _CARD_GREY, dtype=np.uint8)
    tall = min(strip.shape[0], PAPER_SIZE[1])
    left, top = (PAPER_SIZE[0] - wide) // 2, (PAPER_SIZE[1] - tall) // 2
    card[top : top + tall, left : left + wide] = strip[:tall]
    return card


def _fitted(picture: MatLike) -> MatLike:
    return cv2.resize(picture, PAPER_SIZE, interpolation=cv2.INTER_AREA)


def _decoded(data: bytes) -> MatLike:
    picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise OSError("this is no picture")
    return picture
