"""What tests of tickets and rectification do inside of the platform."""

from typing import Any

from central.voice.admin import RectificationForm, ReplyForm
from central.voice.models import Rectification, Ticket


def looked_at(reply: str) -> dict[str, Any]:
    """A good reply and a good end, checked and not saved: whether they are good, and what is in the database."""
    ticket, task = Ticket.objects.latest("pk"), Rectification.objects.latest("pk")
    words = {"finding": reply, "measure": reply, "outcome": Rectification.State.DONE.value}
    good = [ReplyForm({"reply": reply}, instance=ticket).is_valid(), RectificationForm(words, instance=task).is_valid()]
    kept, still = Ticket.objects.get(pk=ticket.pk), Rectification.objects.get(pk=task.pk)
    return {"reply": [good[0], kept.state, kept.reply], "end": [good[1], still.state, still.finding]}
