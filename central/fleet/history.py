"""Keeps of heartbeats what changed: a steady kiosk writes nothing here, however often it is heard."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import islice

from central.fleet.health import SILENT, USABLE_STATES
from central.fleet.models import Span, SupplyReading
from kiosk.protocol.fleet import Heartbeat

READING_EVERY = timedelta(minutes=30)
"""Of one supply at most"""
_MOST_LEVELS = 40

Levels = dict[str, list[int]]
"""Supply → percent and time (seconds since 1970) of the reading that was kept last"""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a kiosk could do: all that `kiosk.matters.availability` goes by, and whether it was open."""

    closed: str
    usable: tuple[str, ...]
    accepting: bool
    release: int
    told: bool = True
    """False of a program that names its devices only; what they can do, and the till, is not known then"""

    @classmethod
    def of(cls, heartbeat: Heartbeat) -> "Condition":
        """By the word of `heartbeat`."""
        usable = heartbeat.usable
        if usable is None:
            usable = tuple(role for role, one in heartbeat.devices.items() if one.state in USABLE_STATES)
        return cls(
            heartbeat.closed,
            tuple(sorted(usable)),
            heartbeat.accepting,
            heartbeat.release,
            told=heartbeat.usable is not None,
        )

    @classmethod
    def parsed(cls, text: str) -> "Condition":
        """What `text` was made of."""
        told = json.loads(text)
        return cls(**{**told, "usable": tuple(told["usable"])})

    @property
    def text(self) -> str:
        """JSON, the same for the same."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @property
    def key(self) -> str:
        """16 hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of the kiosk until now."""

    at: datetime
    condition: str
    levels: Mapping[str, list[int]]
    troubles: Sequence[str] = ()

    def is_silent(self, now: datetime) -> bool:
        """Whether nothing was heard for longer than is usual."""
        return now - self.at > SILENT


def note_condition(kiosk_id: str, before: Before | None, condition: Condition, now: datetime) -> bool:
    """Let the span go on, or begin another; whether it is another. Call in the transaction that keeps the heartbeat."""
    key = condition.key
    silent = before is not None and before.is_silent(now)
    if before is not None and before.condition == key and not silent:
        return False
    if before is not None:
        # What was heard last holds until something else is heard; a silence belongs to nobody.
        Span.objects.filter(kiosk_id=kiosk_id, until=None).update(until=before.at if silent else now)
    Span.objects.create(
        kiosk_id=kiosk_id, began=now, closed=condition.closed, release=condition.release, situation=condition.text
    )
    return True


def fresh_levels(before: Before | None, heartbeat: Heartbeat, now: datetime) -> dict[str, int]:
    """Supply → percent, of the readings that are news."""
    known = before.levels if before is not None else {}
    seconds = now.timestamp()
    fresh = {}
    for name, one in islice(heartbeat.supplies.items(), _MOST_LEVELS):
        last = known.get(name)
        if one.percent is None or (last is not None and last[0] == one.percent):
            continue
        if last is not None and one.percent < last[0] and seconds - last[1] < READING_EVERY.total_seconds():
            continue
        fresh[name] = one.percent
    return fresh


def note_levels(kiosk_id: str, before: Before | None, heartbeat: Heartbeat, now: datetime) -> Levels:
    """Keep the readings that are news; what to remember of them."""
    fresh = fresh_levels(before, heartbeat, now)
    if fresh:
        SupplyReading.objects.bulk_create(
            SupplyReading(kiosk_id=kiosk_id, supply=name, at=now, percent=percent) for name, percent in fresh.items()
        )
    known: Levels = dict(before.levels) if before is not None else {}
    known |= {name: [percent, int(now.timestamp())] for name, percent in fresh.items()}
    return {name: level for name, level in known.items() if name in heartbeat.supplies}
