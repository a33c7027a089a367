"""The form: what is known with where it came from, and the one question that is left."""

from dataclasses import dataclass
from typing import Literal

from kiosk.matters.fields import DOOR_NUMBER, MOBILE_DIGITS, FormPage, visible
from kiosk.matters.forms import FieldKind
from kiosk.matters.model import FieldSpec, Mask
from kiosk.matters.plan import Step, plan_of
from kiosk.visit.state import Source, Value, Visit
from kiosk.visit.steps.form import SITUATION, opened, pages, situations
from kiosk.visit.steps.identify import facts_of, texts_of
from ui.views.context import ViewContext
from ui.views.wording import Words

_ICONS = {"photo": "user-square", "phone": "phone", "insurance_status": "bank", "insured_unit": "buildings"}
"""Of government sources that have a picture of their own"""
_LONGEST = {"phone": MOBILE_DIGITS, "date": 8, "id_number": 18, "credit_code": 18}
"""Characters of what can be typed, where the kind says it"""
_PADS: dict[str, tuple[Literal["", "digits", "code"], str]] = {
    "phone": ("digits", ""),
    "date": ("digits", ""),
    "number": ("digits", "."),
    "id_number": ("digits", "X"),
    "credit_code": ("code", ""),
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One known value. `value` is what may be seen by anybody, `full` what is shown while the citizen holds the button."""

    key: str
    label: str
    value: str
    full: str
    source: str
    origin: Literal["card", "government", "later"]
    icon: str


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One answer of a choice."""

    key: str
    title: str
    text: str
    icon: str


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question. `shortcut_text` is put into the field, with no character typed, by the button `shortcut`.

    `pad` is the keyboard: ``digits`` with one key more (`extra`), ``code`` for capitals and digits, empty for words.
    """

    key: str
    kind: FieldKind
    label: str
    question: str
    pick: str
    help: str
    value: str
    typed: int
    max_length: int
    choices: tuple[FormChoice, ...]
    shortcut: str
    shortcut_text: str
    pad: Literal["", "digits", "code"] = ""
    extra: str = ""


@dataclass(frozen=True, slots=True)
class FormView:
    """One page. kind: "summary" (rows, and choices) · "choice" (one thing to choose) · "question" (one to type)."""

    kind: Literal["summary", "choice", "question"]
    page: int
    title: str
    text: str
    rows: tuple[FormRow, ...]
    missing: str
    """That a source could not be reached; empty when all could"""
    missing_text: str
    """Which data that is, and who fills it in"""
    masked: bool
    """Whether holding the button would show more"""
    questions: tuple[FormQuestion, ...]
    filled: str
    filled_text: str
    error_key: str
    error_title: str
    error_text: str
    asks: bool
    """Whether the error is a question: the same answer again is taken"""
    next: str


def view_of(visit: Visit, context: ViewContext) -> FormView:
    """The page the visit is on."""
    words = Words(context.language)
    found = pages(visit)
    page = found[visit.form_page]
    rows = tuple(_row(visit, spec, words) for spec in page.rows)
    questions = tuple(_question(visit, spec, words) for spec in page.questions)
    first = len(situations(visit))
    summary = visit.form_page == first
    # What an answer brings with it (the address, once it is to be posted) belongs to that question.
    left = sum(spec.visible_when == "true" for each in found[first:] for spec in each.questions)
    governed = any(value.source is Source.GOVERNMENT for value in visit.values.values())
    missing, missing_text = _missing(visit, words) if summary else ("", "")
    title, text = _titles(words, questions, summary=summary, left=left, governed=governed)
    if missing:
        title = words.text("form.title.missing")
    shown = visible(visit.matter, texts_of(visit), facts_of(visit), visit.situation)
    known = sum(1 for spec in shown if _is_known(visit, spec))
    error = visit.trouble
    error_title, error_text = _error(visit, questions, words)
    return FormView(
        kind="summary" if summary else "choice" if questions[0].choices else "question",
        page=visit.form_page,
        title=title,
        text=text,
        rows=rows,
        missing=missing,
        missing_text=missing_text,
        masked=any(row.value != row.full for row in rows),
        questions=questions,
        filled=words.text("form.nothing") if left == 0 else words.text("form.filled", count=known) if known else "",
        filled_text=words.text("form.nothing_text" if left == 0 else "form.filled_text"),
        error_key=error.of if error is not None else "",
        error_title=error_title,
        error_text=error_text,
        asks=error is not None and error.fault == DOOR_NUMBER,
        next=words.text("form.chosen")
        if visit.form_page < first
        else _next(visit, words, last=visit.form_page + 1 == len(found), page=page, online=context.online),
    )


def _error(visit: Visit, questions: tuple[FormQuestion, ...], words: Words) -> tuple[str, str]:
    """What is wrong and what to do; where there is something to choose, nobody is told to fill in."""
    error = visit.trouble
    if error is None:
        return "", ""
    if error.fault == "field.required" and any(each.key == error.of and each.choices for each in questions):
        return words.text("form.unchosen"), words.text("form.unchosen_text")
    said = words.fault(error.fault)[1]
    return said.headline, said.advice


def _titles(
    words: Words, questions: tuple[FormQuestion, ...], *, summary: bool, left: int, governed: bool
) -> tuple[str, str]:
    if not summary:
        return questions[0].question, questions[0].help if questions[0].choices else ""
    text = words.text("form.text" if governed else "form.text_card")
    if left == 0:
        return words.text("form.title.none"), text
    return words.text("form.title.left", count=left), text


def _missing(visit: Visit, words: Words) -> tuple[str, str]:
    """What could not be fetched, and that nothing is held up by it."""
    shown = visible(visit.matter, texts_of(visit), facts_of(visit), visit.situation)
    lost = [
        spec for spec in shown if spec.key in visit.unavailable and not spec.editable
    ]  # those are asked in any case
    if not lost:
        return "", ""
    mine = [words.of(spec.label) for spec in lost if spec.key in opened(visit)]
    theirs = [words.of(spec.label) for spec in lost if spec.key not in opened(visit)]
    said = [
        *([words.text("form.missing.mine", labels=words.listed(mine))] if mine else []),
        *([words.text("form.missing.theirs", labels=words.listed(theirs))] if theirs else []),
        words.text("form.missing.goes_on"),
    ]
    return words.text("form.missing", count=len(lost)), "".join(said)


def _next(visit: Visit, words: Words, *, last: bool, page: FormPage, online: bool) -> str:
    """The button says what comes of it: with nothing between form and filing, it is the submission itself."""
    # By the whole matter: what is chosen on this page may still bring a paper or a fee.
    plan = plan_of(visit.matter)
    files = last and plan[plan.index(Step.FORM) + 1] is Step.FILING
    if files and visit.matter.documents:
        return words.text("form.next.print" if online else "form.next.apply")
    if files:
        return words.text("form.next.submit")
    if page.rows or not page.questions:
        return words.text("form.next")
    return words.text("form.chosen" if page.questions[0].choices else "form.done")


def _is_known(visit: Visit, spec: FieldSpec) -> bool:
    value = visit.values.get(spec.key)
    return value is not None and bool(value.text) and value.source is not Source.CITIZEN


def _row(visit: Visit, spec: FieldSpec, words: Words) -> FormRow:
    value = visit.values.get(spec.key)
    label = words.of(spec.label)
    if value is None or not value.text:
        silent = spec.key in visit.unavailable
        later = words.text("form.unavailable" if silent else "form.later" if spec.required else "form.none")
        return FormRow(spec.key, label, later, later, "", "later", "")
    veiled = words.veiled(spec, value.text)
    card = value.source is Source.CARD
    icon = "identification-card" if card else _ICONS.get(spec.key, "shield-check")
    origin: Literal["card", "government"] = "card" if card else "government"
    return FormRow(spec.key, label, veiled, words.value(spec, value.text), _source(value, words), origin, icon)


def _source(value: Value, words: Words) -> str:
    if value.source is Source.CARD:
        return words.text("form.source.card")
    office = value.office[1 if words.english else 0]
    return office or words.text("form.source.government")


def _question(visit: Visit, spec: FieldSpec, words: Words) -> FormQuestion:
    value = visit.values.get(spec.key)
    choices = tuple(
        FormChoice(choice.key, words.of(choice.title), words.of(choice.line) if choice.line else "", choice.icon)
        for choice in spec.choices
    )
    other = visit.values.get(spec.shortcut) if spec.shortcut is not None else None
    label = words.of(visit.matter.field(spec.shortcut).label) if spec.shortcut is not None else ""
    pad, extra = _PADS.get(spec.kind, ("", ""))
    if spec.kind == "number" and spec.mask is Mask.ID_NUMBER:
        extra = ""  # an account's number has no point
    answered = visit.situation.get(spec.key.removeprefix(SITUATION)) if spec.key.startswith(SITUATION) else None
    kept = answered or (value.text if value is not None else spec.default or "")
    return FormQuestion(
        key=spec.key,
        kind=spec.kind,
        label=words.of(spec.label),
        question=words.of(spec.question) if spec.question is not None else words.of(spec.label),
        pick=words.text("form.pick", count=len(choices)) if choices else "",
        help=_help(visit, spec, words),
        value=kept.replace("-", "") if spec.kind == "date" else kept,
        typed=value.typed if value is not None else 0,
        max_length=min(spec.max_length, _LONGEST.get(spec.kind, spec.max_length)),
        choices=choices,
        shortcut=words.text("form.shortcut", label=words.inside(label)) if other is not None and other.text else "",
        shortcut_text=other.text if other is not None else "",
        pad=pad,
        extra=extra,
    )


def _help(visit: Visit, spec: FieldSpec, words: Words) -> str:
    value = visit.values.get(spec.key)
    if spec.key in opened(visit):
        return words.text("form.unavailable_help", help=words.of(spec.help) if spec.help is not None else "").strip()
    if spec.editable and value is not None and value.source is not Source.CITIZEN:
        return words.text("form.known_help", office=_source(value, words))
    if spec.help is not None:
        return words.of(spec.help)
    return words.text("form.date_help") if spec.kind == "date" else ""
