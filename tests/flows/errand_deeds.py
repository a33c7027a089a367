"""What officers do meanwhile (`tests.central.inside`): ask for a paper, and answer what a citizen wrote."""

from datetime import UTC, datetime

from django.contrib.auth.models import User

from central.cases.models import Case
from central.cases.transitions import Action
from central.voice.models import Ticket
from central.voice.tickets import approve_reply, draft_reply
from tests.central.cases.deeds import taken


def asks_for(case_no: str, material: str, reason: str) -> str:
    """补正: the case waits for this material."""
    case = taken(
        Case.objects.get(case_no=case_no.replace(" ", "")),
        Action.ASK_SUPPLEMENT,
        datetime.now(UTC),
        reason,
        (material,),
    )
    return str(case.state)


def answers(number: str, reply: str) -> str:
    """By one, let out by another."""
    clerk, chief = (User.objects.get_or_create(username=name)[0] for name in ("clerk", "chief"))
    ticket = Ticket.objects.get(number=number)
    draft_reply(ticket, reply, clerk)
    approve_reply(ticket, chief)
    return str(ticket.state)
