"""What a kiosk would show a citizen now, and why not more."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.fleet.map_page import SIGNS, STATE_WORDS
from central.fleet.models import AuditTrail, KioskReport
from central.fleet.regions import state_of
from central.fleet.showing import Showing, Shown, showing_of
from central.fleet.words import ago_words, closed_words, reason_words
from kiosk.matters.availability import Level

LEVELS = {
    Level.CAN_FINISH: ("well", _("能办结")),
    Level.CAN_ACCEPT: ("attention", _("能受理")),
    Level.NOT_NOW: ("ill", _("现在不能")),
    None: ("never", _("不显示")),
}
AT_COUNTER = ("never", _("到窗口办"))


def context_of(report: KioskReport, now: datetime) -> dict[str, object]:
    """All that ``fleet/shows.html`` shows."""
    showing = showing_of(report, now)
    broken = AuditTrail.objects.filter(kiosk_id=report.kiosk_id).values_list("broken", flat=True).first()
    state = state_of(report.health, report.at, broken=broken, now=now)
    return {
        "report": report,
        "kiosk": report.kiosk,
        "state": state,
        "state_words": STATE_WORDS[state],
        "sign": SIGNS[state],
        "heard": ago_words((now - report.at).total_seconds()),
        "closed": closed_words(report.closed),
        "showing": showing,
        "counts": [
            *((tone, words, showing.count(level)) for level, (tone, words) in LEVELS.items()),
            (*AT_COUNTER, sum(one.at_counter for one in showing.matters)),
        ],
        "rows": _rows(showing),
    }


def _why(one: Shown) -> str:
    said = "；".join(reason_words(reason) for reason in one.reasons)
    if one.opens is None:
        return said
    opens = {"month": one.opens.month, "day": one.opens.day, "time": f"{one.opens:%H:%M}"}
    return gettext("%(why)s，%(month)d月%(day)d日 %(time)s 开放") % {"why": said, **opens}


def _rows(showing: Showing) -> list[dict[str, object]]:
    return [
        {
            "code": one.code,
            "title": one.title,
            "tone": (AT_COUNTER if one.at_counter else LEVELS[one.level])[0],
            "level": (AT_COUNTER if one.at_counter else LEVELS[one.level])[1],
            "why": _why(one),
            "bundle": one.bundle,
        }
        for one in showing.matters
    ]
