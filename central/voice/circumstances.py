"""What the kiosk said of itself around a visit that was rated badly: the likely cause, without anything of the citizen."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from central.fleet.models import Alarm, Span
from central.kiosks.models import Kiosk

BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=2)
"""A visit lasts minutes; it is rated at its end"""

Event = dict[str, str]
"""``kind`` (alarm, closed, restart), ``what``, ``detail``, ``began`` (ISO)"""


def events_around(kiosk: Kiosk, rated_at: datetime) -> list[Event]:
    """Alarms that were open then, and times in which the kiosk was closed, the oldest first."""
    found = [
        *_alarms(kiosk, rated_at - BEFORE, rated_at + AFTER),
        *_closures(kiosk, rated_at - BEFORE, rated_at + AFTER),
    ]
    return sorted(found, key=lambda event: event["began"])


def _alarms(kiosk: Kiosk, since: datetime, until: datetime) -> Iterator[Event]:
    for alarm in Alarm.objects.filter(kiosk=kiosk, began_at__lte=until).exclude(over_at__lt=since):
        yield {"kind": "alarm", "what": alarm.kind, "detail": alarm.detail, "began": alarm.began_at.isoformat()}


def _closures(kiosk: Kiosk, since: datetime, until: datetime) -> Iterator[Event]:
    for span in Span.objects.filter(kiosk=kiosk, began__lte=until).exclude(until__lt=since).exclude(closed=""):
        yield {"kind": "closed", "what": span.closed, "detail": "", "began": span.began.isoformat()}
