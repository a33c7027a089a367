"""Follows the audit logs of kiosks: keeps what they say, and finds where it does not fit what they said before."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from central.fleet.alarms import note_break, note_break_seen
from central.fleet.models import AuditBreak, AuditHead, AuditRecord, AuditTrail
from central.kiosks.models import Kiosk
from kiosk.protocol.audit_chain import Head, first_break
from kiosk.protocol.fleet import AuditLine, Heartbeat

log = logging.getLogger("central.fleet")


@dataclass(frozen=True, slots=True)
class _Entry:
    n: int
    prev: str
    entry: str
    hash: str


def follow(kiosk: Kiosk, heartbeat: Heartbeat) -> Head:
    """Take the head of `heartbeat` and the entries with it; how far the log is followed now.

    A break is kept and logged once; from then on nothing is followed until `begin_anew`.
    """
    with transaction.atomic(savepoint=False):
        trail, _ = AuditTrail.objects.select_for_update().get_or_create(kiosk=kiosk)
        if trail.broken:
            return trail.head
        head, before = Head(heartbeat.audit_n, heartbeat.audit_hash), trail.head
        why = _against_known_heads(trail, head) or _extend(trail, heartbeat.audit)
        if why is not None:
            trail.broken = True
            AuditBreak.objects.create(kiosk=kiosk, epoch=trail.epoch, why=why)
            note_break(kiosk.id, datetime.now(UTC))
            log.error("the audit log of %s is broken: %s", kiosk.id, why)
        if trail.broken or trail.head != before:
            trail.save()
        return trail.head


def begin_anew(one: AuditBreak, by: str) -> None:
    """Somebody has looked into a break: what the kiosk says from now on is followed from its first entry."""
    with transaction.atomic():
        AuditBreak.objects.filter(id=one.id).update(seen_by=by, seen_at=datetime.now(UTC))
        AuditTrail.objects.filter(kiosk=one.kiosk, epoch=one.epoch).delete()
        AuditTrail.objects.get_or_create(kiosk=one.kiosk, defaults={"epoch": one.epoch + 1})
        note_break_seen(one.kiosk_id, datetime.now(UTC))


def _against_known_heads(trail: AuditTrail, head: Head) -> str | None:
    """What is wrong with `head` by the heads that came before; kept when nothing is."""
    before = AuditHead.objects.filter(kiosk_id=trail.kiosk_id, epoch=trail.epoch)
    last = before.order_by("-n").first()
    if last is not None and head.n < last.n:
        return f"the log ends at entry {head.n}; it had {last.n}"
    if last is not None and head.n == last.n:
        return None if head.hash == last.hash else f"entry {head.n} is another than before"
    if head.n == trail.n and head != trail.head:
        return f"entry {head.n} is another than before"
    AuditHead.objects.create(kiosk_id=trail.kiosk_id, epoch=trail.epoch, n=head.n, hash=head.hash)
    return None


def _extend(trail: AuditTrail, lines: Sequence[AuditLine]) -> str | None:
    """Follow what comes after the last entry followed; what is wrong with it, if anything is."""
    fresh, prev = [], trail.hash
    for line in lines:
        if line.n <= trail.n:
            continue
        fresh.append(_Entry(line.n, prev, line.entry, line.hash))
        prev = line.hash
    if not fresh or fresh[0].n != trail.n + 1:
        return None
    heads = AuditHead.objects.filter(kiosk_id=trail.kiosk_id, epoch=trail.epoch, n__gt=trail.n, n__lte=fresh[-1].n)
    why = first_break(fresh, [Head(one.n, one.hash) for one in heads], begin=trail.head)
    if why is not None:
        return why
    AuditRecord.objects.bulk_create(
        AuditRecord(kiosk_id=trail.kiosk_id, epoch=trail.epoch, n=one.n, entry=one.entry, hash=one.hash)
        for one in fresh
    )
    trail.n, trail.hash = fresh[-1].n, fresh[-1].hash
    return None
