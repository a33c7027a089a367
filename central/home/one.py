"""What one of something and many of it are called in English; in Chinese both are the model's own name."""

from collections.abc import Mapping
from functools import partial

from django.apps import apps
from django.utils.functional import Promise, lazy

from central.words import in_english

ONE: Mapping[str, str] = {
    "appointments.Appointment": "Booking",
    "appointments.Slot": "Time",
    "cases.Supplement": "Supplement",
    "cases.SupervisionCard": "Supervision card",
    "certificates.Certificate": "Certificate",
    "commands.KioskCommand": "Kiosk command",
    "delivery.Parcel": "Parcel",
    "fleet.Alarm": "Kiosk alarm",
    "fleet.AuditBreak": "Break of the audit chain",
    "fleet.AuditHead": "Audit head",
    "fleet.AuditRecord": "Audit entry",
    "fleet.Duty": "Turn of duty",
    "government.DataLookup": "Data lookup",
    "kiosks.Kiosk": "Kiosk",
    "kiosks.Region": "Region",
    "numbers.DutyItem": "Matter to be claimed",
    "numbers.Export": "Export",
    "numbers.OtherChannel": "Figure of another channel",
    "payments.Order": "Order",
    "people.ConsoleSession": "Session",
    "people.TrailEntry": "Entry of the audit trail",
    "ratings.RatingRecord": "Rating",
    "reports.ReportRecord": "Kiosk report",
    "services.ServiceStanding": "Service",
    "timers.TaskRecord": "Timed task",
    "voice.Rectification": "Rectification of a bad rating",
    "voice.Ticket": "Ticket",
    "writing.MatterDraft": "Draft",
}
"""Of models whose English name in the catalogues is that of many"""
MANY: Mapping[str, str] = {
    "cases.Case": "Cases",
    "payments.Reconciliation": "Reconciliations",
    "payments.Refund": "Refunds",
    "review.MatterRelease": "Releases",
    "review.Notice": "Emergency notices",
    "review.Proposal": "Proposals",
    "review.RedCard": "Red cards",
}
"""Of models whose English name is that of one"""


def tell_apart() -> None:
    """Let the models know; once, when all of them are there."""
    for label, english in ONE.items():
        options = apps.get_model(label)._meta  # noqa: SLF001  Django's public _meta
        options.verbose_name = _either(english, options.verbose_name)
    for label, english in MANY.items():
        options = apps.get_model(label)._meta  # noqa: SLF001  as above
        options.verbose_name_plural = _either(english, options.verbose_name_plural)


def _either(english: str, own: str | Promise) -> str | Promise:
    return lazy(partial(_said, english, own), str)()


def _said(english: str, own: str | Promise) -> str:
    return english if in_english() else str(own)
