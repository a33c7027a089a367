"""The promise that can be signed instead of handing in a paper (告知承诺): what it says, and what follows from it."""

from dataclasses import dataclass

from kiosk.matters.deadline import deadline
from kiosk.matters.model import MaterialSpec
from ui.views.context import ViewContext
from ui.views.wording import Words


@dataclass(frozen=True, slots=True)
class PromiseView:
    """One promise, to be read before it is made. `later` is the other way, empty where there is none."""

    title: str
    instead: str
    promise: str
    signed: str
    signed_text: str
    checked: str
    checked_text: str
    later: str
    later_text: str
    back: str
    agree: str


def promise_of(spec: MaterialSpec, context: ViewContext, words: Words) -> tuple[PromiseView, ...]:
    """The promise in place of `spec`; none where there is none to be made."""
    if spec.by_promise is None:
        return ()
    days = spec.deferrable_days
    promise = PromiseView(
        title=words.text("promise.title"),
        instead=words.text("promise.instead", name=words.of(spec.title)),
        promise=words.of(spec.by_promise),
        signed=words.text("promise.signed"),
        signed_text=words.text("promise.signed_text"),
        checked=words.text("promise.checked"),
        checked_text=words.text("promise.checked_text"),
        later=words.text("promise.later") if days is not None else "",
        later_text=later(days, context, words) if days is not None else "",
        back=words.text("promise.back"),
        agree=words.text("promise.agree"),
    )
    return (promise,)


def later(days: int, context: ViewContext, words: Words) -> str:
    """By which day it has to be handed in, and how many working days that is."""
    until = deadline(context.now, days, context.calendar)
    key = "materials.defer_expected" if until.estimated else "materials.defer_text"
    return words.text(key, day=words.day(until.date), days=days)
