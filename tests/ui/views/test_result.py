"""The result: accepted is not submitted, printing is not printed, and nobody is told to take what is not there."""

import pytest

from kiosk.visit import events as happened
from kiosk.visit.state import EndReason
from tests.gallery import visits
from tests.gallery.visits import context, walk
from tests.kiosk.visit.people import CERTIFICATE
from ui.views import out_of_service, result


def test_online_is_success_with_the_offices_number() -> None:
    view = result.view_of(visits.done(), context("zh_CN"))
    assert (view.tone, view.title) == ("ok", "提交成功，云桥区人社局已收到")
    assert (view.number_label, view.number) == ("办件编号", "9901 2511 2200 0023")
    assert [stage.title for stage in view.timeline] == ["今天", "11月25日前", "办好以后"]


def test_days_count_from_the_paper_that_is_owed() -> None:
    """The planted bug: done before the day by which the citizen may hand in what it waits for."""
    owing = result.view_of(visits.owing(), context("zh_CN"))
    assert [stage.title for stage in owing.timeline] == ["今天", "材料补齐后计时", "办好以后"]
    assert "材料补齐后 3 个工作日内" in str(owing)
    assert "11月25日" not in str(owing)
    english = result.view_of(visits.owing("en"), context("en"))
    assert "3 working days after the owed paper" in str(english)


def test_offline_is_accepted_and_never_called_submitted() -> None:
    view = result.view_of(visits.done(online=False), context("zh_CN", online=False))
    assert (view.tone, view.number_label, view.number) == ("warn", "临时编号", "L-0412-0023")
    assert "成功" not in view.title
    assert "今天 09:52" in view.line
    assert "已提交" not in " ".join(stage.text for stage in view.timeline)


def test_an_answer_that_comes_late_takes_the_temporary_numbers_place() -> None:
    view = result.view_of(visits.answered(), context("zh_CN"))
    assert (view.tone, view.number_label, view.number) == ("ok", "办件编号", "9901 2511 2200 0023")
    assert "编号照样能用" in view.line
    assert (view.receipt_lines[0].label, view.receipt_lines[0].value) == ("临时编号", "L-0412-0023"), (
        "as it is on paper"
    )


def test_a_long_office_does_not_break_the_title() -> None:
    assert result.view_of(visits.done(), context("en")).title == "Sent. The bureau has it"


@pytest.mark.parametrize(
    ("event", "state", "title"),
    [
        (None, "printing", "正在打印回执"),
        (happened.Printed("receipt"), "printed", "回执已打好"),
        (happened.Failed("PrintReceipt", "receipt.paper_out", of="receipt"), "failed", "打印机没纸了"),
    ],
)
def test_paper_is_what_the_printer_said(event: happened.Event | None, state: str, title: str) -> None:
    visit = visits.done()
    view = result.view_of(walk(visit, event) if event is not None else visit, context("zh_CN"))
    assert (view.papers[0].state, view.papers[0].title) == (state, title)
    assert view.qr_strong is (state == "failed")
    assert (view.papers[0].retry != "") is (state == "failed")
    assert ("回执" in view.reminder) is (state != "failed")


def test_a_paper_that_cannot_be_mended_here_offers_no_second_try() -> None:
    visit = walk(visits.certificate(), happened.Failed("PrintDocument", "document.template", of="certificate"))
    assert result.view_of(visit, context("zh_CN")).papers[0].retry == ""


def test_an_instant_matter_is_done_only_with_its_document() -> None:
    printing = visits.certificate()
    assert result.view_of(printing, context("zh_CN")).title == "办好了，证明正在打印"
    out = walk(printing, happened.Printed("certificate"))
    assert result.view_of(out, context("zh_CN")).title == "办好了，请取走证明"
    jammed = walk(printing, happened.Failed("PrintDocument", "printer.jam", of="certificate"))
    assert result.view_of(jammed, context("zh_CN")).title == "已经办好，证明还没打出来"
    offline = result.view_of(visits.certificate(online=False), context("zh_CN", online=False))
    assert "办好了" not in offline.title
    assert [paper.kind for paper in offline.papers] == ["receipt"]


def test_the_document_stands_before_the_receipt() -> None:
    assert [paper.kind for paper in result.view_of(visits.certificate(), context("zh_CN")).papers] == [
        "document",
        "receipt",
    ]


def test_the_reminder_names_only_what_is_there() -> None:
    done = walk(visits.done(), happened.Printed("receipt"))
    assert result.view_of(done, context("zh_CN")).reminder == "别忘了取走身份证、材料和回执"
    assert result.view_of(done, context("zh_CN", card_present=False)).reminder == "别忘了取走材料和回执"


@pytest.mark.parametrize(("score", "face"), [(1, 5), (3, 3), (5, 1)])
def test_the_best_score_is_the_happiest_face(score: int, face: int) -> None:
    visit = walk(visits.done(), happened.Rated(score))
    view = result.view_of(visit, context("zh_CN"))
    assert (view.face, view.rated) == (face, True)
    assert result.view_of(visits.done(), context("zh_CN")).face == 0


def test_unfiled_says_what_becomes_of_the_money() -> None:
    unpaid = walk(visits.at_form(CERTIFICATE), happened.PageAnswered({}, {}))
    ended = walk(unpaid, happened.Failed("FileCase", "filing.storage"))
    assert ended.ended is EndReason.NOT_FILED
    assert "没有扣费" in out_of_service.view_of(ended, context("zh_CN")).money
    paid = walk(visits.filing(), happened.Failed("FileCase", "filing.storage"))
    money = out_of_service.view_of(paid, context("zh_CN")).money
    assert "没有扣费" not in money
    assert "退回" in money


def test_a_receipt_is_called_a_receipt_in_english_too() -> None:
    receipt = result.view_of(visits.done(), context("en")).papers[-1]
    assert "eceipt" in receipt.title
