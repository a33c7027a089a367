"""What the kiosk said of itself around a visit that was rated badly: the likely cause, without anything of the citizen.

Devices tell within seconds what befalls them (a heartbeat goes out when the health changes), so what opened and ended within the
visit is an alarm here as well.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import takewhile

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.fleet.health import Trouble
from central.fleet.models import Alarm, AuditRecord, Span
from central.fleet.words import closed_words, detail_words
from central.kiosks.models import Kiosk

BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=2)
"""A visit lasts minutes; it is rated at its end"""
_NO_CAUSE = (Trouble.DISK, Trouble.RELEASE, Trouble.AUDIT, Trouble.CLOCK, Trouble.DEAD)
"""Nothing that a citizen meets"""
_NOTED: Mapping[str, Promise] = {
    "started": _("终端程序重新启动"),
    "out_of_service": _("暂停服务"),
    "in_service": _("恢复服务"),
    "store_recovered": _("终端数据恢复"),
    "release_activated": _("启用新的发布版"),
    "release_rolled_back": _("退回上一发布版"),
}
"""Entries of its audit log that a citizen may have noticed; ``kiosk.audit.AuditEvent``"""
_ENTRIES = 200
"""Looked through, the newest first: half an hour has a handful"""

Event = dict[str, str]
"""``kind`` (alarm, closed, noted), ``what``, ``detail``, ``began`` (ISO)"""


def events_around(kiosk: Kiosk, rated_at: datetime) -> list[Event]:
    """Alarms that were open then, times in which the kiosk was closed, and what it noted itself, the oldest first."""
    since, until = rated_at - BEFORE, rated_at + AFTER
    found = [*_alarms(kiosk, since, until), *_closures(kiosk, since, until), *_noted(kiosk, since, until)]
    return sorted(found, key=lambda event: datetime.fromisoformat(event["began"]))


def event_words(event: Mapping[str, str]) -> tuple[str, str]:
    """When, by the clock on the wall, and what, in the language of the page."""
    began = timezone.localtime(datetime.fromisoformat(event["began"])).strftime("%Y-%m-%d %H:%M")
    kind, what, detail = event["kind"], event["what"], event["detail"]
    if kind == "closed":
        return began, closed_words(what)
    if kind == "noted":
        return began, str(_NOTED.get(what, what))
    said = detail_words(what, detail)
    label = str(Trouble(what).label) if what in Trouble.values else what
    return began, f"{label} {said}".strip()


def _alarms(kiosk: Kiosk, since: datetime, until: datetime) -> Iterator[Event]:
    met = Alarm.objects.filter(kiosk=kiosk, began_at__lte=until).exclude(kind__in=_NO_CAUSE)
    for alarm in met.exclude(over_at__lt=since):
        yield {"kind": "alarm", "what": alarm.kind, "detail": alarm.detail, "began": alarm.began_at.isoformat()}


def _closures(kiosk: Kiosk, since: datetime, until: datetime) -> Iterator[Event]:
    for span in Span.objects.filter(kiosk=kiosk, began__lte=until).exclude(until__lt=since).exclude(closed=""):
        yield {"kind": "closed", "what": span.closed, "detail": "", "began": span.began.isoformat()}


def _noted(kiosk: Kiosk, since: datetime, until: datetime) -> Iterator[Event]:
    texts = AuditRecord.objects.filter(kiosk=kiosk).order_by("-epoch", "-n").values_list("entry", flat=True)[:_ENTRIES]
    entries = ((datetime.fromisoformat(one["at"]), str(one["event"])) for one in map(json.loads, texts))
    for at, what in takewhile(lambda entry: entry[0] >= since, entries):
        if at <= until and what in _NOTED:
            yield {"kind": "noted", "what": what, "detail": "", "began": at.isoformat()}
