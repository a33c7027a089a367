"""Tickets: opened once, answered by one person and let out by another, opened again when the citizen is not content."""

from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from central.cases.holders import hash_of_digest
from central.catalogue import calendar
from central.kiosks.models import Kiosk
from central.voice.models import FormerReply, Ticket, TicketKind, TicketState
from central.voice.quality import shortcomings
from kiosk.matters.deadline import deadline
from kiosk.protocol.voice import WORKING_DAYS, WrittenTicket

MOST_REOPENED = 3
_WAITING = frozenset({TicketState.RECEIVED, TicketState.REOPENED})


def take_written(written: WrittenTicket, kiosk: Kiosk, posted_sha256: str) -> Ticket:
    """A ticket that a kiosk has numbered; the day on which it was written counts. Raises ``IntegrityError`` when it is known."""
    now = datetime.now(UTC)
    opened = min(written.written_at, now)
    return Ticket.objects.create(
        message_id=written.id,
        number=written.number,
        code=written.code,
        posted_sha256=posted_sha256,
        kind=TicketKind(written.kind),
        kiosk=kiosk,
        region=kiosk.region,
        matter_code=written.matter_code,
        text=written.text,
        holder_hash=hash_of_digest(written.holder) if written.holder else "",
        opened_at=opened,
        received_at=now,
        due=deadline(opened, WORKING_DAYS[written.kind], calendar()).date,
    )


def found(number: str, code: str) -> Ticket | None:
    """The ticket of this slip. The strokes of a number may be left out, as somebody types it; a code has to be exact."""
    bare = number.replace("-", "")
    return next((one for one in Ticket.objects.filter(code=code) if one.number.replace("-", "") == bare), None)


def check_reply(ticket: Ticket, reply: str) -> None:
    """Whether `reply` may be put before somebody else, as `draft_reply` has it. Nothing is written."""
    _in_turn(ticket, _WAITING | {TicketState.DRAFTED})
    wrong = shortcomings(ticket.kind, ticket.text, reply)
    if wrong:
        raise ValidationError([ValidationError(str(one.sentence), code=one.rule) for one in wrong])


@transaction.atomic
def draft_reply(ticket: Ticket, reply: str, by: User) -> None:
    """Put a reply before somebody else. Raises ``ValidationError`` with every shortcoming, or when it is not its turn."""
    now = _locked(ticket)
    check_reply(now, reply)
    now.reply, now.replied_by, now.state = reply.strip(), by, TicketState.DRAFTED
    now.save()
    ticket.refresh_from_db()


@transaction.atomic
def approve_reply(ticket: Ticket, by: User) -> None:
    """Let it out. Raises ``ValidationError`` for whoever wrote it, or when there is nothing to let out."""
    now = _locked(ticket, {TicketState.DRAFTED})
    if now.replied_by_id == by.pk:
        raise ValidationError(_("审核人不能是答复人本人"))
    now.approved_by, now.answered_at, now.state = by, datetime.now(UTC), TicketState.ANSWERED
    now.save()
    ticket.refresh_from_db()


@transaction.atomic
def send_back(ticket: Ticket, by: User) -> None:
    """The reply is to be written again. Raises ``ValidationError`` as `approve_reply`."""
    now = _locked(ticket, {TicketState.DRAFTED})
    if now.replied_by_id == by.pk:
        raise ValidationError(_("审核人不能是答复人本人"))
    now.state = TicketState.REOPENED if now.reopened else TicketState.RECEIVED
    now.save()
    ticket.refresh_from_db()


@transaction.atomic
def judge(ticket: Ticket, *, satisfied: bool, objection: str = "") -> None:
    """The citizen's word on the answer: it is closed, or opened again with a whole time limit. Raises ``ValidationError``."""
    now = _locked(ticket, {TicketState.ANSWERED})
    now.satisfied = satisfied
    if satisfied or now.reopened >= MOST_REOPENED:
        now.state = TicketState.CLOSED
    else:
        at = datetime.now(UTC)
        FormerReply.objects.create(ticket=now, text=now.reply, answered_at=now.answered_at or at, objection=objection)
        now.reopened += 1
        now.state, now.reply, now.answered_at = TicketState.REOPENED, "", None
        now.replied_by = now.approved_by = None
        now.due = deadline(at, WORKING_DAYS[now.kind], calendar()).date
    now.save()
    ticket.refresh_from_db()


def _locked(ticket: Ticket, states: "set[TicketState] | frozenset[TicketState] | None" = None) -> Ticket:
    now = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if states is not None:
        _in_turn(now, states)
    return now


def _in_turn(ticket: Ticket, states: "set[TicketState] | frozenset[TicketState]") -> None:
    if ticket.state not in states:
        raise ValidationError(_("这件工单现在是“%(state)s”"), params={"state": ticket.get_state_display()})
