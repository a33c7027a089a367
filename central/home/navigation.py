"""The console's pages in the order of the work, not of the tables they come from."""

from typing import Any

from django.contrib.admin import site
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SECTIONS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("事项与发布"),
        (
            *("writing.MatterDraft", "review.Proposal", "review.RedCard", "review.MatterRelease"),
            *("review.Notice", "review.MatterSwitch"),
        ),
    ),
    (
        pgettext_lazy("section", "办件"),
        (
            *("cases.Case", "cases.Supplement", "cases.SupervisionCard"),
            *("certificates.Certificate", "delivery.Parcel"),
            *("payments.Order", "payments.Refund", "payments.Reconciliation"),
            *("appointments.Slot", "appointments.Appointment"),
        ),
    ),
    (
        pgettext_lazy("section", "终端"),
        (
            *("fleet.FleetMap", "fleet.KioskReport", "fleet.Alarm", "commands.KioskCommand", "fleet.Convergence"),
            *("fleet.KioskDay", "fleet.Duty", "kiosks.Kiosk", "kiosks.Region", "reports.ReportRecord"),
            *("services.ServiceStanding", "timers.TaskRecord"),
        ),
    ),
    (_("群众声音"), ("ratings.RatingRecord", "voice.Rectification", "voice.Ticket")),
    (
        _("运行数据"),
        ("numbers.CaseCount", "numbers.Funnel", "numbers.OtherChannel", "numbers.DutyItem", "numbers.Export"),
    ),
    (
        _("安全与审计"),
        (
            *("auth.User", "people.ConsoleSession", "people.TrailEntry", "government.DataLookup"),
            *("fleet.AuditRecord", "fleet.AuditHead", "fleet.AuditBreak"),
        ),
    ),
)
"""Titles, and the pages by their models; a test holds that every page is in one"""
_FOLDED_FROM = 16
"""Pages: whoever sees fewer sees all of them at once"""


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """What Unfold's sidebar shows: the pages that whoever asks may open."""
    open_to = {
        page["model"]._meta.label: page  # noqa: SLF001  Django's public _meta
        for app in site.get_app_list(request)
        for page in app["models"]
        if page["admin_url"]
    }
    return [
        {
            "title": title,
            "collapsible": len(open_to) >= _FOLDED_FROM,
            "items": [
                {"title": open_to[name]["name"], "link": open_to[name]["admin_url"]}
                for name in names
                if name in open_to
            ],
        }
        for title, names in SECTIONS
    ]
