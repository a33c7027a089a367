"""Keeps a report, once, and tells whoever waits for it."""

from datetime import UTC, datetime

from django.dispatch import Signal

from central.kiosks.models import Kiosk
from central.reports.models import ReportFile, ReportRecord
from central.submissions.acceptance import Accepted, OtherBytes, acknowledgement, again, once
from central.submissions.opening import Opened
from kiosk.protocol.messages import Report

report_received = Signal()
"""Sent with ``report: ReportRecord`` inside the transaction that keeps it, so a receiver acts exactly once too"""


def repeated(report_id: str, kiosk: Kiosk, posted_sha256: str) -> Accepted | OtherBytes | None:
    """The report that came before under this id, if one did."""
    return again(ReportRecord.objects.filter(id=report_id).first(), kiosk, posted_sha256, acknowledgement)


def accept(kiosk: Kiosk, report: Report, opened: Opened) -> Accepted | OtherBytes:
    """Keep `report`, or find the one kept before."""
    return once(lambda: repeated(report.id, kiosk, opened.posted_sha256), lambda: _new(kiosk, report, opened))


def _new(kiosk: Kiosk, report: Report, opened: Opened) -> Accepted:
    record = ReportRecord.objects.create(
        id=report.id,
        kiosk=kiosk,
        subject=report.subject,
        about=report.about,
        reported_at=report.reported_at,
        received_at=datetime.now(UTC),
        facts=report.facts,
        key_id=opened.key_id,
        posted_sha256=opened.posted_sha256,
    )
    ReportFile.objects.bulk_create(
        ReportFile(
            report=record,
            position=position,
            media_type=one.media_type,
            sha256=one.sha256,
            blob_id=opened.pages[one.sha256].blob,
        )
        for position, one in enumerate(report.files, start=1)
    )
    report_received.send(sender=ReportRecord, report=record)
    return Accepted(acknowledgement(record), fresh=True)
