"""Every fault has its row, and every row speaks as DESIGN.md sections 6 and 7 ask."""

import json
import re
from pathlib import Path

import pytest

from devices.api.errors import DeviceFault
from kiosk.faults import FAULTS, Fault, Tone, fault
from kiosk.matters import fields

ROOT = Path(__file__).resolve().parents[2]
_FAMILIES = "|".join(sorted({code.split(".")[0] for code in FAULTS}))
_CODE = re.compile(rf'"(({_FAMILIES})\.[a-z_]+)"')
_ELSEWHERE = {
    "device.key",  # the kiosk's signing key, a file
    "device.missing",  # why a matter cannot be done now, a reason of the lobby
    "matter.toml",  # a file
    *(f"card.{name}" for name in ("number", "name", "sex", "birth", "address", "nationality")),  # sources of fields
}
_SCREEN_TEXT = "filing."  # the submitting screen has sentences of its own under this name
_FORBIDDEN = (
    "系统异常",
    "请稍后再试",
    "稍后再试",
    "操作超时",
    "非法输入",
    "提交成功",
    "受理成功",
    "办好了",
    "错误",
    "异常",
    "故障",
    "失败",
)
_JARGON = re.compile(r"\b(error|failure|invalid|exception|timeout|system)\b", re.IGNORECASE)
REPORTED = re.compile(r"报修|已经?通知|\breported\b|\b(been|was|were|are) (told|notified)\b", re.IGNORECASE)
"""Nobody is called when a device fails: see docs/adr/0014"""
CATALOGUES = sorted((ROOT / "ui" / "i18n").glob("*.json"))
ROWS = sorted(FAULTS.values(), key=lambda row: row.code)


def codes_in(text: str, *, screen: bool = False) -> set[str]:
    """What looks like a fault code in source text."""
    found = {match[0] for match in _CODE.findall(text)}
    return {code for code in found - _ELSEWHERE if code in FAULTS or not (screen and code.startswith(_SCREEN_TEXT))}


def sources() -> list[Path]:
    folders = ("kiosk", "ui", "devices/api", "devices/drivers")
    files = [file for folder in folders for kind in ("*.py", "*.qml") for file in (ROOT / folder).rglob(kind)]
    return [file for file in files if not file.name.startswith("lint_")]  # the lint's rules have names of their own


def test_every_code_that_is_used_anywhere_has_a_row():
    used = {
        code: file
        for file in sources()
        for code in codes_in(file.read_text(encoding="utf-8"), screen=file.is_relative_to(ROOT / "ui"))
    }
    assert len(used) >= len(FAULTS), "the search finds at least the table itself"
    assert {code: str(file) for code, file in used.items() if code not in FAULTS} == {}


@pytest.mark.parametrize("planted", ['Failed("ReadCard", "card.bent")', 'troubled(visit, "payment.too_much")'])
def test_a_code_without_a_row_would_be_found(planted):
    assert codes_in(planted) - set(FAULTS)


def test_every_fault_of_a_device_has_a_row():
    assert {each.value for each in DeviceFault} <= set(FAULTS)


def test_every_fault_of_the_form_has_a_row():
    assert {fields.REQUIRED, fields.TOO_LONG, fields.PHONE, fields.CHOICE} <= set(FAULTS)


def test_a_row_is_found_by_its_code_and_an_unknown_code_is_a_bug():
    assert all(fault(code).code == code for code in FAULTS)
    with pytest.raises(KeyError):
        fault("card.bent")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_what_happened_fits_in_a_headline(row: Fault):
    assert 0 < len(row.zh.headline) <= 16  # DESIGN.md section 7.1
    assert 0 < len(row.en.headline) <= 40
    assert not row.zh.headline.endswith(("。", "！", "."))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_both_languages_say_something_and_the_technician_knows_more(row: Fault):
    assert re.search(r"[\u4e00-\u9fff]", row.zh.headline + row.zh.advice)
    assert not re.search(r"[\u4e00-\u9fff]", row.en.headline + row.en.advice + row.hint)
    assert row.zh.advice
    assert row.en.advice
    assert row.hint
    assert row.words("zh_CN") is row.zh
    assert row.words("en") is row.en


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_nobody_is_told_in_the_words_of_a_machine(row: Fault):
    said = row.zh.headline + row.zh.advice
    assert [word for word in _FORBIDDEN if word in said] == []
    assert _JARGON.findall(row.en.headline + row.en.advice) == []
    assert row.code not in said


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_nobody_is_told_that_a_fault_was_reported(row: Fault):
    said = (row.zh.headline, row.zh.advice, row.en.headline, row.en.advice)
    assert [text for text in said if REPORTED.search(text)] == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.name)
def test_no_screen_says_that_something_was_reported(catalogue: Path):
    texts: dict[str, str] = json.loads(catalogue.read_text(encoding="utf-8"))
    assert texts
    assert {key: text for key, text in texts.items() if REPORTED.search(text)} == {}


@pytest.mark.parametrize(
    "planted",
    ["已经自动报修", "已报修", "已经通知工作人员", "已通知补纸", "Not your fault; reported", "Staff have been told"],
)
def test_a_report_that_nobody_makes_would_be_found(planted: str):
    assert REPORTED.search(planted)


def test_nobody_waits_for_a_beep():
    said = [text for row in ROWS for text in (row.zh.advice, row.en.advice)]
    said += [text for file in CATALOGUES for text in json.loads(file.read_text(encoding="utf-8")).values()]
    assert [text for text in said if "嘀" in text or "beep" in text.lower()] == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.code.startswith("payment.")], ids=lambda row: row.code)
def test_where_money_is_concerned_it_is_said_what_became_of_it(row: Fault):
    assert "没有扣钱" in row.zh.advice  # DESIGN.md section 7.3
    assert "Nothing was charged" in row.en.advice


def test_what_the_citizen_can_mend_is_gamboge():
    mendable = [row for row in ROWS if row.code.startswith(("field.", "page.", "material.", "signature."))]
    assert {row.tone for row in mendable} == {Tone.WARN}


def test_trying_again_is_not_offered_where_it_cannot_help():
    hopeless = {row.code for row in ROWS if not row.retry}
    assert {"card.expired", "card.kind_not_served", "matter.not_eligible", "document.template"} <= hopeless
    assert not {"card.unreadable", "payment.refused", "printer.paper_out", "page.blurred"} & hopeless
