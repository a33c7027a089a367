"""How far a release has come, as a page."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central import charts
from central.fleet.console import asked_region, places_of, reports_of
from central.fleet.convergence import MOST_SHOWN, convergence
from central.fleet.words import look_words

WHY_WORDS = {
    "silent": _("失联：恢复通信后会自行更新"),
    "program": _("程序版本太旧，须先升级程序"),
    "refused": _("终端拒绝了这个版本"),
    "unseen": _("还没有看到新的发布"),
    "offline_way": _("取不到发布文件"),
    "fetching": _("已看到，正在下载或等待空闲"),
}


def context_of(request: HttpRequest, now: datetime) -> dict[str, object]:
    """All that ``fleet/convergence.html`` shows."""
    found = convergence(reports_of(request), now)
    whole, place = places_of(request, now)
    marks = [
        charts.Mark(
            gettext("版本 %d") % release if release else gettext("出厂内容"),
            n,
            gettext("%(n)d 台，%(share).1f %%") % {"n": n, "share": 100 * n / found.kiosks},
        )
        for release, n in found.counts
    ]
    widest = max((mark.value or 0 for mark in marks), default=0)
    return {
        "found": found,
        "chart": charts.funnel(marks, gettext("各版本的终端数"), whole=widest),
        "wanted": [(release, n, have, 100 * have / n) for release, n, have in found.wanted],
        "stragglers": [(one, WHY_WORDS[one.why], look_words(one.said)) for one in found.stragglers],
        "most": MOST_SHOWN,
        "whole": whole,
        "place": place,
        "region": asked_region(request),
    }
