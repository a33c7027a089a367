"""What tests of tickets and rectification do inside of the platform."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from central.fleet.models import Alarm, AuditRecord
from central.kiosks.models import Kiosk
from central.voice.admin import RectificationForm, ReplyForm
from central.voice.circumstances import event_words, events_around
from central.voice.models import Rectification, Ticket


def looked_at(reply: str) -> dict[str, Any]:
    """A good reply and a good end, checked and not saved: whether they are good, and what is in the database."""
    ticket, task = Ticket.objects.latest("pk"), Rectification.objects.latest("pk")
    words = {"finding": reply, "measure": reply, "outcome": Rectification.State.DONE.value}
    good = [ReplyForm({"reply": reply}, instance=ticket).is_valid(), RectificationForm(words, instance=task).is_valid()]
    kept, still = Ticket.objects.get(pk=ticket.pk), Rectification.objects.get(pk=task.pk)
    return {"reply": [good[0], kept.state, kept.reply], "end": [good[1], still.state, still.finding]}


def circumstances() -> list[list[str]]:
    """A jam of twenty seconds, a restart, a full disk and an old restart around a visit: what is told of them, and how."""
    kiosk, rated = Kiosk.objects.create(id="K-9000"), datetime(2026, 11, 22, 12, 15, tzinfo=UTC)
    jam = rated - timedelta(minutes=2)
    Alarm.objects.create(
        kiosk=kiosk,
        kind="device",
        detail="receipt_printer=receipt.jam",
        began_at=jam,
        over_at=jam + timedelta(seconds=20),
    )
    Alarm.objects.create(kiosk=kiosk, kind="disk", detail="1000000000", began_at=rated - timedelta(days=1))
    for n, minutes in ((1, 600), (2, 5)):
        entry = json.dumps({"at": (rated - timedelta(minutes=minutes)).isoformat(), "event": "started"})
        AuditRecord.objects.create(kiosk=kiosk, epoch=1, n=n, entry=entry, hash=str(n))
    return [list(event_words(event)) for event in events_around(kiosk, rated)]
