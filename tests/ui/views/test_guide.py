"""The guide of a matter: whether it can be done now is said before anything is asked for."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.matters import availability as answers
from kiosk.matters.availability import Availability, Level, Situation, availability
from kiosk.matters.model import Matter
from tests.kiosk.matters.test_availability import ALL
from tests.kiosk.matters.whole import text, whole
from tests.kiosk.visit.people import CARD_REPLACEMENT, CERTIFICATE, matter
from tests.kiosk.visit.situated import SITUATED
from ui.i18n import LANGUAGES, catalogue
from ui.views.guide import GuideView, PaperState, guide_view

PASSPORT = matter("passport-issue")
FINE = Availability(Level.CAN_FINISH)


def guide(of: Matter, can: Availability = FINE, language: str = "zh_CN", *, can_print: bool = True) -> GuideView:
    return guide_view(of, can, language, can_print=can_print)


def test_the_promised_matter_says_time_term_fee_and_papers():
    shown = guide(CARD_REPLACEMENT)
    assert (shown.title, shown.verdict, shown.reason, shown.can_start) == ("社会保障卡补领", "finish", "", True)
    time, term, fee, papers = shown.facts
    assert (time.value, time.note) == ("约 8 分钟", "6 步")
    assert (term.value, term.note) == (
        f"{CARD_REPLACEMENT.promised_days} 个工作日",
        f"法定 {CARD_REPLACEMENT.statutory_days} 个工作日",
    )
    assert fee.value == "20 元"
    assert (papers.value, papers.note) == ("拍 1 份", "其余 3 份免提交")
    assert [step.icon for step in shown.steps] == [
        "identification-card",
        "list-bullets",
        "camera",
        "pen-nib",
        "qr-code",
        "receipt",
    ]
    assert [material.tag for material in shown.materials].count("scan") == 1


def test_the_instant_matter_costs_nothing_and_asks_for_nothing():
    shown = guide(CERTIFICATE, language="en")
    assert shown.facts[1].value == catalogue("en")["guide.fact.instant"]
    assert shown.facts[2].value == catalogue("en")["guide.fact.free"]
    assert shown.facts[3].value == catalogue("en")["guide.fact.nothing"]
    assert {material.tag for material in shown.materials} <= {"free", "card"}
    assert all(line.text for line in shown.who)


def test_a_matter_that_is_only_accepted_today_is_not_called_done_at_once():
    shown = guide(CERTIFICATE, Availability(Level.CAN_ACCEPT, ("document_printer.down",)))
    assert (shown.facts[1].value, shown.facts[1].note) == ("今天先收下", "结果稍后给您")


def test_there_is_no_rest_where_nothing_is_to_be_brought():
    papers = guide(CERTIFICATE).facts[3]
    assert (papers.value, papers.note) == ("不用带", "2 份免提交")


def test_a_fee_with_odd_fen_shows_them():
    assert CARD_REPLACEMENT.fee is not None
    odd = CARD_REPLACEMENT.model_copy(update={"fee": CARD_REPLACEMENT.fee.model_copy(update={"amount_fen": 1250})})
    assert guide(odd).facts[2].value == "12.50 元"


def test_what_is_done_at_a_counter_says_where_and_when():
    can = availability(PASSPORT, Situation(ALL, online=True))
    shown = guide(PASSPORT, can)
    assert PASSPORT.counter is not None
    assert PASSPORT.counter.place.zh in shown.reason
    assert PASSPORT.counter.hours.zh in shown.reason
    assert (shown.verdict, shown.can_start) == ("not", False)
    assert shown.subtitle.endswith("到窗口办")


def test_what_can_only_be_accepted_says_why_where_everybody_looks():
    shown = guide(CARD_REPLACEMENT, availability(CARD_REPLACEMENT, Situation(ALL, online=False)))
    assert (shown.verdict, shown.can_start) == ("accept", True)
    assert shown.subtitle == shown.reason == catalogue("zh_CN")["reason.network.down"]


def reasons() -> set[str]:
    """Every reason the code can give: what its docstring promises, and what it is seen to build."""
    assert answers.availability.__doc__ is not None
    promised = set(re.findall(r"``([a-z_]+\.[a-z]+)``", answers.availability.__doc__))
    roles = [answers.ID_CARD_READER, answers.RECEIPT_PRINTER, answers.DOCUMENT_PRINTER]
    roles += [answers.DOCUMENT_CAMERA, answers.SCAN_TO_PAY]
    source = Path(answers.__file__).read_text(encoding="utf-8")
    literal = set(re.findall(r'"([a-z_]+\.[a-z]+)"', source))
    return promised | literal | {f"{role}.down" for role in roles}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_sentence(language):
    spoken_by_the_counter = {"counter.only"}
    assert {f"reason.{code}" for code in reasons() - spoken_by_the_counter} <= set(catalogue(language))


def test_the_scan_for_reasons_sees_them():
    assert {"network.down", "counter.only", "document_camera.down"} <= reasons()


@pytest.mark.parametrize("code", sorted(reasons() - {"counter.only"}))
@pytest.mark.parametrize("level", [Level.CAN_ACCEPT, Level.NOT_NOW])
def test_the_weightiest_reason_is_said(code, level):
    shown = guide(CARD_REPLACEMENT, Availability(level, (code, "receipt_printer.down")))
    assert shown.reason == catalogue("zh_CN")[f"reason.{code}"].format(hours="")
    assert shown.can_start is (level is Level.CAN_ACCEPT)
    assert shown.verdict == ("accept" if level is Level.CAN_ACCEPT else "not")


def test_a_matter_that_can_be_finished_gives_no_reason_for_a_receipt_on_the_phone():
    assert guide(CERTIFICATE, Availability(Level.CAN_FINISH, ("receipt_printer.down",))).reason == ""


def test_it_is_printed_only_where_paper_comes_out():
    assert guide(CERTIFICATE, can_print=True).can_print
    assert not guide(CERTIFICATE, can_print=False).can_print


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_matter_has_a_whole_guide(language):
    for of in (CARD_REPLACEMENT, CERTIFICATE):
        shown = guide(of, language=language)
        assert len(shown.facts) == 4
        assert all(fact.label and fact.value for fact in shown.facts)
        assert shown.counter is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_counters_matter_only_what_is_known_is_said(language):
    for code in ("birth-registration", "pension-transfer", "residence-permit-endorsement", "passport-issue"):
        of = matter(code)
        shown = guide(of, language=language)
        assert of.counter is not None
        assert shown.counter is not None
        assert (shown.counter.place, shown.counter.hours) == (
            of.counter.place.get(language),
            of.counter.hours.get(language),
        )
        assert [paper.title for paper in shown.counter.bring] == [paper.get(language) for paper in of.counter.bring]
        assert shown.counter.bring
        assert (shown.facts, shown.materials, shown.steps) == ((), (), ())


def test_the_paper_is_told_from_pressing_the_button_until_it_lies_there() -> None:
    def shown(phase: str, fault: str = "") -> tuple[str, str, bool]:
        paper = PaperState(phase, fault)  # type: ignore[arg-type]  # a phase of the test
        view = guide_view(CERTIFICATE, FINE, "zh_CN", can_print=True, paper=paper)
        return view.print_label, view.paper_text, view.printing

    assert shown("") == ("打印指南", "", False)
    assert shown("printing") == ("正在打印", "正在打印办事指南，约 5 秒", True)
    assert shown("printed") == ("再打一份", "指南打好了，在屏幕左下方取纸", False)
    label, text, printing = shown("failed", "receipt.paper_out")
    assert (label, printing) == ("再打一次", False)
    assert "没纸" in text


def test_the_card_itself_is_not_said_to_be_without_need() -> None:
    tags = {material.title: material.tag for material in guide(CARD_REPLACEMENT, language="en").materials}
    assert tags["ID card"] == "card"
    assert tags["ID photo"] == "free"


def test_what_a_case_may_add_is_said_as_such():
    shown = guide(SITUATED)
    _, _, fee, papers = shown.facts
    assert (fee.value, fee.note) == ("看情形", "最多 140 元")
    assert (papers.value, papers.note) == ("看情形", "最多拍 2 份")
    assert [material.tag for material in shown.materials] == ["free", "case", "case"]
    assert "qr-code" in [step.icon for step in shown.steps]


@pytest.mark.parametrize(
    ("changes", "value", "note"),
    [
        ({"mode": "automatic", "handling": "instant", "promised": None, "statutory": None}, "秒批", "系统按规则批"),
        ({"mode": "unasked", "promised": None, "handling": "instant"}, "免申即享", "确认就能享受"),
        ({"promised": {"count": 2, "unit": "months"}}, "2 个月", "法定 20 个工作日"),
    ],
)
def test_how_it_is_decided_is_said(changes, value, note):
    rules = [{"key": "age", "rule": "holder.age >= 18", "reason": text("未满 18 岁", "Under 18")}]
    deciding = {"automatic": {"rules": rules, "approval": text("符合", "Fits")}} if "秒批" in value else {}
    term = guide(Matter.model_validate({**whole(), **changes, **deciding})).facts[1]
    assert (term.value, term.note) == (value, note)


def test_outside_its_hours_a_matter_says_them():
    night = Situation(ALL, online=True, now=datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    shut = Matter.model_validate({**whole(), "opening": [{"opens": "08:00", "closes": "20:00"}], "deliveries": []})
    shown = guide(shut, availability(shut, night))
    assert (shown.can_start, shown.reason) == (False, "现在不是办理时间。办理时间：每天 08:00–20:00")
    english = guide(shut, availability(shut, night), "en")
    assert english.reason == "Not at this hour. Hours: daily 08:00–20:00"


@pytest.mark.parametrize(
    ("fees", "value", "note"),
    [
        ([0], "20 元", "工本费，扫码付"),
        ([1200, 0], "20 元", "邮寄加 12 元"),
        ([1250, 2200, 0], "20 元", "邮寄加 12.50–22 元"),
        ([1200], "32 元", "含邮资 12 元"),
        ([1200, 2200], "看情形", "最多 42 元"),
    ],
)
def test_what_sending_costs_is_said_beside_the_fee(fees: list[int], value: str, note: str):
    [way, *_] = CARD_REPLACEMENT.deliveries
    ways = tuple(way.model_copy(update={"key": f"way_{number}", "fee_fen": fee}) for number, fee in enumerate(fees))
    dear = CARD_REPLACEMENT.model_copy(update={"deliveries": ways})
    assert (guide(dear).facts[2].value, guide(dear).facts[2].note) == (value, note)
    free = guide(dear.model_copy(update={"fee": None})).facts[2]
    assert ("元" in free.value + free.note) == any(fees), "a matter without a fee of its own says it too"
