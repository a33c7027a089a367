"""The last look before the signature: everything that will be handed in."""

from dataclasses import dataclass
from typing import Literal

from kiosk.matters.composing import ALSO
from kiosk.matters.deadline import deadline
from kiosk.matters.fields import visible
from kiosk.matters.masks import masked_id_number, masked_name, masked_phone
from kiosk.matters.model import FieldSpec, MaterialSpec
from kiosk.visit.state import MaterialState, Source, Visit
from kiosk.visit.steps.form import situations
from kiosk.visit.steps.identify import facts_of, texts_of
from ui.views.context import ViewContext
from ui.views.materials import thumbnails
from ui.views.members import names_of
from ui.views.wording import Words, side_by_side, spaced


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One card. `full_*` is shown while the citizen holds the button; `edit` names the step that changes it, or nothing."""

    key: str
    icon: str
    tone: Literal["info", "ok", "warn"]
    label: str
    value: str
    full_value: str
    text: str
    full_text: str
    edit: Literal["", "form", "materials"]
    mark: str
    """What stands where 修改 would: 已核验"""
    thumbs: tuple[str, ...] = ()
    chip: str = ""
    chip_tone: Literal["ok", "warn", "info"] = "ok"


@dataclass(frozen=True, slots=True)
class ReviewView:
    """All cards; at most six."""

    title: str
    text: str
    cards: tuple[ReviewCard, ...]
    masked: bool
    next: str
    next_icon: str = "pen-nib"


def view_of(visit: Visit, context: ViewContext) -> ReviewView:
    """Applicant, answers, materials, fee."""
    words = Words(context.language)
    cards = [_applicant(visit, words), *_members(visit, words), *_situation(visit, words), *_answers(visit, words)]
    if visit.selected.materials:
        cards.append(_materials(visit, context, words))
    if visit.selected.fee is not None:
        cards.append(_fee(visit, words))
    return ReviewView(
        title=words.text("review.title"),
        text=words.text("review.text"),
        cards=tuple(cards),
        masked=any((card.value, card.text) != (card.full_value, card.full_text) for card in cards),
        next=words.text("review.next"),
    )


def _applicant(visit: Visit, words: Words) -> ReviewCard:
    holder = visit.holder
    if holder is None:
        raise ValueError("nobody reviews before a card was read")
    phone = visit.values.get("phone")
    known = phone is not None and phone.source is not Source.CITIZEN and bool(phone.text)
    open_number = phone.text if phone is not None and known else ""
    veiled = [spaced(masked_id_number(holder.number)), spaced(masked_phone(open_number))]
    full = [holder.number, open_number]
    return ReviewCard(
        key="applicant",
        icon="user",
        tone="info",
        label=words.text("review.applicant"),
        value=masked_name(holder.name),
        full_value=holder.name,
        text=side_by_side(part for part in veiled if part),
        full_text=side_by_side(part for part in full if part),
        edit="",
        mark=words.text("review.checked"),
    )


def _members(visit: Visit, words: Words) -> list[ReviewCard]:
    """What is applied for at once."""
    names = names_of(visit, words)
    if not names:
        return []
    listed = side_by_side(names)
    return [
        ReviewCard(
            key="members",
            icon="squares-four",
            tone="info",
            label=words.text("review.members", count=len(names)),
            value=listed,
            full_value=listed,
            text="",
            full_text="",
            edit="",
            mark="",
        )
    ]


def _situation(visit: Visit, words: Words) -> list[ReviewCard]:
    """The answers of the 情形问答 on one card: they decide what is asked for."""
    chosen = [
        answer
        for question in situations(visit)
        if not question.key.startswith(ALSO)
        for answer in question.answers
        if answer.key == visit.situation.get(question.key)
    ]
    if not chosen:
        return []
    value = side_by_side(words.of(answer.title) for answer in chosen)
    return [
        ReviewCard(
            key="situation",
            icon=chosen[0].icon or "list-bullets",
            tone="info",
            label=words.text("review.situation"),
            value=value,
            full_value=value,
            text="",
            full_text="",
            edit="form",
            mark="",
        )
    ]


def _answers(visit: Visit, words: Words) -> list[ReviewCard]:
    """What the citizen chose or typed. An address stands on the card of the choice that asked for it, where there is one."""
    asked = [
        spec
        for spec in visible(visit.matter, texts_of(visit), facts_of(visit), visit.situation)
        if (value := visit.values.get(spec.key)) is not None and value.source is Source.CITIZEN and value.text
    ]
    return [_answer(visit, spec, words) for spec in asked]


def _answer(visit: Visit, spec: FieldSpec, words: Words) -> ReviewCard:
    text = visit.values[spec.key].text
    choice = next((choice for choice in spec.choices if choice.key == text), None)
    if choice is not None:
        line = words.of(choice.line) if choice.line is not None else ""
        shown = full = words.of(choice.title)
        icon = choice.icon or "list-bullets"
    else:
        line, shown, full = "", words.veiled(spec, text), words.value(spec, text)
        icon = {"address": "map-pin", "phone": "phone"}.get(spec.kind, "note-pencil")
    return ReviewCard(
        key=spec.key,
        icon=icon,
        tone="info",
        label=words.of(spec.label),
        value=shown,
        full_value=full,
        text=line,
        full_text=line,
        edit="form",
        mark="",
    )


def _materials(visit: Visit, context: ViewContext, words: Words) -> ReviewCard:
    selected = visit.selected
    scanned = selected.scanned
    states = {spec.key: visit.materials.get(spec.key, MaterialState()) for spec in scanned}
    free = len(selected.materials) - len(scanned)
    pages = sum(len(state.pages) for state in states.values())
    taken = sum(1 for state in states.values() if state.pages)
    owed = [spec for spec in scanned if states[spec.key].deferred]
    parts = []
    if free:
        parts.append(words.text("review.free", count=free))
    if taken:
        parts.append(words.text("review.scanned", count=taken, pages=pages))
    if owed:
        parts.append(words.text("review.owed", count=len(owed)))
    promises = [spec for spec in scanned if states[spec.key].promised]
    if promises:
        parts.append(words.text("review.promised", count=len(promises)))
    value = words.text("review.comma").join(parts)
    names = side_by_side(words.of(spec.title) for spec in (scanned or selected.materials))
    return ReviewCard(
        key="materials",
        icon="file-text",
        tone="warn" if owed else "info",
        label=words.text("review.materials", count=len(selected.materials)),
        value=value,
        full_value=value,
        text=names,
        full_text=names,
        edit="materials" if scanned else "",
        mark="" if scanned else words.text("review.checked"),
        thumbs=tuple(url for key, state in states.items() for url in thumbnails(key, state))[:2],
        chip=_materials_chip(owed, context, words)
        or (words.text("review.promised_chip") if promises else words.text("review.clear") if taken else ""),
        chip_tone="warn" if owed else "info" if promises else "ok",
    )


def _materials_chip(owed: list[MaterialSpec], context: ViewContext, words: Words) -> str:
    """By when the first of what is owed has to be there."""
    days = min((spec.deferrable_days for spec in owed if spec.deferrable_days is not None), default=None)
    if days is None:
        return ""
    until = deadline(context.now, days, context.calendar)
    return words.text("review.owed_chip", day=words.day(until.date))


def _fee(visit: Visit, words: Words) -> ReviewCard:
    fee = visit.selected.fee
    if fee is None:
        raise ValueError("this matter costs nothing")
    value = words.price(fee.amount_fen)
    text = words.of(fee.name)
    return ReviewCard(
        key="fee",
        icon="receipt",
        tone="ok",
        label=words.text("review.fee"),
        value=value,
        full_value=value,
        text=text,
        full_text=text,
        edit="",
        mark="",
        chip=words.text("review.pay_next"),
        chip_tone="info",
    )
