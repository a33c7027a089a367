"""``POST /v1/heartbeats`` and ``GET /v1/standing``."""

from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from central.fleet.alarms import details_of, note_return, note_troubles
from central.fleet.health import devices_down, health_of, troubles_of
from central.fleet.history import Before, Condition, note_condition, note_levels
from central.fleet.models import KioskReport
from central.fleet.running_out import first_empty_of
from central.fleet.standing import etag_of, standing_of
from central.fleet.steady import Kept, heard_kiosk, keep_steady
from central.fleet.trail import follow
from central.kiosks.auth import NotBelieved, beside_of, caller, nonce_of, note_seen, repeatable_kiosk
from central.kiosks.models import Kiosk
from central.kiosks.nonces import remember
from central.kiosks.signatures import Refusal
from central.problems import problem
from kiosk.protocol.audit_chain import Head
from kiosk.protocol.fleet import Heartbeat, HeartbeatAnswer, Standing

router = Router(tags=["fleet"])


@router.post("/heartbeats", auth=heard_kiosk, response=HeartbeatAnswer)
def post_heartbeat(request: HttpRequest, heartbeat: Heartbeat) -> HttpResponse:
    """Note how the kiosk is, and follow its audit log. Believed once: an old heartbeat would look like a cut log."""
    kiosk = caller(request)
    if heartbeat.kiosk_id != kiosk.id:
        return problem(422, "other-kiosk", "The heartbeat names another kiosk than the one that sends it.")
    head = _kept(kiosk, request, heartbeat, datetime.now(UTC))
    answer = HeartbeatAnswer(audit_n=head.n, audit_hash=head.hash)
    return HttpResponse(answer.model_dump_json(), content_type="application/json")


@router.get("/standing", auth=repeatable_kiosk, response={200: Standing})
def get_standing(request: HttpRequest) -> HttpResponse:
    """What the kiosk should have and do; 304 when it knows. Writes nothing."""
    body = standing_of(caller(request)).model_dump_json().encode()
    etag = etag_of(body)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)


def _kept(kiosk: Kiosk, request: HttpRequest, heartbeat: Heartbeat, now: datetime) -> Head:
    """Keep `heartbeat`; how far the audit log is followed. Raises `NotBelieved` for a call that came before."""
    nonce = nonce_of(request)
    steady = keep_steady(beside_of(request), nonce, heartbeat, troubles_of(heartbeat), now)
    if isinstance(steady, Kept):
        if not steady.fresh:
            raise NotBelieved(Refusal.REPLAYED)
        return steady.head
    with transaction.atomic():  # one commit: the whole fleet comes every minute
        if not steady.noted and not remember(kiosk.id, nonce):
            raise NotBelieved(Refusal.REPLAYED)
        note_seen(kiosk, now)
        keep(kiosk, heartbeat, now)
        return follow(kiosk, heartbeat)


def keep(kiosk: Kiosk, heartbeat: Heartbeat, now: datetime) -> None:
    """The last heartbeat, and of the others what they changed. A kiosk's first one begins its history."""
    kept = KioskReport.objects.select_for_update().filter(kiosk=kiosk)
    row = kept.values_list("at", "condition", "levels", "troubles").first()
    before = Before(*row) if row is not None else None
    condition, troubles = Condition.of(heartbeat), troubles_of(heartbeat)
    note_condition(kiosk.id, before, condition, now)
    levels = note_levels(kiosk.id, before, heartbeat, now)
    facts = {
        "at": now,
        "body": heartbeat.model_copy(update={"audit": ()}).model_dump_json(exclude_defaults=True),
        "closed": heartbeat.closed,
        "devices_down": devices_down(heartbeat),
        "queue_depth": heartbeat.queue.depth,
        "queue_oldest_s": heartbeat.queue.oldest_s,
        "release": heartbeat.release,
        "program": heartbeat.program,
        "health": health_of(troubles, closed=heartbeat.closed),
        "troubles": list(troubles),
        "clock_offset_s": heartbeat.clock_offset_s,
        "free_bytes": heartbeat.free_bytes,
        "edition": heartbeat.edition,
        "condition": condition.key,
        "levels": levels,
    }
    if before is None or levels != before.levels:
        facts |= first_empty_of(kiosk.id, levels, now).facts
    if before is None:
        KioskReport.objects.update_or_create(kiosk=kiosk, defaults=facts)
    else:
        KioskReport.objects.filter(kiosk=kiosk).update(**facts)
    if before is not None and before.is_silent(now):
        note_return(kiosk.id, before.at, now)
    if troubles or (before is not None and before.troubles):
        note_troubles(kiosk.id, details_of(heartbeat, troubles), now)
