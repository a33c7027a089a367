"""The screen and the slip of one case: what is missing, why, by when, and where it is handed in."""

from datetime import date

import pytest

from kiosk.matters.model import Matter
from kiosk.protocol.progress import CaseProgress, Wanted
from kiosk.services.errand_papers import case_slip
from kiosk.visit.errand import At, Errand
from tests.gallery.samples_errands import CASE, OWED, PLACED
from tests.kiosk.services.test_receipt import text_of
from tests.kiosk.visit.people import CARD_REPLACEMENT, NOW
from ui.views.errand_parts import ErrandDetailView, ErrandListView
from ui.views.errands import view_of

BOTH = CASE.model_copy(update={"wanted": (*CASE.wanted, OWED)})
WORDLESS = Wanted(key=OWED.key, title=OWED.title, why="", due=date(2026, 11, 27))


def shown(
    case: CaseProgress, matter: Matter | None, language: str = "zh_CN", *, elder: bool = False
) -> ErrandDetailView:
    _, view = view_of(Errand("1", At.CASE, case=case), language, elder=elder, matter=matter)
    assert isinstance(view, ErrandDetailView)
    return view


def test_each_paper_has_its_reason_or_its_day() -> None:
    asked, put_off = shown(BOTH, CARD_REPLACEMENT).remarks
    assert (asked.title, asked.text) == ("请补交：租房合同或房产证", "12月14日前交：看不清门牌号，请重新拍一页")
    assert (put_off.title, put_off.text) == ("请补交：近期免冠照片", "先办后补（容缺受理），11月27日前交")
    english = shown(BOTH.model_copy(update={"wanted": (WORDLESS,)}), None, "en").remarks[0]
    assert english.text == "Put off when you applied; hand it in by 27 Nov", "the platform's sentence is Chinese"


def test_a_day_that_is_over_is_told_and_that_the_paper_is_still_taken() -> None:
    late, case = date(2026, 12, 15), BOTH.model_copy(update={"wanted": BOTH.wanted[:1]})
    cases = Errand("1", At.CASES, cases=(case,))
    for today, said_of_it, row in (
        (date(2026, 12, 14), "12月14日前交：看不清门牌号，请重新拍一页", "要补交 1 份材料，12月14日前"),
        (late, "12月14日已过，还能交：看不清门牌号，请重新拍一页", "要补交 1 份材料，12月14日已过，还能交"),
    ):
        _, view = view_of(Errand("1", At.CASE, case=case), "zh_CN", elder=False, today=today)
        assert isinstance(view, ErrandDetailView)
        assert view.remarks[0].text == said_of_it
        _, view = view_of(cases, "zh_CN", elder=False, today=today)
        assert isinstance(view, ErrandListView)
        assert view.rows[0].lines == (row, "看不清门牌号，请重新拍一页")


def test_many_papers_are_named_together_with_the_nearest_day() -> None:
    [all_of_them] = shown(BOTH, CARD_REPLACEMENT, elder=True).remarks
    assert all_of_them.title == "请补交：租房合同或房产证、近期免冠照片"
    assert all_of_them.text == "近期免冠照片：先办后补（容缺受理），11月27日前交"


@pytest.mark.parametrize(
    ("matter", "where", "when"),
    [
        (PLACED, "云桥区政务服务中心，北桥路 88 号 2 楼 B12 窗口", "工作日 9:00–17:00，电话 0990-1234567"),
        (CARD_REPLACEMENT, "云桥区人社局的窗口", "地址和开门时间请打 12333"),
        (None, "云桥区人社局的窗口", "地址和开门时间请打 12345"),
    ],
)
def test_where_it_is_handed_in_is_said(matter: Matter | None, where: str, when: str) -> None:
    lines = {line.label: line.value for line in shown(CASE, matter).lines}
    assert (lines["交到"], lines["时间、电话"]) == (where, when)
    done = CASE.model_copy(update={"wanted": ()})
    assert "交到" not in {line.label for line in shown(done, matter).lines}


@pytest.mark.parametrize(
    ("expected", "language", "label", "row", "paper"),
    [
        (False, "zh_CN", "承诺", "11月26日前办结", "承诺办结"),
        (True, "zh_CN", "预计", "预计11月26日前办结", "预计办结"),
        (True, "en", "Expected", "expected by 26 Nov", "Expected"),
    ],
)
def test_a_day_that_is_only_reckoned_is_not_called_promised(
    expected: bool, language: str, label: str, row: str, paper: str
) -> None:
    case = CASE.model_copy(update={"state": "examining", "wanted": (), "paused": False, "expected": expected})
    assert [line.label for line in shown(case, None, language).lines if line.bold][-1] == label
    _, view = view_of(Errand("1", At.CASES, cases=(case,)), language, elder=False)
    assert isinstance(view, ErrandListView)
    assert row in view.rows[0].lines
    assert paper in text_of(case_slip(case, language, NOW))


def test_the_list_says_the_day_and_the_slip_the_place() -> None:
    _, view = view_of(Errand("1", At.CASES, cases=(BOTH, CASE)), "zh_CN", elder=False)
    assert isinstance(view, ErrandListView)
    assert [row.lines[0] for row in view.rows] == ["要补交 2 份材料，11月27日前", "要补交 1 份材料，12月14日前"]
    slip = text_of(case_slip(BOTH, "zh_CN", NOW, PLACED))
    for line in ("请补交：近期免冠照片", "先办后补（容缺受理），2026年11月27日前交", "交到：云桥区政务服务中心"):
        assert line in slip
    assert "请重新拍一页\n请在2026年12月14日前交" in slip
