"""Keeps what somebody wrote at a kiosk, once."""

from central.kiosks.models import Kiosk
from central.submissions.acceptance import Accepted, OtherBytes, once
from central.submissions.opening import Opened
from central.voice.models import Ticket
from central.voice.tickets import take_written
from kiosk.protocol.messages import SubmissionAnswer
from kiosk.protocol.voice import WrittenTicket


def repeated(message_id: str, kiosk: Kiosk, posted_sha256: str) -> Accepted | OtherBytes | None:
    """The ticket that came before under this id, if one did."""
    ticket = Ticket.objects.filter(message_id=message_id).first()
    if ticket is None:
        return None
    if ticket.posted_sha256 != posted_sha256 or ticket.kiosk_id != kiosk.id:
        return OtherBytes()
    return Accepted(_acknowledgement(ticket), fresh=False)


def accept(kiosk: Kiosk, written: WrittenTicket, opened: Opened) -> Accepted | OtherBytes:
    """Keep it, or find the one kept before. A number that another ticket has is refused: it was not this kiosk's to give."""

    def known() -> Accepted | OtherBytes | None:
        return repeated(written.id, kiosk, opened.posted_sha256) or _taken(written)

    return once(known, lambda: _new(kiosk, written, opened))


def _taken(written: WrittenTicket) -> OtherBytes | None:
    return OtherBytes() if Ticket.objects.filter(number=written.number).exists() else None


def _new(kiosk: Kiosk, written: WrittenTicket, opened: Opened) -> Accepted:
    return Accepted(_acknowledgement(take_written(written, kiosk, opened.posted_sha256)), fresh=True)


def _acknowledgement(ticket: Ticket) -> str:
    """The answer for `ticket`: the same characters every time."""
    received = ticket.received_at or ticket.opened_at
    return SubmissionAnswer(id=ticket.message_id, sha256=ticket.posted_sha256, received_at=received).model_dump_json()
