"""Rare characters really come out, in the printer's grid; QR codes fit the paper."""

import pytest
import zxingcpp
from PIL import Image, ImageOps

from devices.api.receipt_printer import Align
from devices.codecs.escpos import Bitmap
from devices.codecs.escpos_layout import QrRow, TextRow
from devices.receipt_raster import draw_qr, draw_text_row, has_glyph

NOWHERE = "\U0003fffd"


def _row(text: str, *, align: Align = Align.LEFT, scale: int = 1) -> Bitmap:
    return draw_text_row(TextRow(text, align, bold=False, scale=scale, raster=True), 576)


@pytest.mark.parametrize("char", "㐂𬎆䶮𠮷𬺰镕Ç")
def test_rare_characters_have_a_glyph_of_their_own(char: str) -> None:
    assert has_glyph(char)
    assert _row(char).data != _row(NOWHERE).data


def test_a_character_of_no_font_becomes_the_printers_mark_and_not_a_blank() -> None:
    assert not has_glyph(NOWHERE)
    assert _row(NOWHERE).data == _row("〓").data
    assert any(_row(NOWHERE).data)


def test_drawn_lines_are_as_high_as_printed_ones_and_stand_in_the_grid() -> None:
    single, double = _row("张𬎆"), _row("张𬎆", scale=2)
    assert (single.width_bytes, single.height, double.height) == (72, 34, 60)
    picture = Image.frombytes("1", (576, 34), single.data)
    box = picture.getbbox()
    assert box is not None
    assert 24 <= box[2] <= 48


def test_alignment_moves_the_ink() -> None:
    boxes = [Image.frombytes("1", (576, 34), _row("𠮷", align=align).data).getbbox() for align in Align]
    lefts = [box[0] for box in boxes if box]
    assert lefts[0] < 24
    assert 270 < lefts[1] < 300
    assert lefts[2] >= 552


def test_qr_codes_shrink_to_the_paper_and_stay_readable() -> None:
    data = "https://suishiban.example/" + "x" * 500
    dots = draw_qr(QrRow(data, 12), 576)
    assert dots.width_bytes * 8 <= 576
    picture = Image.frombytes("1", (dots.width_bytes * 8, dots.height), dots.data)
    page = ImageOps.expand(ImageOps.invert(picture.convert("L")), 40, 255)
    (found,) = zxingcpp.read_barcodes(page)
    assert found.text == data


@pytest.mark.parametrize("char", "ÑÇÉÅ")
def test_an_accent_on_a_capital_is_not_cut_off(char: str) -> None:
    picture = Image.frombytes("1", (576, 34), _row(char).data)
    box = picture.getbbox()
    assert box is not None
    # A letter that was cut off would stand against the first dot row with the breadth of its stems.
    assert box[3] - box[1] >= 18
    assert box[2] <= 12
