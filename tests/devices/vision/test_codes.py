"""Codes are read where zxing-cpp alone reads them, and where it does not; nothing is read that is not there."""

from dataclasses import replace

import cv2
import numpy as np
import zxingcpp

from devices.bench.desk_scene import Scene, draw
from devices.bench.papers import FILING_NUMBER
from devices.vision.codes import find_codes
from devices.vision.page_outline import find_page
from tests.devices.vision.scenes import seen
from tools.bench_vision import code_picture

DESK = Scene(width=1920, height=1440, page="contract-1", angle=11)


def test_the_code_of_a_page_is_read_with_its_place() -> None:
    (code,) = find_codes(seen(DESK))
    assert (code.text, code.kind, code.data) == (FILING_NUMBER, "QRCode", FILING_NUMBER.encode())
    assert code.corners is not None
    assert code.corners.shape == (4, 2)
    assert FILING_NUMBER not in repr(code)


def test_a_code_that_is_too_small_as_it_lies_is_read_from_the_straightened_page() -> None:
    small = replace(DESK, width=640, height=480)
    frame = cv2.GaussianBlur(draw(small), (0, 0), 0.6)
    page = find_page(frame)
    assert page is not None
    assert not zxingcpp.read_barcodes(frame)
    (code,) = find_codes(frame, page.corners)
    assert code.text == FILING_NUMBER
    assert code.corners is None


def test_more_bad_pictures_are_read_than_by_zxing_alone_and_none_wrongly() -> None:
    alone = ours = 0
    for number in range(20):
        text, picture = code_picture(number)
        alone += any(each.text == text for each in zxingcpp.read_barcodes(picture))
        found = find_codes(picture)
        assert {each.text for each in found} <= {text}
        ours += bool(found)
    assert ours > alone


def test_a_bar_code_is_read_too_and_an_empty_desk_holds_none() -> None:
    drawn = zxingcpp.create_barcode("FWZL-990101", zxingcpp.BarcodeFormat.Code128).to_image(scale=3)
    picture = np.full((400, 900), 255, np.uint8)
    bars = np.asarray(drawn)
    picture[100 : 100 + bars.shape[0], 100 : 100 + bars.shape[1]] = bars
    (code,) = find_codes(picture)
    assert (code.text, code.kind) == ("FWZL-990101", "Code128")
    assert find_codes(seen(replace(DESK, page="blank"))) == ()
