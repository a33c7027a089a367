"""What tests do inside of the platform with members of a bundle that wait for one another."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from datetime import date
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.models import Q

from central.cases import intake, pausing, recounting, watch
from central.cases.models import Case, Pause, SupervisionCard
from central.cases.recounting import keep_counting
from central.cases.transitions import Action
from central.cases.waiting import standing_still
from central.cases.watch import go_round
from central.catalogue import calendar, matter_of
from kiosk.matters.deadline import Holiday, Notice, WorkCalendar
from kiosk.protocol.messages import BundleMember
from tests.central.applications import REPLACEMENT, complete_application
from tests.central.cases.deeds import day, made, taken

CODES = ("alone", "first", "second", "third")
AFTER = {"second": ("first",), "third": ("second",)}
NEEDED = ["home_proof"]
_MORE_THAN_A_BATCH, _SOON_S = 2100, 15
"""The database itself is waited for longer, 20 s"""


def everything() -> dict[str, Any]:
    """All of it."""
    return {deed.__name__: deed() for deed in (a_pause, two_pauses, late, withdrawn, another_calendar, meanwhile)}


def _bundle(number: int, codes: tuple[str, ...] = CODES) -> dict[str, Case]:
    """Four matters of three days each, of which three wait for one another in a row, as far as they have arrived."""
    known = matter_of(REPLACEMENT)
    assert known is not None
    matters = {code: known.model_copy(update={"code": code}) for code in CODES}
    with patch.object(intake, "matter_of", lambda code: matters.get(code) or matter_of(code)):
        for code in codes:
            member = BundleMember(id=f"{number:032x}", code="four", members=CODES, after=AFTER.get(code, ()))
            made(complete_application().model_copy(update={"matter_code": code, "bundle": member}))
    return _now(number)


def _now(number: int) -> dict[str, Case]:
    return {one.matter_code: one for one in Case.objects.filter(bundle_id=f"{number:032x}")}


def _seen(number: int) -> dict[str, list[Any]]:
    return {code: [one.paused, str(one.due)] for code, one in _now(number).items()}


def a_pause() -> dict[str, Any]:
    """The first is at the citizen from Monday to Thursday: what comes after it has as many days more, and no card meanwhile."""
    cases = _bundle(1)
    found: dict[str, Any] = {"before": _seen(1)}
    taken(cases["first"], Action.ASK_SUPPLEMENT, day(0), "缺一页", NEEDED)
    found["meanwhile"] = sorted(code for code, one in _now(1).items() if one.paused)
    found["why"] = [one.matter_code for one in standing_still(_now(1)["third"])]
    go_round(day(9))
    rules = Q(rule__startswith="SX")
    carded = SupervisionCard.objects.filter(rules, case__bundle_id=f"{1:032x}").values_list(
        "case__matter_code", flat=True
    )
    found["carded"] = sorted(set(carded))
    taken(Case.objects.get(pk=cases["first"].pk), Action.RECEIVE_SUPPLEMENT, day(3))
    return {**found, "after": _seen(1)}


def two_pauses() -> dict[str, Any]:
    """The second is asked for a paper of its own while it waits: its clock goes on when both are over, each day left out once."""
    cases = _bundle(2)
    taken(cases["first"], Action.ASK_SUPPLEMENT, day(0), "缺一页", NEEDED)
    second = taken(cases["second"], Action.ASK_SUPPLEMENT, day(1), "缺一页", NEEDED)
    second = taken(second, Action.RECEIVE_SUPPLEMENT, day(2))
    own_is_over = second.paused
    taken(second, Action.EXAMINE, day(2))
    still = [one.paused for one in (_now(2)["second"], _now(2)["third"])]
    taken(Case.objects.get(pk=cases["first"].pk), Action.RECEIVE_SUPPLEMENT, day(3))
    return {"own is over": own_is_over, "still": still, "after": _seen(2)}


def late() -> dict[str, Any]:
    """The members arrive one after the other, the second when the first has been waiting for a day."""
    first = _bundle(3, ("first", "third"))["first"]
    taken(first, Action.ASK_SUPPLEMENT, day(0), "缺一页", NEEDED)
    before = _now(3)["third"].paused
    seen = [one.paused for _code, one in sorted(_bundle(3, ("second",)).items())]
    taken(Case.objects.get(pk=first.pk), Action.RECEIVE_SUPPLEMENT, day(3))
    return {"before": before, "then": seen, "after": _seen(3)}


def another_calendar() -> dict[str, Any]:
    """A notice makes Tuesday and Wednesday holidays: days that run are moved, once; what stands still has none to move."""
    cases = _bundle(5)
    taken(cases["alone"], Action.ASK_SUPPLEMENT, day(0), "缺一页", NEEDED)
    with _two_days_off():
        moved = [keep_counting(day(0)).get("moved", 0) >= 3, keep_counting(day(0))]
    return {"moved": moved, "after": _seen(5)}


def meanwhile() -> dict[str, bool]:
    """More open cases than a database hands over at once are gone over: somebody else writes beside the first of them."""
    first = made(complete_application())
    rows = [copy(first) for _ in range(_MORE_THAN_A_BATCH)]
    for number, row in enumerate(rows):
        row.pk, row.application_id, row.case_no = None, f"{number:032x}", f"{number:016}"
    Case.objects.bulk_create(rows)
    found: dict[str, bool] = {}
    with ThreadPoolExecutor(1) as others:

        def at_work(what: str) -> int:
            if what not in found:
                found[what] = _came_off(others.submit(_writes, first))
            return 0

        with patch.object(recounting, "_moved", lambda *_: at_work("counted")), _two_days_off():
            keep_counting(day(0))
        with patch.object(watch, "_show", lambda _pk, rule, _now: at_work(rule)):
            go_round(day(1))
            go_round(day(9))
    return found


def _came_off(work: Future[None]) -> bool:
    try:
        work.result(timeout=_SOON_S)
    except TimeoutError:
        return False
    return True


def _writes(case: Case) -> None:
    try:
        Case.objects.filter(pk=case.pk).update(inspected=True)
    finally:
        connection.close()


@contextmanager
def _two_days_off() -> Iterator[None]:
    """All was counted by our calendar; from here on a notice makes Tuesday and Wednesday holidays."""
    off = Holiday(name="假", first=date(2026, 11, 24), last=date(2026, 11, 25))
    other = WorkCalendar((*calendar().notices, Notice(year=2026, notice="x", holidays=(off,))))
    keep_counting(day(0))
    with patch.object(recounting, "calendar", lambda: other), patch.object(pausing, "calendar", lambda: other):
        yield


def withdrawn() -> dict[str, Any]:
    """The first is given up while it waits; the third is given up while it waits for it."""
    cases = _bundle(4)
    taken(cases["first"], Action.BEGIN_SPECIAL, day(0), "鉴定")
    third = taken(Case.objects.get(pk=cases["third"].pk), Action.WITHDRAW, day(1), "不办了")
    taken(Case.objects.get(pk=cases["first"].pk), Action.WITHDRAW, day(3), "不办了")
    return {
        "over": third.paused,
        "after": _seen(4)["second"],
        "open": Pause.objects.filter(case__bundle_id=f"{4:032x}", ended=None).count(),
    }
