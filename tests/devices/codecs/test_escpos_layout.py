"""Which lines are text and which are drawn, and where rows break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api.receipt_printer import Align, Gap, Pair, QrCode, Receipt, Rule, TextLine
from devices.codecs.escpos_layout import (
    GapRow,
    QrRow,
    RuleRow,
    TextRow,
    columns_of,
    lay_out,
    paper_mm,
    prints_as_text,
    wrap,
)
from devices.codecs.escpos_profile import GENERIC_80MM, EscPosProfile


@pytest.mark.parametrize("text", ["张三", "社会保障卡补领（承诺件）", "A-12 ①", "€" * 0, "镕", "瞭"])
def test_gbk_text_goes_to_the_printers_own_font(text: str) -> None:
    assert prints_as_text(text, GENERIC_80MM)


@pytest.mark.parametrize("text", ["㐂", "张𬎆", "䶮", "𠮷", "FRANÇOIS", "José", "a\x1bb", "\x10\x04\x01"])
def test_anything_else_is_drawn(text: str) -> None:
    assert not prints_as_text(text, GENERIC_80MM)


def test_a_character_the_model_lacks_is_drawn_although_the_code_page_has_it() -> None:
    poor = EscPosProfile("poor", missing=frozenset("镕"))
    assert not prints_as_text("朱镕", poor)
    assert prints_as_text("朱镕", GENERIC_80MM)


def test_one_rare_character_makes_its_whole_line_raster_and_no_other() -> None:
    rows = lay_out(Receipt((TextLine("张三"), Pair("姓名", "张𬎆"), TextLine("李四"))), GENERIC_80MM)
    assert [row.raster for row in rows if isinstance(row, TextRow)] == [False, True, False]


def test_values_of_all_pairs_begin_in_one_column() -> None:
    rows = lay_out(Receipt((Pair("事项", "甲"), Pair("承诺办结时间", "乙"))), GENERIC_80MM)
    starts = [
        columns_of(row.text[: row.text.index(mark)])
        for row, mark in zip(rows, "甲乙", strict=True)
        if isinstance(row, TextRow)
    ]
    assert starts == [14, 14]


def test_a_long_value_wraps_in_its_own_column() -> None:
    rows = [row for row in lay_out(Receipt((Pair("地址", "路" * 40),)), GENERIC_80MM) if isinstance(row, TextRow)]
    assert len(rows) == 2
    assert rows[1].text == " " * 6 + "路" * 19


def test_control_characters_cannot_carry_commands() -> None:
    rows = lay_out(Receipt((TextLine("a\x1bi\x10\x04\x01b\r"),)), GENERIC_80MM)
    assert rows == (TextRow("a i   b", Align.LEFT, bold=False, scale=1, raster=False),)


def test_closing_punctuation_never_begins_a_row() -> None:
    assert wrap("一二三四五，六", 10) == ["一二三四", "五，六"]
    assert wrap("一二三四（五）", 10) == ["一二三四", "（五）"]
    assert wrap("no need to return. The time", 17) == ["no need to", "return. The time"]


def test_the_dash_of_a_span_is_as_narrow_as_its_figures() -> None:
    assert wrap("周一到周五 9:00–17:00", 40) == ["周一到周五 9:00-17:00"]


def test_words_and_numbers_stay_whole() -> None:
    assert wrap("办件编号 99010120260801 完", 16) == ["办件编号", "99010120260801", "完"]
    assert wrap("2026-01-26 23:40:07", 16) == ["2026-01-26", "23:40:07"]
    assert wrap("金额合计 1,280.50 元", 14) == ["金额合计", "1,280.50 元"]
    assert wrap("见下:(一)", 6) == ["见下:", "(一)"]


@given(st.text(max_size=200), st.integers(min_value=4, max_value=48))
def test_wrapping_never_exceeds_the_paper_and_loses_nothing_but_blanks(text: str, columns: int) -> None:
    rows = wrap(text, columns)
    assert all(columns_of(row) <= columns for row in rows)
    printed = "".join("".join(rows).split())
    everything = "".join("".join(wrap(text, 10_000)).split())
    assert printed == everything


def test_rules_codes_and_gaps_become_rows_with_a_length_on_paper() -> None:
    rows = lay_out(Receipt((Rule(), QrCode("x", 4), Gap(2))), GENERIC_80MM)
    assert rows == (RuleRow(), QrRow("x", 4), GapRow(48))
    assert paper_mm(rows, GENERIC_80MM) > 10
