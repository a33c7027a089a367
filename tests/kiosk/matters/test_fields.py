import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from kiosk.matters.fields import (
    ADDRESS,
    CHOICE,
    DOOR_NUMBER,
    PHONE,
    REQUIRED,
    TOO_LONG,
    fault_of,
    faults,
    form_pages,
    is_phone,
    question_of,
    said,
    visible,
)
from kiosk.matters.model import FieldSpec, Matter, Saying, Text
from tests.kiosk.matters.samples import CERTIFICATE, REPLACEMENT, baseline

REGISTER = Path(__file__).parents[3] / "central" / "government" / "people.json"
TEXT = Text(zh="文", en="Text")
PREFILLED = {
    "name": "王建国",
    "id_number": "990101198403121219",
    "address": "云桥区北桥路1号",
    "photo": "已调用",
    "residence": "有效",
    "insurance_status": "正常参保",
    "phone": "13800136621",
}


def keys(page) -> tuple[list[str], list[str]]:
    return [spec.key for spec in page.rows], [spec.key for spec in page.questions]


def test_certificate_asks_nothing():
    (page,) = form_pages(baseline(CERTIFICATE), {})
    assert page.questions == ()
    assert len(page.rows) == 5


def test_replacement_has_one_question_and_the_address_on_its_own_page():
    matter = baseline(REPLACEMENT)
    first, second = form_pages(matter, PREFILLED)
    assert keys(first) == (list(PREFILLED), ["delivery"])
    assert keys(second) == ([], ["mail_address"])


def test_pick_up_needs_no_address():
    assert len(form_pages(baseline(REPLACEMENT), {**PREFILLED, "delivery": "pickup"})) == 1


def test_unknown_phone_is_asked_but_unknown_status_is_not():
    unknown = {key: value for key, value in PREFILLED.items() if key not in {"phone", "insurance_status"}}
    first, phone, address = form_pages(baseline(REPLACEMENT), unknown)
    assert "insurance_status" in keys(first)[0]
    assert (keys(phone)[1], keys(address)[1]) == (["phone"], ["mail_address"])


def test_pages_stay_in_place_when_answered():
    """The planted bug: dropping an answered phone page would make page 2 skip the address."""
    matter = baseline(REPLACEMENT)
    unknown = {key: value for key, value in PREFILLED.items() if key != "phone"}
    before = form_pages(matter, unknown)
    after = form_pages(matter, {**unknown, "phone": "13900000000", "mail_address": "x"}, {"phone", "mail_address"})
    assert [keys(page)[1] for page in before] == [keys(page)[1] for page in after]
    assert len(form_pages(matter, {**unknown, "phone": "13900000000"})) == 2


def test_hidden_field_is_not_visible():
    shown = visible(baseline(REPLACEMENT), {"delivery": "pickup"})
    assert "mail_address" not in {spec.key for spec in shown}


@pytest.mark.parametrize(
    ("key", "answer", "fault"),
    [
        ("delivery", "post", None),
        ("delivery", "pigeon", CHOICE),
        ("delivery", "", REQUIRED),
        ("mail_address", "   ", REQUIRED),
        ("mail_address", "路" * 101, TOO_LONG),
        ("mail_address", "路" * 100, None),
        ("mail_address", "北桥。", ADDRESS),
        ("mail_address", "北桥，，，，。。。", ADDRESS),
        ("mail_address", "北桥路2号6室", None),
        ("phone", "13800136621", None),
        ("phone", "12800136621", PHONE),
        ("phone", "1380013662", PHONE),
    ],
)
def test_answers_are_judged(key, answer, fault):
    assert fault_of(baseline(REPLACEMENT).field(key), answer) == fault


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("云桥区北桥街道", DOOR_NUMBER),
        ("Beiqiao Road, Yunqiao", DOOR_NUMBER),
        ("云桥区北桥路１００弄", None),
        ("云岭乡白石村三组", None),
        ("Baishi Village, Yunling", None),
        ("  ", None),
    ],
)
def test_an_address_without_a_number_is_asked_about(answer, asked):
    matter = baseline(REPLACEMENT)
    assert question_of(matter.field("mail_address"), answer) == asked
    assert question_of(matter.field("phone"), "云桥区北桥街道") is None


def test_page_with_its_default_untouched_is_fine_and_strange_keys_are_not():
    matter = baseline(REPLACEMENT)
    page = form_pages(matter, PREFILLED)[0]
    assert faults(matter, page, {}) == {}
    assert faults(matter, page, {"delivery": "fax", "bribe": "1"}) == {"delivery": CHOICE, "bribe": CHOICE}


def test_a_mobile_number_is_eleven_digits_beginning_with_one():
    assert is_phone("13800136621")


@pytest.mark.parametrize(
    "number",
    [
        "1380013662",
        "138001366211",
        "23800136621",
        "12800136621",
        "138 0013 6621",
        "+8613800136621",
        "021-62345678",
        "１３８００１３６６２１",
    ],
)
def test_anything_else_is_not(number):
    assert not is_phone(number)


RESIDENCE = FieldSpec(
    key="residence",
    label=Text(zh="居住登记", en="Residence"),
    source="government.residence",
    said=(
        Saying(zh="有效至 {year}年{month}月", en="Valid until {month}/{year}"),
        Saying(value="1", zh="男", en="Male"),
        Saying(zh="正常（参保）", en="Insured"),
    ),
)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("有效至 2027年2月", "有效至 2027年2月", "Valid until 2/2027"),
        ("1", "男", "Male"),
        ("正常（参保）", "正常（参保）", "Insured"),
        ("云桥区北桥路 1 号", "云桥区北桥路 1 号", "云桥区北桥路 1 号"),
        ("有效至 二〇二七年二月", "有效至 二〇二七年二月", "有效至 二〇二七年二月"),
        ("有效至 2027年2月，已挂失", "有效至 2027年2月，已挂失", "有效至 2027年2月，已挂失"),
    ],
)
def test_a_value_of_a_code_set_is_said_in_both_languages_and_anything_else_as_it_came(value, zh, en):
    assert (said(RESIDENCE, value, "zh_CN"), said(RESIDENCE, value, "en")) == (zh, en)


def test_a_sentence_takes_nothing_from_a_value_that_has_it_not():
    with pytest.raises(ValidationError, match="month"):
        Saying(zh="有效至 {year}年", en="Valid until {month}/{year}")


def test_every_value_the_platform_s_register_has_is_known_to_the_matter_that_shows_it():
    fields = {spec.key: spec for spec in baseline(REPLACEMENT).fields}
    for person in json.loads(REGISTER.read_text(encoding="utf-8"))["people"].values():
        shown = {key: person[key] for key in ("photo", "residence") if key in person}
        shown["insurance_status"] = person["insurance"]["status"]
        for key, value in shown.items():
            assert said(fields[key], value, "en").isascii(), value


@pytest.mark.parametrize(
    ("kind", "good", "bad", "fault"),
    [
        ("number", "12.5", "-3", "field.number"),
        ("number", "0", "１２", "field.number"),
        ("date", "2026-02-28", "2026-02-30", "field.date"),
        ("date", "2024-02-29", "20240229", "field.date"),
        ("id_number", "11010519491231002X", "110105194912310021", "field.id_number"),
        ("credit_code", "11370800MB28559184", "11370800MB28559185", "field.credit_code"),
    ],
)
def test_each_kind_knows_what_will_do(kind, good, bad, fault):
    spec = FieldSpec(key="x", label=TEXT, kind=kind, question=TEXT)
    assert fault_of(spec, good) is None
    assert fault_of(spec, bad) == fault


def test_a_page_of_its_own_asks_its_fields_together_under_its_heading():
    asked = [{"key": key, "label": TEXT, "question": TEXT} for key in ("a", "b", "c")]
    page = {"key": "p", "title": TEXT, "fields": ["c", "a", "hidden"]}
    hidden = {"key": "hidden", "label": TEXT, "question": TEXT, "visible_when": "values.a == 'x'"}
    raw = {**baseline(CERTIFICATE).model_dump(), "fields": [*asked, hidden], "pages": [page]}
    pages = form_pages(Matter.model_validate(raw), {})
    assert [[spec.key for spec in each.questions] for each in pages] == [[], ["c", "a"], ["b"]]
    assert [each.title for each in pages] == [None, TEXT, None]


def test_the_situation_shows_and_hides_fields():
    question = {
        "key": "lost",
        "question": TEXT,
        "answers": [{"key": "yes", "title": TEXT}, {"key": "no", "title": TEXT}],
    }
    asked = {"key": "where", "label": TEXT, "question": TEXT, "visible_when": "situation.lost == 'yes'"}
    raw = {**baseline(CERTIFICATE).model_dump(), "fields": [asked], "situations": [question]}
    matter = Matter.model_validate(raw)
    assert [spec.key for spec in visible(matter, {}, None, {"lost": "yes"})] == ["where"]
    assert visible(matter, {}) == ()
    assert len(form_pages(matter, {}, situation={"lost": "yes"})) == 2
