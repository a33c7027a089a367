"""Matched characters in a title."""

from ui.views.search import TitlePart, title_parts


def test_hits_next_to_each_other_are_one_run() -> None:
    assert title_parts("社会保障卡", {0, 2, 3}) == (
        TitlePart("社", hit=True),
        TitlePart("会", hit=False),
        TitlePart("保障", hit=True),
        TitlePart("卡", hit=False),
    )


def test_no_hit_is_one_plain_part() -> None:
    assert title_parts("退休", ()) == (TitlePart("退休", hit=False),)
