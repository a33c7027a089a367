"""Carries out the rows of `central.cases.transitions`: the case's state, the step for ever, the clock and the cards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction

from central.cases.added_pages import SealedPage, add_pages
from central.cases.arrival import PLATFORM
from central.cases.asking import UNTIL, has_time, last_day_in, usual_last_day
from central.cases.bundles import blocking
from central.cases.clock import day_of
from central.cases.models import Case, CaseState, Colour, Step, Supplement
from central.cases.owing import note_brought, withholding
from central.cases.pausing import begin_pause, count_from, end_pause, stop_clock
from central.cases.posting import AT_COUNTER, waits_for_parcel
from central.cases.procedures import stops_clock
from central.cases.supervision import RuleId, write_card
from central.cases.transitions import BY_ACTION, Action, Right, Transition
from central.cases.waiting import hold_followers


class NotDone(Enum):
    """Why a step was not taken. Nothing was changed."""

    NOT_POSSIBLE = auto()
    """From this state there is no such step; somebody else may have been first"""
    STALE = auto()
    """The case changed since whoever asks looked at it"""
    NO_RIGHT = auto()
    NO_REASON = auto()
    NO_MATERIAL = auto()
    """A supplement must name what is missing"""
    WAITS = auto()
    """Another member of its bundle has to be decided first"""
    OWES = auto()
    """The fee is open: the result is not handed out"""
    PAPER_OWED = auto()
    """A paper that was put off is not there yet: not granted, and nothing handed out"""
    NO_PARCEL = auto()
    """The result goes by post: not delivered before its parcel is registered, or without a reason why it was handed over"""
    WAS_ACCEPTED = auto()
    """What was accepted is granted or denied; it is not refused any more"""
    NOT_ACCEPTED = auto()
    """What waits for a supplement and was never accepted is refused, not denied"""
    STILL_TIME = auto()
    """The day until which a supplement may come has not passed"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step: a person with rights, or the platform by a rule."""

    name: str
    unit: str
    may: Callable[[str], bool]

    @classmethod
    def of(cls, user: AbstractBaseUser | AnonymousUser) -> "Actor":
        """Somebody at the console."""
        person = getattr(user, "person", None)
        return cls(user.get_username(), getattr(person, "department", ""), user.has_perm)  # type: ignore[union-attr]  # Django's user has it


def _nothing(_right: str) -> bool:
    return False


SYSTEM = Actor("", PLATFORM, _nothing)
WAITS_FOR_PAPERS = (Action.GRANT, Action.FINISH, Action.DELIVER)
"""Steps that are not taken while a paper that was put off holds the result back; what was denied waits for none"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: `materials` by their keys for a supplement, `revision` of the case that was looked at."""

    action: Action
    reason: str = ""
    materials: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    revision: int | None = None
    pages: Mapping[str, Sequence[SealedPage]] = field(default_factory=dict)
    """Pages that come with the step, by their material (`central.cases.added_pages.seal_page`)"""


def move(case_id: int, wish: Wish, actor: Actor, now: datetime) -> Case | NotDone:
    """Take the step in one transaction; two at once are one after the other, and the second finds it taken."""
    with transaction.atomic():
        case, row = locked(case_id), BY_ACTION[wish.action]
        refused = _refusal(case, row, wish, actor, now)
        if refused is not None:
            return refused
        if wish.pages:
            bring(case, wish.pages, now)
        step(case, row, actor, now, wish)
        return case


def locked(case_id: int) -> Case:
    """The case, and its bundle, whose clocks may wait for it: in one order, or two officers wait for each other."""
    bundle = Case.objects.filter(pk=case_id).values_list("bundle_id", flat=True).get()
    if bundle is not None:
        list(Case.objects.select_for_update().filter(bundle_id=bundle).order_by("pk").values_list("pk"))
    return Case.objects.select_for_update().get(pk=case_id)


def step(case: Case, row: Transition, actor: Actor, now: datetime, wish: Wish | None = None) -> None:
    """Write one row's effects for a locked `case`; its source must fit. Saves the case."""
    wish = wish or Wish(row.action)
    details = {**wish.details, **({"materials": list(wish.materials)} if wish.materials else {})}
    if row.action is Action.ASK_SUPPLEMENT:
        details.setdefault(UNTIL, usual_last_day(now).isoformat())
    Step.objects.create(
        case=case,
        action=row.action,
        source=case.state,
        target=row.target,
        at=now,
        unit=actor.unit or case.unit,
        person=actor.name,
        reason=wish.reason.strip(),
        details=details,
    )
    case.supplement_by = last_day_in(details)
    if wish.action is Action.ASK_SUPPLEMENT:
        _watch_supplements(case, wish, now)
    if row.outcome:
        case.outcome = row.outcome
    case.state, case.state_since, case.revision = row.target, now, case.revision + 1
    was_paused, pauses = case.paused, row.pauses and stops_clock(wish.details)
    if pauses:
        begin_pause(case, row.target, now)
    elif was_paused:
        end_pause(case, now)
    if not case.is_open:
        case.card = Colour.NONE
        stop_clock(case, now)
    case.save()
    if pauses or was_paused:
        hold_followers(case)


def bring(
    case: Case, pages: Mapping[str, Sequence[SealedPage]], now: datetime, supplement: Supplement | None = None
) -> None:
    """Put `pages`, by their material, into a locked `case`. The caller saves it, with the step that brings them.

    With the last paper that holds the result back the promised days count anew: from now, or from the moment of a `supplement`.
    """
    held = bool(withholding(case))
    for key, those in pages.items():
        add_pages(case, key, those, now, supplement)
    note_brought(case)
    if held and not withholding(case):
        count_from(case, now if supplement is None else supplement.counted_at)
        hold_followers(case)


def note(case: Case, action: Action, actor: Actor, now: datetime, details: Mapping[str, object]) -> None:
    """A step that brings something and changes no state. Saves the case."""
    Step.objects.create(
        case=case,
        action=action,
        source=case.state,
        target=case.state,
        at=now,
        unit=actor.unit or case.unit,
        person=actor.name,
        details=details,
    )
    case.revision += 1
    case.save(update_fields=["owed_by", "due", "paused", "revision", "inspected"])


def _refusal(case: Case, row: Transition, wish: Wish, actor: Actor, now: datetime) -> NotDone | None:
    if row.right is Right.SYSTEM or not actor.may(row.right):
        return NotDone.NO_RIGHT
    if CaseState(case.state) not in row.sources:
        return NotDone.NOT_POSSIBLE
    if wish.revision is not None and wish.revision != case.revision:
        return NotDone.STALE
    if row.reason and not wish.reason.strip():
        return NotDone.NO_REASON
    if wish.action is Action.ASK_SUPPLEMENT and not wish.materials:
        return NotDone.NO_MATERIAL
    if wish.action in (Action.GRANT, Action.DENY) and blocking(case):
        return NotDone.WAITS
    if wish.action in WAITS_FOR_PAPERS and withholding(case):
        return NotDone.PAPER_OWED
    if wish.action is Action.DELIVER and case.owes_fee:
        return NotDone.OWES
    if wish.action is Action.DELIVER and waits_for_parcel(case):
        handed = bool(wish.details.get(AT_COUNTER)) and bool(wish.reason.strip())
        return None if handed else NotDone.NO_PARCEL
    if wish.action is Action.REFUSE and was_accepted(case):
        return NotDone.WAS_ACCEPTED
    if wish.action is Action.DENY and case.state == CaseState.SUPPLEMENT:
        return _too_early(case, now)
    return None


def _too_early(case: Case, now: datetime) -> NotDone | None:
    """Why a case that waits for a supplement is not denied for its not coming."""
    if not was_accepted(case):
        return NotDone.NOT_ACCEPTED
    return NotDone.STILL_TIME if has_time(case, day_of(now)) else None


def was_accepted(case: Case) -> bool:
    """Whether it was accepted once, whatever was asked for since."""
    return Step.objects.filter(case=case, target=CaseState.ACCEPTED).exists()


def _watch_supplements(case: Case, wish: Wish, now: datetime) -> None:
    """Told once means once: a second request is a red card, and one for a paper that lies here is a yellow one."""
    asked = Step.objects.filter(case=case, action=Action.ASK_SUPPLEMENT).order_by("id")
    if len(asked) > 1:
        write_card(case, RuleId.TOLD_TWICE, now, about=str(len(asked)))
    before = {key for one in asked[: len(asked) - 1] for key in one.details.get("materials", ())}
    answered = set(case.documents.filter(added_at__isnull=False).values_list("key", flat=True))
    for key in sorted(before & answered & set(wish.materials)):
        write_card(case, RuleId.SAME_MATERIAL, now, about=key)
