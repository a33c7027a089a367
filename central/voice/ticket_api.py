"""``POST /v1/tickets``: what citizens say at a kiosk."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from ninja import Router

from central.kiosks.auth import caller
from central.kiosks.models import Kiosk
from central.problems import problem
from central.submissions.acceptance import Accepted, OtherBytes, once
from central.voice.models import Ticket
from central.voice.tickets import open_ticket
from central.voice.views import address_of
from kiosk.protocol.voice import TicketAnswer, TicketRequest

router = Router(tags=["voice"])


@router.post("/tickets", response={201: TicketAnswer, 200: TicketAnswer})
def post_ticket(request: HttpRequest, wish: TicketRequest) -> HttpResponse:
    """Open a ticket once: the same again gets the same number; other words under the same id are refused."""
    kiosk, posted = caller(request), sha256(request.body).hexdigest()
    outcome = once(
        lambda: _repeated(wish.id, kiosk, posted),
        lambda: Accepted(_answer(open_ticket(wish, kiosk, posted)), fresh=True),
    )
    if isinstance(outcome, OtherBytes):
        return problem(422, "other-bytes", "This id was used for other words, or by another kiosk.")
    return HttpResponse(outcome.answer, status=201 if outcome.fresh else 200, content_type="application/json")


def _repeated(message_id: str, kiosk: Kiosk, posted: str) -> Accepted | OtherBytes | None:
    ticket = Ticket.objects.filter(message_id=message_id).first()
    if ticket is None:
        return None
    if ticket.posted_sha256 != posted or ticket.kiosk_id != kiosk.id:
        return OtherBytes()
    return Accepted(_answer(ticket), fresh=False)


def _answer(ticket: Ticket) -> str:
    answer = TicketAnswer(number=ticket.number, code=ticket.code, address=address_of(ticket), due=ticket.due)
    return answer.model_dump_json()
