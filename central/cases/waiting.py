"""Members of a bundle (一件事) that wait for one another wait together: while a clock stands still, so do those that follow it.

Nobody can decide a member before those that it rests on (`central.cases.bundles.blocking`). Would its clock go on while one of
them is at the citizen for a paper, or in a special procedure, its office got a red card for what it could not do.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from central.cases.models import WAITS, Case, Pause
from central.cases.pausing import reckon

Span = tuple[date, date | None]


def hold_followers(case: Case) -> None:
    """A pause of `case` has begun or ended: whatever waits for it waits as long. `case` and its bundle are locked."""
    if case.bundle_id is None:
        return
    others = Case.objects.filter(bundle_id=case.bundle_id).exclude(pk=case.pk).defer("body", "answer", "findings")
    wait_together({**{one.matter_code: one for one in others}, case.matter_code: case})


def wait_together(members: Mapping[str, Case]) -> None:
    """Give each member the pauses of all that it waits for, no more and no fewer, whatever arrived first."""
    rows = list(Pause.objects.filter(case__in=members.values()))
    if not rows:
        return
    own: dict[int, set[Span]] = {}
    lent: dict[int, set[Span]] = {}
    for row in rows:
        (lent if row.kind == WAITS else own).setdefault(row.case_id, set()).add((row.began, row.ended))
    for code, member in members.items():
        before = (members[one].pk for one in _before(code, members))
        wanted: set[Span] = set().union(*(own.get(pk, set()) for pk in before))
        if member.is_open and wanted != lent.get(member.pk, set()):
            _lend(member, wanted)


def standing_still(case: Case) -> list[Case]:
    """The members for which `case` waits now and whose own clock stands still: why its own does."""
    if case.bundle_id is None or not case.paused:
        return []
    members = {one.matter_code: one for one in Case.objects.filter(bundle_id=case.bundle_id).defer("body", "answer")}
    before = [members[code] for code in _before(case.matter_code, members)]
    held = Pause.objects.filter(case__in=before, ended=None).exclude(kind=WAITS).values_list("case_id", flat=True)
    return [one for one in before if one.pk in set(held)]


def _lend(member: Case, spans: Iterable[Span]) -> None:
    Pause.objects.filter(case=member, kind=WAITS).delete()
    Pause.objects.bulk_create(Pause(case=member, kind=WAITS, began=began, ended=ended) for began, ended in spans)
    reckon(member)
    member.save(update_fields=["paused", "due"])


def _before(code: str, members: Mapping[str, Case]) -> list[str]:
    """All that has to be decided before the member `code`, as far as it is there; a circle is gone round once."""
    found: list[str] = []
    ahead = list(members[code].after)
    while ahead:
        one = ahead.pop()
        if one in members and one != code and one not in found:
            found.append(one)
            ahead += members[one].after
    return found
