"""A month's uptime as a page and as a file."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from central import charts
from central.catalogue import title_of
from central.fleet.console import asked_region, places_of
from central.fleet.models import KioskDay, RegionDay
from central.fleet.uptime import Month, month_of, worst
from central.numbers.exporting import handed_out
from central.numbers.tables import Sheet
from central.people.regions import within

_MATTERS_SHOWN = 60
_NIGHT = (22, 23, 0, 1, 2, 3, 4, 5)


def context_of(request: HttpRequest, now: datetime) -> dict[str, object]:
    """All that ``fleet/uptime.html`` shows."""
    first, last = asked_month(request)
    found = month_of(first, last, _rows(request, RegionDay, "region"))
    whole, place = places_of(request, now)
    return {
        "found": found,
        "first": first,
        "first_text": f"{first:%Y-%m}",
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": last + timedelta(days=1),
        "is_last": last >= timezone.localdate(),
        "whole": whole,
        "place": place,
        "region": asked_region(request),
        **(_drawn(request, found, first, last) if found is not None else {}),
    }


def exported(request: HttpRequest) -> HttpResponse:
    """The month's kiosk days as a file."""
    first, last = asked_month(request)
    days = _rows(request, KioskDay, "kiosk__region").filter(day__gte=first, day__lte=last).order_by("kiosk_id", "day")
    rows = days.values_list("kiosk_id", "kiosk__place", "kiosk__region", "day", "expected_s", "heard_s", "open_s")
    sheet = Sheet(
        name=gettext("月度在线率"),
        heads=(
            *(gettext("终端"), gettext("位置"), gettext("行政区划"), gettext("日期")),
            *(gettext("应在线秒数"), gettext("在线秒数"), gettext("服务秒数")),
        ),
        rows=tuple(tuple(row) for row in rows),
    )
    return handed_out(request, f"uptime-{first:%Y-%m}", (sheet,), definitions(), {"month": f"{first:%Y-%m}"})


def definitions() -> tuple[tuple[str, str], ...]:
    """What the numbers mean."""
    return (
        (gettext("在线"), gettext("平台在 3 分钟内收到心跳的时间。")),
        (gettext("服务"), gettext("在线，且对群众开放的时间；暂停服务、断网、断电都不算。")),
        (gettext("应在线"), gettext("从登记之时起的全部时间，昼夜不分。")),
        (gettext("事项可办"), gettext("开放时间中该事项能办结或能受理的部分 × 整机服务率；只能到窗口办的事项不计。")),
    )


def asked_month(request: HttpRequest) -> tuple[date, date]:
    """First and last day of ``?month=2026-11``; this month for anything else."""
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = timezone.localdate().replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _rows(request: HttpRequest, model: Any, path: str) -> QuerySet[Any]:  # noqa: ANN401  one of two models
    rows = within(model.objects.all(), request.user, path)
    region = asked_region(request)
    return rows.filter(**{f"{path}__startswith": region}) if region else rows


def _drawn(request: HttpRequest, found: Month, first: date, last: date) -> dict[str, object]:
    hours = [
        charts.Mark(
            f"{hour:02d}", 100 * share, gettext("%(hour)d 时 %(share).2f %%") % {"hour": hour, "share": 100 * share}
        )
        for hour, share in enumerate(found.by_hour)
    ]
    days = [charts.Mark(f"{day:%m-%d}", 100 * share, f"{day} {100 * share:.2f} %") for day, share in found.by_day]
    return {
        "by_hour": charts.bars(hours, gettext("一天中各小时的服务率"), top=100, unit="%"),
        "by_day": charts.line(days, gettext("每天的服务率"), top=100, unit="%"),
        "open_percent": 100 * found.open,
        "heard_percent": 100 * found.heard,
        "night_percent": 100 * sum(found.by_hour[hour] for hour in _NIGHT) / len(_NIGHT),
        "matters": [(title_of(code), code, 100 * share) for code, share in found.by_matter[:_MATTERS_SHOWN]],
        "worst": worst(first, last, _rows(request, KioskDay, "kiosk__region")),
        "definitions": definitions(),
    }
