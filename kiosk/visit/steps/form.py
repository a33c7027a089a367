"""The form: one summary page of what is known, with its choices, then one page for each question left."""

from dataclasses import replace

from kiosk.matters.fields import FormPage, faults, form_pages, visible
from kiosk.visit.course import Outcome, onward, stay, troubled
from kiosk.visit.events import Event, PageAnswered
from kiosk.visit.state import Source, Value, Visit
from kiosk.visit.steps.identify import facts_of, texts_of


def handle(visit: Visit, event: Event) -> Outcome:
    """A confirmed page is checked whole; the first wrong field is said, and what was typed is kept."""
    match event:
        case PageAnswered():
            return _answered(visit, event)
        case _:
            return stay(visit)


def pages(visit: Visit) -> tuple[FormPage, ...]:
    """The pages of this visit's form; `visit.form_page` counts them."""
    answered = {key for key, value in visit.values.items() if value.source is Source.CITIZEN}
    return form_pages(visit.matter, texts_of(visit), answered, facts_of(visit))


def _answered(visit: Visit, event: PageAnswered) -> Outcome:
    page = pages(visit)[visit.form_page]
    asked = {spec.key for spec in page.questions}
    given = {
        key: Value(text.strip(), Source.CITIZEN, typed=event.typed.get(key, 0))
        for key, text in event.answers.items()
        if key in asked
    }
    kept = replace(visit, values={**visit.values, **given})
    wrong = faults(visit.matter, page, {key: value.text for key, value in given.items()})
    if wrong:
        key, fault = next(iter(wrong.items()))
        return stay(troubled(kept, fault, of=key))
    chosen = {spec.key: Value(spec.default, Source.CITIZEN) for spec in page.questions if spec.default is not None}
    kept = replace(kept, values={**chosen, **kept.values})
    if visit.form_page + 1 < len(pages(kept)):
        return stay(replace(kept, form_page=visit.form_page + 1, trouble=None))
    return onward(replace(kept, values=_without_hidden(kept), form_page=0))


def _without_hidden(visit: Visit) -> dict[str, Value]:
    """An address typed for a delivery that is no longer wanted does not go to anybody."""
    shown = {spec.key for spec in visible(visit.matter, texts_of(visit), facts_of(visit))}
    return {key: value for key, value in visit.values.items() if key in shown or value.source is not Source.CITIZEN}
