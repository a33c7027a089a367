"""``POST /v1/tickets/look``, ``/mine``, ``/judge``: where a ticket is, and the citizen's word on its answer, at a kiosk."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import TypeAdapter

from central.cases.holders import hash_of_digest
from central.kiosks.auth import caller
from central.problems import problem
from central.voice.models import Ticket, TicketState
from central.voice.tickets import MOST_REOPENED, found, judge
from central.voice.views import SAID
from kiosk.protocol.progress import Said
from kiosk.protocol.voice import (
    TicketJudgement,
    TicketKindWord,
    TicketLook,
    TicketsAnswer,
    TicketsRequest,
    TicketStanding,
)

router = Router(tags=["voice"])
MOST = 20
"""Tickets in one answer"""
_KIND: TypeAdapter[TicketKindWord] = TypeAdapter(TicketKindWord)
_SHOWN = (TicketState.ANSWERED, TicketState.CLOSED)


@router.post("/tickets/mine", response=TicketsAnswer)
def mine(request: HttpRequest, question: TicketsRequest) -> TicketsAnswer:
    """The newest tickets that were written with this card on the reader."""
    caller(request)
    rows = list(Ticket.objects.filter(holder_hash=hash_of_digest(question.holder)).order_by("-id")[: MOST + 1])
    return TicketsAnswer(tickets=tuple(_told(ticket) for ticket in rows[:MOST]), more=len(rows) > MOST)


@router.post("/tickets/look", response={200: TicketStanding})
def look(request: HttpRequest, question: TicketLook) -> HttpResponse:
    """The ticket of a slip; 404 `no-such-ticket` for a wrong number or code, without saying which."""
    caller(request)
    return _answer(found(question.number, question.code))


@router.post("/tickets/judge", response={200: TicketStanding})
def judged(request: HttpRequest, word: TicketJudgement) -> HttpResponse:
    """The citizen's word on the answer. Said twice, or too late, the answer is how the ticket stands."""
    caller(request)
    ticket = found(word.number, word.code)
    if ticket is not None:
        try:
            judge(ticket, satisfied=word.satisfied, objection=word.objection)
        except ValidationError:
            ticket.refresh_from_db()
    return _answer(ticket)


def _answer(ticket: Ticket | None) -> HttpResponse:
    if ticket is None:
        return problem(404, "no-such-ticket", "There is no ticket with this number and code.")
    return HttpResponse(_told(ticket).model_dump_json(), content_type="application/json")


def _told(ticket: Ticket) -> TicketStanding:
    state = TicketState(ticket.state)
    _tone, zh, en = SAID[state]
    return TicketStanding(
        number=ticket.number,
        code=ticket.code,
        kind=_KIND.validate_python(ticket.kind),
        said=Said(zh=zh, en=en),
        text=ticket.text,
        written_at=ticket.opened_at,
        due=ticket.due,
        reply=ticket.reply if state in _SHOWN else "",
        answered_at=ticket.answered_at if state in _SHOWN else None,
        may_judge=state is TicketState.ANSWERED,
        may_reopen=state is TicketState.ANSWERED and ticket.reopened < MOST_REOPENED,
        closed=state is TicketState.CLOSED,
    )
