"""The fleet in the console: how each kiosk is, where they stand, which release they use, and how long they were open."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from central.admin_site import ReadOnlyAdmin
from central.fleet import convergence_page, kiosk_page, map_page, shows_page, uptime_page
from central.fleet.alarm_admin import AlarmAdmin, DutyAdmin
from central.fleet.audit_admin import AuditBreakAdmin, AuditHeadAdmin, AuditRecordAdmin
from central.fleet.console import page
from central.fleet.health import SILENT, Health, Trouble
from central.fleet.models import AuditTrail, Convergence, FleetMap, KioskDay, KioskReport
from central.fleet.regions import state_of
from central.fleet.running_out import soon_empty
from central.fleet.words import ago_words, closed_words, first_empty_words
from central.people.regions import RegionScopedAdmin

__all__ = [
    "AlarmAdmin",
    "AuditBreakAdmin",
    "AuditHeadAdmin",
    "AuditRecordAdmin",
    "DutyAdmin",
]  # registered by being imported


class HealthFilter(admin.SimpleListFilter):
    """By how they are now; who is silent is nothing else."""

    title = _("健康")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401  as declared by Django
        """The four."""
        del request, model_admin
        return Health.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[KioskReport]) -> QuerySet[KioskReport]:
        """Those that are so."""
        del request
        silent = Q(at__lt=datetime.now(UTC) - SILENT)
        broken = Q(kiosk__audit_trail__broken=True)
        match self.value():
            case Health.SILENT:
                return queryset.filter(silent)
            case Health.ILL:
                return queryset.exclude(silent).filter(Q(health=Health.ILL) | broken)
            case str(state):
                return queryset.exclude(silent).exclude(broken).filter(health=state)
            case _:
                return queryset


class RunsOutFilter(admin.SimpleListFilter):
    """What a refill round has to go to."""

    title = _("耗材")
    parameter_name = "empty"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401  as above
        """The one."""
        del request, model_admin
        return (("soon", _("三天内用完")),)

    def queryset(self, request: HttpRequest, queryset: QuerySet[KioskReport]) -> QuerySet[KioskReport]:
        """Those that are so."""
        del request
        return soon_empty(queryset, datetime.now(UTC)) if self.value() == "soon" else queryset


@admin.register(KioskReport)
class KioskReportAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """终端状态."""

    list_display = (
        *("kiosk", "place", "region", "standing", "heard", "wrong", "first_empty", "queue"),
        *("release", "program", "clock", "free", "audit"),
    )
    list_filter = (HealthFilter, RunsOutFilter, "closed", "release", "program")
    search_fields = ("kiosk__id", "kiosk__place", "kiosk__region")
    list_select_related = ("kiosk", "kiosk__audit_trail")
    list_per_page = 50
    list_fullwidth = True
    show_full_result_count = False

    @admin.display(description=_("位置"), ordering="kiosk__place")
    def place(self, report: KioskReport) -> str:
        """Where it stands."""
        return report.kiosk.place

    @admin.display(description=_("行政区划"), ordering="kiosk__region")
    def region(self, report: KioskReport) -> str:
        """The code of the area."""
        return report.kiosk.region

    @display(  # type: ignore[untyped-decorator]  # Unfold ships no types
        description=_("健康"),
        ordering="health",
        label={"well": "success", "attention": "warning", "ill": "danger", "silent": "info"},
    )
    def standing(self, report: KioskReport) -> tuple[str, str]:
        """One word, coloured."""
        trail: AuditTrail | None = getattr(report.kiosk, "audit_trail", None)
        now = datetime.now(UTC)
        state = state_of(report.health, report.at, broken=trail.broken if trail else None, now=now)
        return state, str(map_page.STATE_WORDS[state])

    @admin.display(description=_("最近心跳"), ordering="at")
    def heard(self, report: KioskReport) -> str:
        """How long ago."""
        return gettext("%s前") % ago_words((datetime.now(UTC) - report.at).total_seconds())

    @admin.display(description=_("问题"))
    def wrong(self, report: KioskReport) -> str:
        """By its own word."""
        known = [str(Trouble(one).label) for one in report.troubles if one in set(Trouble)]
        closed = [closed_words(report.closed)] if report.closed else []
        return "、".join(closed + known)

    @admin.display(description=_("最先用完"), ordering=F("empty_at").asc(nulls_last=True))
    def first_empty(self, report: KioskReport) -> str:
        """What, and about when."""
        level = report.levels.get(report.empty_supply)
        if report.empty_at is None or level is None:
            return ""
        supplied = report.heartbeat.supplies.get(report.empty_supply)
        kind = supplied.kind if supplied is not None else ""
        return first_empty_words(report.empty_supply, kind, level[0], report.empty_at, datetime.now(UTC))

    @admin.display(description=_("待发"), ordering="queue_oldest_s")
    def queue(self, report: KioskReport) -> str:
        """How much waits, and since when."""
        if report.queue_oldest_s is None:
            return str(report.queue_depth)
        return gettext("%(n)s 件，最早 %(age)s") % {"n": report.queue_depth, "age": ago_words(report.queue_oldest_s)}

    @admin.display(description=_("时钟偏差"), ordering="clock_offset_s")
    def clock(self, report: KioskReport) -> str:
        """How far its clock is off."""
        offset = report.clock_offset_s
        return "" if offset is None else gettext("%s 秒") % f"{offset:+.0f}"

    @admin.display(description=_("剩余磁盘"), ordering="free_bytes")
    def free(self, report: KioskReport) -> str:
        """In gigabytes."""
        return f"{report.free_bytes / 1e9:.1f} GB"

    @admin.display(description=_("审计链"))
    def audit(self, report: KioskReport) -> str:
        """Whole up to where, or broken."""
        trail: AuditTrail | None = getattr(report.kiosk, "audit_trail", None)
        if trail is None:
            return ""
        return gettext("中断，待核查") if trail.broken else gettext("完整（%d 条）") % trail.n

    def get_urls(self) -> list[URLPattern]:
        """What a kiosk shows has an address of its own."""
        shows = path("<str:kiosk_id>/shows/", self.admin_site.admin_view(self.shows), name="fleet_kioskreport_shows")
        return [shows, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One kiosk."""
        del form_url, extra_context
        report, now = self._report(request, object_id), datetime.now(UTC)
        may = {
            "acknowledge": request.user.has_perm("fleet.acknowledge_alarm"),
            "command": request.user.has_perm("commands.add_kioskcommand"),
        }
        return page(self, request, "fleet/kiosk.html", report.kiosk_id, may=may, **kiosk_page.context_of(report, now))

    def shows(self, request: HttpRequest, kiosk_id: str) -> HttpResponse:
        """What it would show a citizen now."""
        report = self._report(request, kiosk_id)
        title = gettext("%s 此刻显示什么") % kiosk_id
        return page(self, request, "fleet/shows.html", title, **shows_page.context_of(report, datetime.now(UTC)))

    def _report(self, request: HttpRequest, kiosk_id: str) -> KioskReport:
        found = self.get_queryset(request).select_related("kiosk").filter(pk=kiosk_id).first()
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]  # Unfold ships no types


@admin.register(FleetMap)
class FleetMapAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """终端地图."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The map, in the place of a list."""
        del extra_context
        context = map_page.context_of(request, datetime.now(UTC))
        return page(self, request, "fleet/map.html", _("终端地图"), **context)


@admin.register(Convergence)
class ConvergenceAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """版本收敛."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """How far the fleet is."""
        del extra_context
        context = convergence_page.context_of(request, datetime.now(UTC))
        return page(self, request, "fleet/convergence.html", _("版本收敛"), **context)


@admin.register(KioskDay)
class KioskDayAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """月度在线率."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A month; as a file, if asked for."""
        del extra_context
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.GET.get("export"):
            return uptime_page.exported(request)
        return page(
            self, request, "fleet/uptime.html", _("月度在线率"), **uptime_page.context_of(request, datetime.now(UTC))
        )
