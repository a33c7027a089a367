"""The form of a matter: what is shown as already known, what is asked and on which page, and whether an answer will do."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.matters.delivery import WAY, chosen_way, delivery_fields
from kiosk.matters.identifiers import is_credit_code, is_id_number
from kiosk.matters.model import FieldSpec, Matter, Text
from kiosk.matters.rules import HolderFacts, RuleError, holds

REQUIRED = "field.required"
TOO_LONG = "field.too_long"
PHONE = "field.phone"
CHOICE = "field.choice"
NUMBER = "field.number"
DATE = "field.date"
ID_NUMBER = "field.id_number"
CREDIT_CODE = "field.credit_code"
ADDRESS = "field.too_short"
DOOR_NUMBER = "field.door_number"
"""A question, no fault: there are villages whose houses have no number"""

MOBILE_DIGITS = 11
SHORTEST_ADDRESS = 6
"""Characters, letters and digits: nothing shorter finds a door"""

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_DOOR = re.compile(r"\d|[号號村组組楼樓室栋棟幢座弄巷队隊屯寨]|\b(?:village|room|building|house)\b", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of the form. The first shows `rows` and asks the choices; every further page asks one typed question.

    A page that the matter lists itself has a `title`, and asks its own questions together.
    """

    rows: tuple[FieldSpec, ...] = ()
    """Fields that come from card or government. One without a value yet is looked up by the platform after acceptance"""
    questions: tuple[FieldSpec, ...] = ()
    title: Text | None = None


def complete(matter: Matter, values: Mapping[str, str]) -> dict[str, str]:
    """`values` with every field of the matter: its default, or empty, where nothing is known."""
    return {spec.key: values.get(spec.key, spec.default or "") for spec in matter.form}


def visible(
    matter: Matter,
    values: Mapping[str, str],
    holder: HolderFacts | None = None,
    answers: Mapping[str, str] | None = None,
) -> tuple[FieldSpec, ...]:
    """The fields that exist for these values, in order. Raises `RuleError` for a rule that lint would have refused.

    `answers` are those of the 情形问答; an unknown one reads as empty.
    """
    filled = complete(matter, values)
    situation = dict.fromkeys((question.key for question in matter.situations), "") | dict(answers or {})
    ways = [way for way in matter.deliveries if _is_open(way.when, filled, holder, situation)]
    way = chosen_way(ways, filled)
    if way is not None and not values.get(WAY) and not any(spec.key == WAY for spec in matter.fields):
        filled[WAY] = way.key
    form = (*matter.fields, *delivery_fields(matter.fields, ways, matter.delivery_question))
    return tuple(spec for spec in form if holds(spec.visible_when, filled, holder, situation))


def form_pages(
    matter: Matter,
    values: Mapping[str, str],
    answered: Collection[str] = (),
    holder: HolderFacts | None = None,
    situation: Mapping[str, str] | None = None,
) -> tuple[FormPage, ...]:
    """The pages of the form, always at least one.

    `answered` are the keys whose value the citizen gave; such a question keeps its page, so a page number stays right
    while the citizen walks forth and back. `situation` are the answers of the 情形问答.
    """
    shown = visible(matter, values, holder, situation)
    rows = tuple(spec for spec in shown if not _is_asked(spec, values, answered))
    asked = {spec.key: spec for spec in shown if spec not in rows}
    named = tuple(
        FormPage(questions=tuple(asked.pop(key) for key in page.fields if key in asked), title=page.title)
        for page in matter.pages
    )
    choices = tuple(spec for spec in asked.values() if spec.kind == "choice")
    typed = tuple(FormPage(questions=(spec,)) for spec in asked.values() if spec.kind != "choice")
    return (FormPage(rows, choices), *(page for page in named if page.questions), *typed)


def faults(matter: Matter, page: FormPage, answers: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the answers to `page`, by field key; empty when they will do."""
    found = {spec.key: fault_of(spec, answers.get(spec.key, spec.default or "")) for spec in page.questions}
    found |= {key: CHOICE for key in answers if key not in {spec.key for spec in matter.form}}
    return {key: fault for key, fault in found.items() if fault is not None}


def fault_of(spec: FieldSpec, answer: str) -> str | None:
    """What is wrong with one answer, or ``None``."""
    text = answer.strip()
    if not text:
        return REQUIRED if spec.required else None
    if spec.kind == "choice":
        return None if text in {choice.key for choice in spec.choices} else CHOICE
    if len(text) > spec.max_length:
        return TOO_LONG
    fault, fits = _KINDS.get(spec.kind, ("", _anything))
    return None if fits(text) else fault


def question_of(spec: FieldSpec, answer: str) -> str | None:
    """What is asked back about an answer that will do: whether an address lacks its number. Given once more, it is meant."""
    return DOOR_NUMBER if spec.kind == "address" and answer.strip() and _DOOR.search(answer) is None else None


def said(spec: FieldSpec, value: str, language: str) -> str:
    """`value` as it is said in `language`, where the matter knows it; names and addresses stay as they are."""
    for saying in spec.said:
        found = _pattern(saying.value or saying.zh).fullmatch(value)
        if found is not None:
            return saying.get(language).format(**found.groupdict())
    return value


def _pattern(value: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{([a-z_]+)\\\}", r"(?P<\1>[0-9]+)", re.escape(value)))


def is_phone(text: str) -> bool:
    """A mobile number of the mainland as it is asked for: 11 digits, beginning with 1."""
    return _MOBILE.fullmatch(text) is not None


def _is_address(text: str) -> bool:
    return sum(map(str.isalnum, text)) >= SHORTEST_ADDRESS


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _anything(_text: str) -> bool:
    return True


_KINDS = {
    "address": (ADDRESS, _is_address),
    "phone": (PHONE, is_phone),
    "number": (NUMBER, _is_number),
    "date": (DATE, _is_date),
    "id_number": (ID_NUMBER, is_id_number),
    "credit_code": (CREDIT_CODE, is_credit_code),
}


def _is_open(rule: str, values: Mapping[str, str], holder: HolderFacts | None, situation: Mapping[str, str]) -> bool:
    """Whether a way is open; one that asks who somebody is, is open to whom nobody knows yet."""
    try:
        return holds(rule, values, holder, situation)
    except RuleError:
        if holder is None:
            return True
        raise


def _is_asked(spec: FieldSpec, values: Mapping[str, str], answered: Collection[str]) -> bool:
    """A field is asked when nothing else can supply it and there is a question for it."""
    if spec.source is None or spec.editable or spec.key in answered:
        return True
    return not values.get(spec.key) and spec.question is not None and spec.required
