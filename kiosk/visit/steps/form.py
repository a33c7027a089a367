"""The form: what the situation is, one summary page of what is known, with its choices, then one page for each question left."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from kiosk.matters.fields import CHOICE, REQUIRED, FormPage, faults, form_pages, question_of, visible
from kiosk.matters.model import Choice, FieldSpec
from kiosk.matters.plan import Step
from kiosk.matters.selection import questions, situation_of
from kiosk.matters.situations import SituationQuestion
from kiosk.visit.course import Outcome, onward, stay, troubled
from kiosk.visit.events import Event, PageAnswered
from kiosk.visit.state import Source, Trouble, Value, Visit
from kiosk.visit.steps.identify import facts_of, texts_of, unfit

SITUATION = "situation."
"""Before the key of a question of the 情形问答, which may be the key of a field as well"""
_ROOM, _NOTE, _ASKED, _ANSWER, _MOST_ANSWERS = 12.5, 2.4, 1.3, 2.1, 3
"""What the summary has room for, a note, a question and an answer in rows of known values; large type shows three answers
at once"""
_EIGHT_DIGITS = re.compile(r"\d{8}", re.ASCII)


def handle(visit: Visit, event: Event) -> Outcome:
    """A confirmed page is checked whole; the first wrong field is said, and what was typed is kept."""
    match event:
        case PageAnswered() if visit.form_page < len(asked := situations(visit)):
            return _situated(visit, asked[visit.form_page], event)
        case PageAnswered() if not any(key.startswith(SITUATION) for key in event.answers):
            return _answered(visit, event)
        case _:
            return stay(visit)


def situations(visit: Visit) -> tuple[SituationQuestion, ...]:
    """The questions of the 情形问答 that this citizen is asked; the first pages of the form."""
    return questions(visit.matter, visit.situation, facts_of(visit))


def pages(visit: Visit) -> tuple[FormPage, ...]:
    """The pages of this visit's form; `visit.form_page` counts them. But for the summary, each asks one question."""
    answered = {key for key, value in visit.values.items() if value.source is Source.CITIZEN} | {*opened(visit)}
    first, *others = form_pages(visit.matter, texts_of(visit), answered, facts_of(visit), visit.situation)
    summary, crowded = _with_room(first, _NOTE if visit.unavailable else 0)
    single = [FormPage(questions=(spec,)) for spec in crowded]
    single += [FormPage(questions=(spec,), title=page.title) for page in others for spec in page.questions]
    return (*(FormPage(questions=(_as_field(question),)) for question in situations(visit)), summary, *single)


def opened(visit: Visit) -> tuple[str, ...]:
    """The fields that the citizen may fill in because their source could not be reached; the office looks up the others."""
    asks = {spec.key for spec in visit.matter.form if spec.question is not None}
    return tuple(key for key in visit.unavailable if key in asks)


def _with_room(page: FormPage, notes: float) -> tuple[FormPage, tuple[FieldSpec, ...]]:
    """The summary with the choices that it has room for, and those that get a page of their own."""
    room, answers = _ROOM - notes - len(page.rows), 0
    for place, spec in enumerate(page.questions):
        answers += len(spec.choices)
        room -= _ASKED + _ANSWER * len(spec.choices)
        if answers > _MOST_ANSWERS or room < 0:
            return FormPage(page.rows, page.questions[:place], page.title), page.questions[place:]
    return page, ()


@lru_cache(maxsize=256)
def _as_field(question: SituationQuestion) -> FieldSpec:
    """A question of the 情形问答 as a choice of the form, to be shown and answered like any other."""
    # Its key is none that a field could have, so it is made without the schema's check.
    return FieldSpec.model_construct(
        key=SITUATION + question.key,
        label=question.question,
        kind="choice",
        question=question.question,
        help=question.help,
        choices=tuple(Choice.model_construct(**dict(answer)) for answer in question.answers),
        default=question.default,
    )


def _situated(visit: Visit, question: SituationQuestion, event: PageAnswered) -> Outcome:
    """What an answer no longer leads to is forgotten with it."""
    key = SITUATION + question.key
    if event.answers and key not in event.answers:
        return stay(visit)  # a second tap on the page before
    answer = event.answers.get(key, question.default or "")
    if answer not in {choice.key for choice in question.answers}:
        return stay(troubled(visit, CHOICE if answer else REQUIRED, of=key))
    answers = situation_of(visit.matter, {**visit.situation, question.key: answer}, facts_of(visit))
    changed = replace(visit, situation={key: given for key, given in answers.items() if given}, trouble=None)
    if visit.form_page + 1 < len(situations(changed)):
        return stay(replace(changed, form_page=visit.form_page + 1))
    number = unfit(changed, situated=True)
    if number is not None:
        # Said where it is said of others, and asked anew if somebody begins once more.
        away = replace(visit, step=Step.IDENTIFY, values={}, situation={}, form_page=0)
        return stay(troubled(away, "matter.not_eligible", of=str(number)))
    return stay(replace(changed, form_page=visit.form_page + 1))


def _answered(visit: Visit, event: PageAnswered) -> Outcome:
    page = pages(visit)[visit.form_page]
    asked = {spec.key: spec for spec in page.questions}
    taken_over = {key: visit.values[key].text for key, spec in asked.items() if spec.editable and key in visit.values}
    given = {
        key: Value(_written(asked[key], text), Source.CITIZEN, typed=event.typed.get(key, 0))
        for key, text in {**taken_over, **event.answers}.items()
        if key in asked
    }
    kept = replace(visit, values={**visit.values, **given})
    wrong = faults(visit.matter, page, {key: value.text for key, value in given.items()})
    if wrong:
        key, fault = next(iter(wrong.items()))
        return stay(troubled(kept, fault, of=key))
    doubt = _asked_back(visit, asked, given)
    if doubt is not None:
        return stay(troubled(kept, doubt.fault, of=doubt.of))
    chosen = {spec.key: Value(spec.default, Source.CITIZEN) for spec in page.questions if spec.default is not None}
    kept = replace(kept, values={**chosen, **kept.values})
    if visit.form_page + 1 < len(pages(kept)):
        return stay(replace(kept, form_page=visit.form_page + 1, trouble=None))
    return onward(_only_what_applies(replace(kept, form_page=0)))


def _asked_back(visit: Visit, asked: Mapping[str, FieldSpec], given: Mapping[str, Value]) -> Trouble | None:
    """A question about an answer; whoever gives the same answer again means it."""
    for key, value in given.items():
        question = question_of(asked[key], value.text)
        again = visit.trouble is not None and (visit.trouble.fault, visit.trouble.of) == (question, key)
        if question is not None and not (again and visit.values[key].text == value.text):
            return Trouble(question, of=key)
    return None


def _written(spec: FieldSpec, text: str) -> str:
    """As it is kept: a day typed in eight digits as ``YYYY-MM-DD``, the letters of a number as capitals."""
    given = text.strip()
    if spec.kind == "date" and _EIGHT_DIGITS.fullmatch(given) is not None:
        return f"{given[:4]}-{given[4:6]}-{given[6:]}"
    return given.upper() if spec.kind in ("id_number", "credit_code") else given


def _only_what_applies(visit: Visit) -> Visit:
    """An address typed for a delivery that is no longer wanted goes to nobody, nor does a page that is not asked for."""
    shown = {spec.key for spec in visible(visit.matter, texts_of(visit), facts_of(visit), visit.situation)}
    values = {key: value for key, value in visit.values.items() if key in shown or value.source is not Source.CITIZEN}
    changed = replace(visit, values=values)
    scanned = {spec.key for spec in changed.selected.scanned}
    return replace(changed, materials={key: state for key, state in visit.materials.items() if key in scanned})
