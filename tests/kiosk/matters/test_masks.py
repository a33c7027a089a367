import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.matters.masks import STAR, masked, masked_address, masked_id_number, masked_name, masked_phone
from kiosk.matters.model import Mask


@pytest.mark.parametrize(
    ("name", "veiled"),
    [
        ("王建国", "王＊国"),
        ("王芳", "王＊"),
        ("欧阳娜娜", "欧阳＊娜"),
        ("王㐂", "王＊"),
        ("赵㐂𬎆", "赵＊𬎆"),
        ("阿卜杜拉·买买提", "阿卜杜拉·＊＊＊"),
        ("SMITH JOHN ALEXANDER", "SMITH J＊＊＊ A＊＊＊"),
        ("CHER", "C＊＊＊"),
        ("", ""),
    ],
)
def test_names(name, veiled):
    assert masked_name(name) == veiled


def test_numbers():
    assert masked_id_number("990101199001011216") == "990101＊＊＊＊＊＊＊＊1216"
    assert masked_phone("13800136621") == "138＊＊＊＊6621"
    assert masked_address("临江市云桥区北桥路100弄5号602室") == "临江市云桥区北桥路＊弄＊号＊室"
    assert masked_address("云桥区六一路三十二号") == "云桥区六一路＊号"


@example("00·")
@given(st.text(min_size=2, max_size=40).filter(lambda text: len(text.strip()) > 1))
def test_something_is_always_hidden_and_no_character_is_cut(text):
    for veiled in (masked_name(text), masked_id_number(text), masked_phone(text)):
        assert STAR in veiled
        veiled.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")


def test_no_mask_is_no_mask():
    assert masked("正常参保", Mask.NONE) == "正常参保"
    assert masked("王建国", Mask.NAME) == "王＊国"
