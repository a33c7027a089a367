"""Alarms: raised and ended by what kiosks say or no longer say, seen to by people.

A heartbeat without troubles after one without costs nothing here. Silence has no heartbeat: `patrol` looks for
it, and what nobody looked for meanwhile is written down by the heartbeat that ends it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef

from central.commands.models import KioskCommand
from central.fleet.health import SILENT, Trouble
from central.fleet.models import Alarm, KioskReport
from central.statements import rows_of
from kiosk.protocol.fleet import Heartbeat

_NOT_BY_WORD = (Trouble.SILENT, Trouble.AUDIT)
_NAMING = (Trouble.CLOSED, Trouble.DEVICE, Trouble.SUPPLY)
"""Whose details name parts or reasons; those of the others are figures"""
_MOST_AT_ONCE = 1000
_LONGEST = 300


def details_of(heartbeat: Heartbeat, troubles: Iterable[Trouble]) -> dict[Trouble, str]:
    """Each trouble with its facts in words of the wire; `central.fleet.words` says them to people."""
    return {trouble: " ".join(_facts(heartbeat, trouble))[:_LONGEST] for trouble in troubles}


def note_troubles(kiosk_id: str, found: Mapping[Trouble, str], now: datetime) -> None:
    """From now on exactly these are wrong, by the kiosk's own word. Call in the transaction that keeps the heartbeat.

    An open alarm tells how it is now; where something joined what somebody has seen, it is to be seen again.
    """
    open_ones = Alarm.objects.filter(kiosk_id=kiosk_id, over_at=None).exclude(kind__in=_NOT_BY_WORD)
    known = dict(open_ones.values_list("kind", "detail"))
    if gone := known.keys() - found.keys():
        open_ones.filter(kind__in=gone).update(over_at=now)
    for kind, detail in found.items():
        if kind in known and detail != known[kind]:
            unseen = {"seen_by": "", "seen_at": None} if _joins(kind, known[kind], detail) else {}
            open_ones.filter(kind=kind).update(detail=detail, **unseen)
    Alarm.objects.bulk_create(
        (
            Alarm(kiosk_id=kiosk_id, kind=kind, detail=detail, began_at=now)
            for kind, detail in found.items()
            if kind not in known
        ),
        ignore_conflicts=True,
    )


def are_told(kiosk_id: str, found: Mapping[Trouble, str]) -> bool:
    """Whether the open alarms say exactly this already, so that `note_troubles` would find nothing to do."""
    rows = rows_of("SELECT kind, detail FROM fleet_alarm WHERE kiosk_id = %s AND over_at IS NULL", (kiosk_id,))
    return {kind: detail for kind, detail in rows if kind not in _NOT_BY_WORD} == found


def note_return(kiosk_id: str, heard_at: datetime, now: datetime) -> None:
    """It was last heard at `heard_at`, a while ago, and is heard again `now`."""
    if not Alarm.objects.filter(kiosk_id=kiosk_id, kind=Trouble.SILENT, over_at=None).update(over_at=now):
        Alarm.objects.create(kiosk_id=kiosk_id, kind=Trouble.SILENT, began_at=heard_at, over_at=now)


def note_break(kiosk_id: str, now: datetime) -> None:
    """Its audit log is not the one that was seen before."""
    Alarm.objects.bulk_create([Alarm(kiosk_id=kiosk_id, kind=Trouble.AUDIT, began_at=now)], ignore_conflicts=True)


def note_break_seen(kiosk_id: str, now: datetime) -> None:
    """Somebody has looked into the break."""
    Alarm.objects.filter(kiosk_id=kiosk_id, kind=Trouble.AUDIT, over_at=None).update(over_at=now)


def patrol(now: datetime | None = None) -> int:
    """Raise the alarm for every kiosk that has fallen silent; how many those are. At most so many in one call."""
    now = now or datetime.now(UTC)
    known = Alarm.objects.filter(kiosk_id=OuterRef("kiosk_id"), kind=Trouble.SILENT, over_at=None)
    silent = KioskReport.objects.filter(at__lt=now - SILENT, kiosk__active=True).exclude(Exists(known))
    rows = list(silent.values_list("kiosk_id", "at")[:_MOST_AT_ONCE])
    Alarm.objects.bulk_create(
        (Alarm(kiosk_id=kiosk, kind=Trouble.SILENT, began_at=at) for kiosk, at in rows), ignore_conflicts=True
    )
    return len(rows)


def keep_watch(now: datetime) -> dict[str, int]:
    """`patrol` until nobody is left, as a task of the clock (`central.timers`)."""
    silent = 0
    while found := patrol(now):
        silent += found
    return {"silent": silent}


def acknowledge(alarm: Alarm, by: str, note: str = "") -> bool:
    """`by` has seen it; whether they are the first."""
    fresh = Alarm.objects.filter(pk=alarm.pk, seen_at=None).update(
        seen_by=by, seen_at=datetime.now(UTC), note=note[:_LONGEST]
    )
    return bool(fresh)


def answer_with(alarm: Alarm, command: KioskCommand, by: str) -> None:
    """`by` asks for `command` because of it, and has thereby seen it."""
    acknowledge(alarm, by)
    Alarm.objects.filter(pk=alarm.pk, kiosk_id=command.kiosk_id).update(command=command)


def _joins(kind: Trouble, before: str, after: str) -> bool:
    """Whether `after` names what `before` did not."""
    return kind in _NAMING and not _named(after) <= _named(before)


def _named(detail: str) -> set[str]:
    return {one.partition("=")[0] for one in detail.split()}


def _facts(heartbeat: Heartbeat, trouble: Trouble) -> Iterator[str]:
    match trouble:
        case Trouble.CLOSED:
            yield heartbeat.closed
        case Trouble.DEVICE:
            for role, one in heartbeat.devices.items():
                if one.fault:
                    yield f"{role}={one.fault}"
        case Trouble.SUPPLY:
            for name, level in heartbeat.supplies.items():
                if level.low:
                    yield f"{name.replace(' ', '_')}={'' if level.percent is None else level.percent}"
        case Trouble.QUEUE:
            yield f"{heartbeat.queue.depth}={heartbeat.queue.oldest_s}"
        case Trouble.DEAD:
            yield str(heartbeat.queue.dead)
        case Trouble.CLOCK:
            yield f"{heartbeat.clock_offset_s or 0:+.0f}"
        case Trouble.DISK:
            yield str(heartbeat.free_bytes)
        case Trouble.RELEASE:
            yield heartbeat.release_said
        case _:
            return
