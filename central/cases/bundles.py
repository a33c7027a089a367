"""Matters applied for together (一件事): one case each, worked on at the same time as far as none waits for another."""

from collections.abc import Sequence

from central.cases.clock import day_of, due_day, longest_path
from central.cases.models import Bundle, Case, CaseState
from central.cases.pausing import reckon
from central.cases.waiting import wait_together
from central.catalogue import calendar
from kiosk.matters.coded import Term, Unit
from kiosk.protocol.messages import Application

_DECIDED = (CaseState.DECIDED, CaseState.DONE, CaseState.DELIVERED)


def join_bundle(case: Case, application: Application) -> None:
    """Put a fresh `case` beside the other members of its bundle, and reckon every member's day anew.

    Each member's day is the end of its longest path: its own limit after those of what it waits for. The bundle's day is
    the latest of them. Whatever arrives first, the days come out the same.
    """
    member = application.bundle
    if member is None:
        return
    Bundle.objects.get_or_create(
        id=member.id,
        defaults={"code": member.code, "members": list(member.members), "receipt_no": application.receipt_no},
    )
    bundle = Bundle.objects.select_for_update().get(id=member.id)
    if bundle.cases.exclude(kiosk_id=case.kiosk_id, holder_hash=case.holder_hash).exists():
        return  # somebody else's, by mistake or on purpose: the page of a bundle tells of all its cases
    case.bundle, case.after = (
        bundle,
        [code for code in member.after if code in member.members and code != case.matter_code],
    )
    case.save(update_fields=["bundle", "after"])
    _reckon(bundle, case)


def blocking(case: Case) -> list[str]:
    """Codes of the matters that must be decided before `case` and are not; one that ended undecided blocks nothing."""
    return blocking_of(case.bundle_id, case.after) if case.bundle_id is not None else []


def blocking_of(bundle_id: str, after: Sequence[str]) -> list[str]:
    """As `blocking`, for a member that has perhaps no case yet."""
    if not after:
        return []
    there = {one.matter_code: one for one in Case.objects.filter(bundle_id=bundle_id, matter_code__in=after)}
    return [code for code in after if code not in there or _holds_up(there[code])]


def _holds_up(case: Case) -> bool:
    return case.is_open and case.state not in _DECIDED


def _reckon(bundle: Bundle, fresh: Case) -> None:
    rows = Case.objects.select_for_update().filter(bundle=bundle).exclude(pk=fresh.pk)  # officers are at work on them
    others = rows.order_by("pk")
    members = {one.matter_code: one for one in others}
    members[fresh.matter_code] = fresh
    own = {code: one.limit_amount or 0 for code, one in members.items() if _in_working_days(one)}
    paths = longest_path(own, {code: one.after for code, one in members.items()})
    for code, days in paths.items():
        _promise(members[code], days)
    wait_together(members)
    bundle.due = max((one.promised for one in members.values() if one.promised is not None), default=None)
    bundle.save(update_fields=["due"])


def _promise(case: Case, days: int) -> None:
    if days == 0:
        return
    case.path_days = days
    case.promised = due_day(day_of(case.applied_at), Term(count=days, unit=Unit.WORKING_DAYS), (), calendar())
    if not case.paused:
        reckon(case)
    case.save(update_fields=["path_days", "promised", "due"])


def _in_working_days(case: Case) -> bool:
    return case.limit_unit == Unit.WORKING_DAYS
