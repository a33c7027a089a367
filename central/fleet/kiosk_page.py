"""One kiosk: how it is, what is left of its supplies and for how long, what was wrong and what was done about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from central import charts
from central.commands.models import KioskCommand
from central.fleet.duty import on_duty
from central.fleet.forecast import Forecast, forecast
from central.fleet.hours import CHINA, HOURS, day_bounds, seconds_by_hour
from central.fleet.map_page import SIGNS, STATE_WORDS
from central.fleet.models import Alarm, AuditTrail, KioskDay, KioskReport, Span, SupplyReading
from central.fleet.regions import state_of
from central.fleet.running_out import READINGS
from central.fleet.words import (
    STATES,
    ago_words,
    closed_words,
    detail_words,
    fault_words,
    forecast_words,
    look_words,
    role_words,
    supply_words,
)
from central.kiosks.models import Region
from central.releases.shelf import published
from kiosk.protocol.fleet import Heartbeat

_DAYS = 30
_LAST_COMMANDS = 8
_LAST_ALARMS = 12
_HOUR_S, _MINUTE_S = 3600, 60


@dataclass(frozen=True, slots=True)
class Supplied:
    """One supply as the page shows it."""

    name: str
    percent: int | None
    low: bool
    when: str
    found: Forecast
    spark: SafeString


def context_of(report: KioskReport, now: datetime) -> dict[str, object]:
    """All that ``fleet/kiosk.html`` shows."""
    heartbeat, kiosk = report.heartbeat, report.kiosk
    trail: AuditTrail | None = AuditTrail.objects.filter(kiosk=kiosk).first()
    state = state_of(report.health, report.at, broken=trail.broken if trail else None, now=now)
    edition, release = published(Path(settings.STATE))
    return {
        "report": report,
        "kiosk": kiosk,
        "region_name": Region.objects.filter(code=kiosk.region).values_list("name", flat=True).first() or kiosk.region,
        "state": state,
        "state_words": STATE_WORDS[state],
        "sign": SIGNS[state],
        "heard": ago_words((now - report.at).total_seconds()),
        "up": ago_words(heartbeat.up_s),
        "closed": closed_words(report.closed),
        "devices": list(_devices(heartbeat)),
        "supplies": list(_supplies(report, heartbeat, now)),
        "queue": heartbeat.queue,
        "oldest": "" if report.queue_oldest_s is None else ago_words(report.queue_oldest_s),
        "free_gb": heartbeat.free_bytes / 1e9,
        "offset": heartbeat.clock_offset_s,
        "versions": sorted(heartbeat.versions.items()),
        "newest": release,
        "edition": edition,
        "release_said": look_words(heartbeat.release_said),
        "trail": trail,
        "alarms": [(one, detail_words(one.kind, one.detail)) for one in _alarms(report)],
        "commands": KioskCommand.objects.filter(kiosk=kiosk)[:_LAST_COMMANDS],
        "duty": on_duty(kiosk.region, now),
        "today": _today(report, now),
        "month": _month(report),
    }


def _devices(heartbeat: Heartbeat) -> Iterator[dict[str, object]]:
    for role, one in heartbeat.devices.items():
        yield {
            "name": role_words(role),
            "role": role,
            "state": STATES.get(one.state, one.state),
            "fault": fault_words(one.fault) if one.fault else "",
            "code": one.fault,
            "tone": "well" if one.state in ("online", "busy") else "attention" if one.state in _WAITING else "ill",
        }


_WAITING = ("starting", "degraded", "disabled", "suspended")


def _supplies(report: KioskReport, heartbeat: Heartbeat, now: datetime) -> Iterator[Supplied]:
    readings: dict[str, list[tuple[datetime, int]]] = {}
    rows = SupplyReading.objects.filter(kiosk_id=report.kiosk_id, at__gte=now - READINGS).order_by("at")
    for name, at, percent in rows.values_list("supply", "at", "percent"):
        readings.setdefault(name, []).append((at, percent))
    for name, one in sorted(heartbeat.supplies.items()):
        kept = readings.get(name) or [(report.at, one.percent)] if one.percent is not None else []
        found = forecast(kept, now)
        words = supply_words(name, one.kind)
        drawn = charts.spark([percent for _, percent in readings.get(name, ())][-60:], words)
        yield Supplied(words, one.percent, one.low, forecast_words(found, one.kind, now), found, drawn)


def _alarms(report: KioskReport) -> list[Alarm]:
    return list(Alarm.objects.filter(kiosk_id=report.kiosk_id).select_related("command")[:_LAST_ALARMS])


def _today(report: KioskReport, now: datetime) -> SafeString:
    """Each hour until now: open, closed, or silent."""
    day = now.astimezone(CHINA).date()
    opened = [0] * HOURS
    begin, _end = day_bounds(day)
    for span in Span.objects.filter(Q(until=None) | Q(until__gt=begin), kiosk_id=report.kiosk_id):
        if not span.closed:
            seconds = seconds_by_hour(span.began, span.until or report.at, day)
            opened = [have + more for have, more in zip(opened, seconds, strict=True)]
    hour = now.astimezone(CHINA).hour
    marks = [
        charts.Mark(
            f"{n:02d}",
            100 * seconds / _HOUR_S,
            gettext("%(hour)d 时：服务 %(minutes)d 分钟") % {"hour": n, "minutes": seconds // _MINUTE_S},
        )
        for n, seconds in enumerate(opened[: hour + 1])
    ]
    return charts.bars(marks, gettext("今天各小时的服务时间"), top=100, unit="%", height=150, width=560)


def _month(report: KioskReport) -> SafeString:
    rows = list(KioskDay.objects.filter(kiosk_id=report.kiosk_id).order_by("-day")[:_DAYS])[::-1]
    marks = [
        charts.Mark(
            f"{row.day:%m-%d}",
            100 * row.open_s / row.expected_s,
            f"{row.day} {100 * row.open_s / row.expected_s:.1f} %",
        )
        for row in rows
        if row.expected_s
    ]
    return charts.bars(marks, gettext("最近 30 天每天的服务时间"), top=100, unit="%", height=150, width=560)
