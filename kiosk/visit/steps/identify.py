"""Identity: a card is read, judged, and what the government knows is fetched."""

from dataclasses import replace

from kiosk.matters.fields import complete
from kiosk.matters.rules import HolderFacts, holds, names_used
from kiosk.matters.selection import situation_of
from kiosk.visit.course import Outcome, onward, stay, troubled
from kiosk.visit.effects import Prefill, ReadCard
from kiosk.visit.events import CardRead, Event, Failed, Prefilled, TryAgainTapped
from kiosk.visit.state import Visit


def handle(visit: Visit, event: Event) -> Outcome:
    """After any trouble the reader is asked again by itself: the citizen only has to lay the card once more."""
    match event:
        case CardRead() if visit.holder is None:
            return _judge(visit, event)
        case Prefilled() if visit.holder is not None:
            return _welcome(visit, event)
        case Failed(effect="ReadCard", fault=fault):
            return stay(troubled(visit, fault), ReadCard())
        case TryAgainTapped() if not visit.working and visit.holder is None:
            return stay(replace(visit, trouble=None))
        case _:
            return stay(visit)


def _judge(visit: Visit, event: CardRead) -> Outcome:
    holder = event.holder
    if has_expired(event):
        return stay(troubled(visit, "card.expired"), ReadCard())
    if holder.kind not in visit.matter.holders:
        return stay(troubled(visit, "card.kind_not_served"), ReadCard())
    return stay(replace(visit, holder=holder, trouble=None, working=True), Prefill())


def has_expired(event: CardRead) -> bool:
    """Whether the card's last day is over; a card that is valid 长期 never ends."""
    return event.holder.valid_to is not None and event.holder.valid_to < event.today


def _welcome(visit: Visit, event: Prefilled) -> Outcome:
    known = replace(visit, values=dict(event.values), unavailable=event.unavailable, working=False)
    number = unfit(known)
    if number is not None:
        # Without the values: they are what lets the way back from the guide pass by this door.
        return stay(troubled(visit, "matter.not_eligible", of=str(number)))
    return onward(known)


def unfit(visit: Visit, *, situated: bool = False) -> int | None:
    """The first rule of eligibility that does not hold; those that ask for the situation count once it is known.

    One that looks at what could not be fetched turns nobody away: the office decides.
    """
    filled = complete(visit.matter, texts_of(visit))
    situation = situation_of(visit.matter, visit.situation, facts_of(visit))
    for number, rule in enumerate(visit.matter.eligibility):
        later = bool(names_used(rule.rule, "situation")) and not situated
        unknown = any(not filled[key] for key in names_used(rule.rule, "values") & {*visit.unavailable})
        if not later and not unknown and not holds(rule.rule, filled, facts_of(visit), situation):
            return number
    return None


def texts_of(visit: Visit) -> dict[str, str]:
    """The form's values as plain text."""
    return {key: value.text for key, value in visit.values.items()}


def facts_of(visit: Visit) -> HolderFacts | None:
    """What rules may know of the holder, once there is one."""
    return visit.holder.facts if visit.holder is not None else None
