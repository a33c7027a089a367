"""Printer models as files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.escpos_profile import GENERIC_80MM, EscPosProfile, FlowControl
from devices.receipt_profiles import parsed, profile_named, profile_names

SIZE = "width_dots = 576\ncolumns = 48\n"


def test_every_model_that_comes_along_can_be_read() -> None:
    models = {name: profile_named(name) for name in profile_names()}
    assert models["generic-80mm"] == GENERIC_80MM
    assert {model.width_dots for model in models.values()} == {384, 576}
    assert not models["generic-58mm-mute"].real_time


def test_an_unknown_model_is_refused_with_the_known_names() -> None:
    with pytest.raises(ValueError, match="generic-58mm"):
        profile_named("epson-9000")
    with pytest.raises(ValueError, match="known"):
        profile_named("../receipt_printer/generic-80mm")


def test_a_kiosk_may_bring_a_file_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "lobby.toml"
    file.write_text(SIZE + 'code_page = "GB2312"\nmissing = "镕喆"\nflow_control = "rtscts"\n', encoding="utf-8")
    model = profile_named(str(file))
    assert (model.name, model.code_page, model.missing) == ("lobby", "gb2312", frozenset("镕喆"))
    assert model.flow_control is FlowControl.RTSCTS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "width_dots"),
        (SIZE + "colour = true\n", "colour"),
        (SIZE + 'code_page = "klingon"\n', "code_page"),
        ("width_dots = 580\ncolumns = 48\n", "multiple of 8"),
        ("width_dots = 384\ncolumns = 48\n", "columns"),
        (SIZE + "queued_status = false\n", "queued_status"),
        (SIZE + "buffer_bytes = 1024\n", "buffer_bytes"),
        (SIZE + "real_time = [2]\n", "real_time"),
        (SIZE + "cutter = 'laser'\n", "cutter"),
        ("width_dots = ", "Invalid"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said) as caught:
        profile_named(str(file))
    assert "wrong.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="No such file"):
        profile_named(str(tmp_path / "none.toml"))


@given(
    st.text(max_size=80) | st.sampled_from(["columns", "raster_slice", "missing"]).map(lambda key: f"{SIZE}{key} = 7")
)
def test_any_text_is_a_profile_or_a_value_error(text: str) -> None:
    try:
        assert isinstance(parsed("x", text), EscPosProfile)
    except ValueError as refused:
        assert str(refused)  # noqa: PT017 - either outcome is right
