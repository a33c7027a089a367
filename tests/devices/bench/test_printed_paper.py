"""Printed paper on the simulated desk looks like what was printed."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import qrcode
import zxingcpp
from PIL import Image

from devices.bench.papers import PAPER_SIZE
from devices.bench.printed_paper import printed

CODE = "SSB-DOC-0123456789ABCDEF"


def with_code(size: tuple[int, int], box: int) -> Image.Image:
    drawn = qrcode.QRCode(box_size=box, border=4)
    drawn.add_data(CODE)
    page = Image.new("L", size, 255)
    page.paste(drawn.make_image().get_image().convert("L"), (20, 20))
    return page


@pytest.mark.parametrize(
    ("name", "size", "box"), [("receipt-0001.png", (576, 900), 10), ("a4-0001.pdf", (1654, 2339), 20)]
)
def test_its_code_can_be_read(tmp_path: Path, name: str, size: tuple[int, int], box: int) -> None:
    file = tmp_path / name
    with_code(size, box).save(file, resolution=200)
    picture = printed(file)
    assert picture.shape == (PAPER_SIZE[1], PAPER_SIZE[0], 3)
    assert [each.text for each in zxingcpp.read_barcodes(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))] == [CODE]


def test_beside_a_receipt_the_desk_is_dark(tmp_path: Path) -> None:
    file = tmp_path / "receipt-0001.png"
    with_code((576, 400), 10).save(file)
    picture = np.asarray(printed(file))
    assert picture[:, :50].max() < 80
    assert picture[PAPER_SIZE[1] // 2, PAPER_SIZE[0] // 2 - 230].max() > 200


def test_what_is_no_picture_is_said(tmp_path: Path) -> None:
    file = tmp_path / "receipt-0001.png"
    file.write_bytes(b"not a picture")
    with pytest.raises(OSError, match="no picture"):
        printed(file)
