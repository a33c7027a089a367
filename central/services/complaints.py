"""统一投诉建议: takes over what citizens write at a kiosk, exactly once."""

from typing import Protocol, cast

from central.kiosks.models import Kiosk
from central.services.outages import play
from central.services.registry import Kind, Service, service
from central.submissions.acceptance import Accepted, OtherBytes
from central.submissions.opening import Opened
from central.voice import intake
from central.voice.models import Ticket
from kiosk.protocol.voice import WrittenTicket


class Complaints(Service, Protocol):
    """What a province implements."""

    def repeated(self, message_id: str, kiosk: Kiosk, posted_sha256: str, /) -> Accepted | OtherBytes | None:
        """What came before under this id. Raises `Unavailable`."""

    def accept(self, kiosk: Kiosk, written: WrittenTicket, opened: Opened, /) -> Accepted | OtherBytes:
        """Keep it, or find the one kept before. Raises `Unavailable`: the kiosk keeps it and comes again."""


class PlatformComplaints:
    """The tickets of this platform."""

    def ping(self) -> None:
        """Look for a number that no ticket has."""
        play(Kind.COMPLAINTS)
        Ticket.objects.filter(number="").exists()

    def repeated(self, message_id: str, kiosk: Kiosk, posted_sha256: str, /) -> Accepted | OtherBytes | None:
        """By `central.voice.intake`."""
        play(Kind.COMPLAINTS)
        return intake.repeated(message_id, kiosk, posted_sha256)

    def accept(self, kiosk: Kiosk, written: WrittenTicket, opened: Opened, /) -> Accepted | OtherBytes:
        """As `repeated`."""
        return intake.accept(kiosk, written, opened)


def complaints() -> Complaints:
    """The one in use."""
    return cast("Complaints", service(Kind.COMPLAINTS))
