"""What may be done with commands: ask for one, approve it (somebody else), withdraw it; and what the kiosk answered."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from django.db import transaction

from central.commands.key import command_key
from central.commands.models import CommandState, KioskCommand
from central.kiosks.models import Kiosk
from central.push.telling import tell_command
from central.reports.models import ReportRecord
from kiosk.protocol.commands import LONGEST_LIFE, Command, SignedCommand, Verb, signed

SUBJECT = "command"
"""The subject of reports that answer commands"""
_BACKDATED = timedelta(minutes=5)
"""Clocks differ; a command is good a little before it was approved"""
_MOST_AT_ONCE = 50


class Why(StrEnum):
    """Why something cannot be done with a command: a sentence for whoever is at the command line."""

    NOBODY_ASKS = "a command needs somebody who asks for it"
    LIVES_TOO_LONG = "a command lives 23 hours at most"
    SAME_PERSON = "a command is approved by another person than the one who asked for it"
    UNKNOWN = "there is no such command"
    NOT_WAITING = "the command is not waiting for an approval any more"
    EXPIRED = "the command has expired"


class CommandRefused(Exception):  # noqa: N818 - reads as the fact it is
    """This cannot be done with this command."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def request(kiosk: Kiosk, verb: Verb, *, by: str, life: timedelta = timedelta(hours=12)) -> KioskCommand:
    """A command that waits for its approval. `life` counts from now.

    Raises:
        CommandRefused: nobody asks, or it would live longer than commands may.
    """
    if not by.strip():
        raise CommandRefused(Why.NOBODY_ASKS)
    if not timedelta(0) < life <= LONGEST_LIFE - _BACKDATED:
        raise CommandRefused(Why.LIVES_TOO_LONG)
    now = datetime.now(UTC)
    return KioskCommand.objects.create(
        id=uuid4().hex,
        kiosk=kiosk,
        verb=verb.value,
        not_before=now - _BACKDATED,
        expires=now + life,
        requester=by.strip(),
    )


def approve(command_id: str, *, by: str) -> KioskCommand:
    """Sign the command and let its kiosk know.

    Raises:
        CommandRefused: it is not there, not waiting, expired, or `by` is who asked for it.
    """
    with transaction.atomic():
        command = _waiting(command_id)
        message = Command(
            id=command.id,
            kiosk_id=command.kiosk_id,
            verb=command.verb,
            not_before=command.not_before,
            expires=command.expires,
            requester=command.requester,
            approver=by.strip(),
        )
        if not message.approved:
            raise CommandRefused(Why.SAME_PERSON)
        command.approver, command.approved_at = by.strip(), datetime.now(UTC)
        command.state, command.signed = CommandState.APPROVED, signed(message, command_key()).model_dump_json()
        command.save()
        transaction.on_commit(lambda: tell_command(command.kiosk_id, command.id))
    return command


def withdraw(command_id: str) -> KioskCommand:
    """Take back a command that nobody has approved. Raises `CommandRefused`."""
    with transaction.atomic():
        command = _waiting(command_id)
        command.state = CommandState.WITHDRAWN
        command.save()
    return command


def waiting_for(kiosk: Kiosk) -> tuple[SignedCommand, ...]:
    """The commands that `kiosk` has not answered and may still carry out, oldest first."""
    rows = KioskCommand.objects.filter(kiosk=kiosk, state=CommandState.APPROVED, expires__gt=datetime.now(UTC))
    texts = rows.order_by("approved_at", "id").values_list("signed", flat=True)[:_MOST_AT_ONCE]
    return tuple(SignedCommand.model_validate_json(text) for text in texts)


def note_answer(*, report: ReportRecord, **_: object) -> None:
    """A kiosk reported: if it is the answer to a command of its own, the command is answered."""
    if report.subject == SUBJECT:
        KioskCommand.objects.filter(id=report.about, kiosk_id=report.kiosk_id, state=CommandState.APPROVED).update(
            state=CommandState.ANSWERED,
            answered_at=report.received_at,
            outcome=str(report.facts.get("ended", ""))[:40],
            report_id=report.id,
        )


def _waiting(command_id: str) -> KioskCommand:
    command = KioskCommand.objects.select_for_update().filter(id=command_id).first()
    if command is None:
        raise CommandRefused(Why.UNKNOWN)
    if command.state != CommandState.REQUESTED:
        raise CommandRefused(Why.NOT_WAITING)
    if command.expires <= datetime.now(UTC):
        raise CommandRefused(Why.EXPIRED)
    return command
