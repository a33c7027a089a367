"""The form: one summary page of what is known, with its choices, then one page for each question left."""

from dataclasses import replace

from kiosk.matters.fields import validate, visible
from kiosk.matters.model import FieldSpec
from kiosk.visit.course import Outcome, onward, stay, troubled
from kiosk.visit.events import Event, PageAnswered
from kiosk.visit.state import Source, Value, Visit
from kiosk.visit.steps.identify import texts_of


def handle(visit: Visit, event: Event) -> Outcome:
    """A confirmed page is checked whole; the first wrong field is said, and what was typed is kept."""
    match event:
        case PageAnswered():
            return _answered(visit, event)
        case _:
            return stay(visit)


def asked(visit: Visit) -> tuple[FieldSpec, ...]:
    """The fields that the page shown now asks for."""
    if visit.form_page == 0:
        return tuple(spec for spec in _shown(visit) if spec.kind == "choice")
    return (questions(visit)[visit.form_page - 1],)


def questions(visit: Visit) -> tuple[FieldSpec, ...]:
    """The questions that get a page of their own: nobody but the citizen can answer them."""
    return tuple(spec for spec in _shown(visit) if spec.kind != "choice" and spec.question and not _known(visit, spec))


def _shown(visit: Visit) -> tuple[FieldSpec, ...]:
    texts = texts_of(visit)
    return tuple(spec for spec in visit.matter.fields if visible(spec, texts))


def _known(visit: Visit, spec: FieldSpec) -> bool:
    value = visit.values.get(spec.key)
    return value is not None and value.source is not Source.CITIZEN and bool(value.text)


def _answered(visit: Visit, event: PageAnswered) -> Outcome:
    specs = asked(visit)
    values = dict(visit.values)
    for spec in specs:
        text = event.answers.get(spec.key, "").strip()
        values[spec.key] = Value(text, Source.CITIZEN, typed=event.typed.get(spec.key, 0))
    kept = replace(visit, values=values)
    for spec in specs:
        fault = validate(spec, values[spec.key].text)
        if fault is not None:
            return stay(troubled(kept, fault, of=spec.key))
    if visit.form_page < len(questions(kept)):
        return stay(replace(kept, form_page=visit.form_page + 1, trouble=None))
    return onward(replace(kept, values=_without_hidden(kept), form_page=0))


def _without_hidden(visit: Visit) -> dict[str, Value]:
    """An address typed for a delivery that is no longer wanted does not go to anybody."""
    shown = {spec.key for spec in _shown(visit)}
    return {key: value for key, value in visit.values.items() if key in shown or value.source is not Source.CITIZEN}
