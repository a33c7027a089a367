"""The form of a matter: what is shown as already known, what is asked and on which page, and whether an answer will do."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kiosk.matters.model import FieldSpec, Matter
from kiosk.matters.rules import HolderFacts, holds

REQUIRED = "field.required"
TOO_LONG = "field.too_long"
PHONE = "field.phone"
CHOICE = "field.choice"

MOBILE_DIGITS = 11

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of the form. The first shows `rows` and asks the choices; every further page asks one typed question."""

    rows: tuple[FieldSpec, ...] = ()
    """Fields that come from card or government. One without a value yet is looked up by the platform after acceptance"""
    questions: tuple[FieldSpec, ...] = ()


def complete(matter: Matter, values: Mapping[str, str]) -> dict[str, str]:
    """`values` with every field of the matter: its default, or empty, where nothing is known."""
    return {spec.key: values.get(spec.key, spec.default or "") for spec in matter.fields}


def visible(matter: Matter, values: Mapping[str, str], holder: HolderFacts | None = None) -> tuple[FieldSpec, ...]:
    """The fields that exist for these values, in order. Raises `RuleError` for a rule that lint would have refused."""
    filled = complete(matter, values)
    return tuple(spec for spec in matter.fields if holds(spec.visible_when, filled, holder))


def form_pages(
    matter: Matter,
    values: Mapping[str, str],
    answered: Collection[str] = (),
    holder: HolderFacts | None = None,
) -> tuple[FormPage, ...]:
    """The pages of the form, always at least one.

    `answered` are the keys whose value the citizen gave; such a question keeps its page, so a page number stays right
    while the citizen walks forth and back.
    """
    shown = visible(matter, values, holder)
    rows = tuple(spec for spec in shown if not _is_asked(spec, values, answered))
    choices = tuple(spec for spec in shown if spec.kind == "choice" and spec not in rows)
    typed = tuple(spec for spec in shown if spec.kind != "choice" and spec not in rows)
    return (FormPage(rows, choices), *(FormPage(questions=(spec,)) for spec in typed))


def faults(matter: Matter, page: FormPage, answers: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the answers to `page`, by field key; empty when they will do."""
    found = {spec.key: fault_of(spec, answers.get(spec.key, spec.default or "")) for spec in page.questions}
    found |= {key: CHOICE for key in answers if key not in {spec.key for spec in matter.fields}}
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
    if spec.kind == "phone" and not is_phone(text):
        return PHONE
    return None


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


def _is_asked(spec: FieldSpec, values: Mapping[str, str], answered: Collection[str]) -> bool:
    """A field is asked when nothing else can supply it and there is a question for it."""
    if spec.source is None or spec.key in answered:
        return True
    return not values.get(spec.key) and spec.question is not None and spec.required
