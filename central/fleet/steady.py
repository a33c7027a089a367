"""A heartbeat that says nothing new, as nearly every one: what is known comes with its sender, one statement keeps it.

Only on PostgreSQL, where a statement may write to several tables; everywhere else, and whenever anything is new, also of what
an alarm tells, the way of `central.fleet.fleet_api` is gone. What is kept is the same.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from central.fleet.alarms import are_told, details_of
from central.fleet.health import Trouble, devices_down
from central.fleet.history import Before, Condition, fresh_levels
from central.kiosks.auth import SEEN_EVERY, TransactingKiosk
from central.kiosks.nonces import ONCE, kept_until
from central.statements import Row, on_postgresql, rows_of
from kiosk.protocol.audit_chain import Head
from kiosk.protocol.fleet import Heartbeat

heard_kiosk = TransactingKiosk(
    "r.at, r.condition, r.levels, r.troubles, t.n, t.hash, t.broken, (SELECT h.n || ':' || h.hash FROM fleet_audithead h"
    " WHERE h.kiosk_id = t.kiosk_id AND h.epoch = t.epoch ORDER BY h.n DESC LIMIT 1)",
    "LEFT JOIN fleet_kioskreport r ON r.kiosk_id = k.id LEFT JOIN fleet_audittrail t ON t.kiosk_id = k.id",
)
"""Who sends a heartbeat, with what is known of it until now"""
_KEPT = f"""
WITH told AS ({ONCE}), seen AS (
    UPDATE kiosks_kiosk k SET last_seen_at = %s FROM told
    WHERE k.id = told.kiosk_id AND (k.last_seen_at IS NULL OR k.last_seen_at < %s)
), kept AS (
    UPDATE fleet_kioskreport r SET at = %s, body = %s, devices_down = %s, queue_depth = %s, queue_oldest_s = %s,
        program = %s, clock_offset_s = %s, free_bytes = %s, edition = %s
    FROM told WHERE r.kiosk_id = told.kiosk_id AND r.at = %s RETURNING 1
)
SELECT (SELECT count(*) FROM told), (SELECT count(*) FROM kept)
"""  # noqa: S608  of constants


@dataclass(frozen=True, slots=True)
class Kept:
    """It is kept; so far the audit log is followed. `fresh` is False for a call that came before, which is not kept."""

    head: Head
    fresh: bool


@dataclass(frozen=True, slots=True)
class News:
    """It has to be written down in full. `noted` says that the nonce is already."""

    noted: bool = False


def keep_steady(
    known: Row, nonce: str, heartbeat: Heartbeat, troubles: Sequence[Trouble], now: datetime
) -> Kept | News:
    """Keep `heartbeat` if it says nothing new beside what is `known` of `heard_kiosk`."""
    at, condition, levels, was, n, digest, broken, last = known
    if at is None or n is None or not on_postgresql():
        return News()
    before, head = Before(at, condition, json.loads(levels), json.loads(was)), Head(n, digest)
    told = f"{heartbeat.audit_n}:{heartbeat.audit_hash}"
    followed = broken or (told == last and all(line.n <= n for line in heartbeat.audit))
    if not followed or before.is_silent(now) or Condition.of(heartbeat).key != condition:
        return News()
    gone = before.levels.keys() - heartbeat.supplies.keys()
    if gone or fresh_levels(before, heartbeat, now) or list(troubles) != list(before.troubles):
        return News()
    if troubles and not are_told(heartbeat.kiosk_id, details_of(heartbeat, troubles)):
        return News()
    fresh, kept = rows_of(
        _KEPT, (heartbeat.kiosk_id, nonce, kept_until(), now, now - SEEN_EVERY, *_facts(heartbeat, now), at)
    )[0]
    return Kept(head, fresh=bool(fresh)) if kept or not fresh else News(noted=True)


def _facts(heartbeat: Heartbeat, now: datetime) -> tuple[object, ...]:
    body = heartbeat.model_copy(update={"audit": ()}).model_dump_json(exclude_defaults=True)
    queue = heartbeat.queue
    return (
        *(now, body, devices_down(heartbeat), queue.depth, queue.oldest_s),
        *(heartbeat.program, heartbeat.clock_offset_s, heartbeat.free_bytes, heartbeat.edition),
    )
