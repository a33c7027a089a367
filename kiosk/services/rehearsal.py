"""A dry run of a matter: a visit from the guide to the receipt, through the real machine, with nobody there.

What a check of the file alone cannot see shows here: a form that cannot be confirmed, a step that leads nowhere.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.fields import FormPage
from kiosk.matters.model import FieldSpec, Matter
from kiosk.matters.plan import Step
from kiosk.services.receipt import guide_receipt, receipt_of
from kiosk.visit import events
from kiosk.visit.events import Event
from kiosk.visit.machine import handle
from kiosk.visit.state import FiledCase, Holder, InkPoint, Page, PaymentState, Source, Value, Visit
from kiosk.visit.steps import form, materials

_MOST_EVENTS = 300
_MOST_CHOICES = 6
_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_ID = "0" * 32
_PEOPLE = ((1990, "1"), (1954, "2"), (2000, "2"), (2018, "1"))
"""Years of birth and sex of those who come"""
_ANSWERS = {
    "phone": "13800000000",
    "number": "1",
    "date": "2026-01-01",
    "id_number": "990101199003070015",
    "credit_code": "91990100MA0000001G",
}
_ANSWER = "试办"
_PLACE = re.compile(r"\{[a-z_]+\}")
"""Digits, in a value as government words it: 有效至 {year}年"""
_PEN = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), (0.2, 0.3), (0.6, 0.6))


def rehearse(matter: Matter, calendar: WorkCalendar) -> str | None:
    """What goes wrong when several people do `matter` from beginning to end with several choices; None if nothing does."""
    for language in ("zh_CN", "en"):
        guide_receipt(matter, language)
    if matter.at_counter_only:
        return None
    choices = [*(len(spec.choices) for spec in matter.form), *(len(asked.answers) for asked in matter.situations)]
    most = max(choices, default=0)
    for turn in range(max(len(_PEOPLE), min(most, _MOST_CHOICES))):
        wrong = _walked(matter, calendar, turn)
        if wrong is not None:
            return wrong
    return None


def states(matter: Matter, calendar: WorkCalendar, turn: int, language: str = "zh_CN") -> Iterator[Visit]:
    """Every state that `matter` passes through with one of those people, up to the result or to where it does not get on."""
    visit = Visit(id=_ID, matter=matter, language=language)
    yield visit
    for _ in range(_MOST_EVENTS):
        before = visit
        for event in _next(visit, turn):
            visit, _ = handle(visit, event)
            yield visit
        if visit.step is Step.RESULT:
            receipt_of(visit, calendar)
            return
        if visit == before or visit.ended is not None or visit.trouble is not None:
            return


def _walked(matter: Matter, calendar: WorkCalendar, turn: int) -> str | None:
    count, at, visit = 0, "", Visit(id=_ID, matter=matter)
    for count, passed in enumerate(states(matter, calendar, turn)):  # noqa: B007  the last number is looked at below
        at, visit = visit.step.value, passed
    if visit.step is Step.RESULT:
        return None
    if visit.ended is not None:
        return f"the visit ends at {at}"
    if visit.trouble is not None:
        # Whoever the sample person is, a rule may rightly send them away.
        turned_away = visit.trouble.fault == "matter.not_eligible"
        return None if turned_away else f"{visit.trouble.fault} {visit.trouble.of} at {at}".replace("  ", " ")
    if count >= _MOST_EVENTS:
        return f"the visit is not over after {_MOST_EVENTS} events"
    return f"the visit does not get on from {visit.step.value}"


def _next(visit: Visit, turn: int) -> tuple[Event, ...]:
    """What somebody who does everything right would do now, and what the devices would answer."""
    match visit.step:
        case Step.GUIDE:
            return (events.GuideAccepted(),)
        case Step.IDENTIFY:
            known = _known(visit.matter, turn)
            silent = tuple(spec.key for spec in visit.matter.form if spec.source is not None and spec.key not in known)
            told = events.Prefilled(known, offline=not turn, unavailable=() if turn else silent)
            return events.CardRead(_holder(visit.matter, turn), _AT.date()), told
        case Step.FORM:
            return (events.PageAnswered(_answers(form.pages(visit)[visit.form_page], turn), {}),)
        case Step.MATERIALS:
            return _pages(visit)
        case Step.REVIEW:
            return (events.ReviewAccepted(),)
        case Step.SIGN:
            strokes = (tuple(InkPoint(x, y, float(at)) for at, (x, y) in enumerate(_PEN)),)
            return events.Signed(strokes), events.SignatureStored(b"png", _AT)
        case Step.PAYMENT if visit.payment.state is PaymentState.PAID:
            return (events.SubmitTapped(),)
        case Step.PAYMENT:
            order = visit.payment.order_no
            return events.PaymentOffered(order, "https://pay.invalid/", 300.0), events.Paid(order, "rehearsal", _AT)
        case Step.FILING:
            return (events.Filed(FiledCase("0", _AT, "https://platform.invalid/r/0")),)
        case _:
            return ()


def _pages(visit: Visit) -> tuple[Event, ...]:
    spec = materials.current(visit)
    if spec is None:
        return ()
    taken: list[Event] = []
    for _ in range(spec.min_pages):
        taken += [events.CaptureTapped(), events.MaterialCaptured(spec.key, Page(b"jpeg"))]
    return (*taken, events.PagesFinished(spec.key))


def _holder(matter: Matter, turn: int) -> Holder:
    year, sex = _PEOPLE[turn % len(_PEOPLE)]
    kind = matter.holders[turn % len(matter.holders)]
    return Holder(kind, "样张", "990101199003070018", sex, date(year, 3, 1), "样张", None, _AT.year - year)


def _known(matter: Matter, turn: int) -> dict[str, Value]:
    """The card's part always; what the government knows not at the first turn, when it cannot be asked."""
    return {
        spec.key: Value(sample(spec, turn), Source.CARD if spec.source.startswith("card.") else Source.GOVERNMENT)
        for spec in matter.form
        if spec.source is not None and not spec.choices and (turn or spec.source.startswith("card."))
    }


def _answers(page: FormPage, turn: int) -> dict[str, str]:
    return {
        spec.key: spec.choices[min(turn, len(spec.choices) - 1)].key if spec.choices else sample(spec, turn)
        for spec in page.questions
    }


def sample(spec: FieldSpec, turn: int = 0) -> str:
    """Something that will do as the value of a field that is not chosen from a list."""
    if spec.said:
        saying = spec.said[turn % len(spec.said)]
        return _PLACE.sub("8", saying.value or saying.zh)
    return _ANSWERS.get(spec.kind, _ANSWER)[: spec.max_length]
