"""The fleet in the console: how each kiosk is, where they stand, what is wrong, and what became of their audit logs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display

from central.admin_site import FromOutsideAdmin, ReadOnlyAdmin
from central.fleet import convergence_page, kiosk_page, map_page, shows_page, uptime_page
from central.fleet.alarms import acknowledge
from central.fleet.console import page
from central.fleet.health import SILENT, Health, Trouble
from central.fleet.models import (
    Alarm,
    AuditBreak,
    AuditHead,
    AuditRecord,
    AuditTrail,
    Convergence,
    Duty,
    FleetMap,
    KioskDay,
    KioskReport,
)
from central.fleet.regions import state_of
from central.fleet.running_out import soon_empty
from central.fleet.trail import begin_anew
from central.fleet.words import ago_words, closed_words, detail_words, first_empty_words
from central.people.regions import RegionScopedAdmin


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
            "acknowledge": _may(request, "fleet.acknowledge_alarm"),
            "command": _may(request, "commands.add_kioskcommand"),
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


@admin.register(Alarm)
class AlarmAdmin(RegionScopedAdmin, FromOutsideAdmin):
    """终端告警: looked at, acknowledged, answered with a command."""

    list_display = ("what", "where", "place", "told", "began_at", "lasting", "seen_by", "answer")
    list_filter = ("kind", ("over_at", admin.EmptyFieldListFilter), ("seen_at", admin.EmptyFieldListFilter))
    search_fields = ("kiosk__id", "kiosk__place", "kiosk__region")
    list_select_related = ("kiosk", "command")
    fields = ("kiosk", "kind", "told", "began_at", "over_at", "seen_by", "seen_at", "note", "command")
    readonly_fields = ("kiosk", "kind", "told", "began_at", "over_at", "seen_by", "seen_at", "command")
    actions = ("acknowledge_chosen",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The note, by whoever may acknowledge."""
        del obj
        return _may(request, "fleet.acknowledge_alarm")

    def has_acknowledge_permission(self, request: HttpRequest) -> bool:
        """Who may say that they have seen it."""
        return _may(request, "fleet.acknowledge_alarm")

    @display(  # type: ignore[untyped-decorator]  # Unfold ships no types
        description=_("告警"), ordering="kind", label={"grave": "danger", "other": "warning", "over": "success"}
    )
    def what(self, alarm: Alarm) -> tuple[str, str]:
        """Its name, coloured by whether citizens are turned away."""
        tone = "over" if alarm.over_at else "grave" if alarm.grave else "other"
        return tone, str(alarm.get_kind_display())

    @admin.display(description=_("终端"), ordering="kiosk")
    def where(self, alarm: Alarm) -> str:
        """With the way to its page."""
        address = reverse("admin:fleet_kioskreport_change", args=(alarm.kiosk_id,))
        return format_html('<a href="{}">{}</a>', address, alarm.kiosk_id)

    @admin.display(description=_("位置"), ordering="kiosk__place")
    def place(self, alarm: Alarm) -> str:
        """Where."""
        return alarm.kiosk.place

    @admin.display(description=_("情况"))
    def told(self, alarm: Alarm) -> str:
        """The facts."""
        return detail_words(alarm.kind, alarm.detail)

    @admin.display(description=_("持续"))
    def lasting(self, alarm: Alarm) -> str:
        """Until it was over, or until now."""
        lasted = ago_words(((alarm.over_at or datetime.now(UTC)) - alarm.began_at).total_seconds())
        return gettext("%s，已恢复") % lasted if alarm.over_at else lasted

    @admin.display(description=_("指令"))
    def answer(self, alarm: Alarm) -> str:
        """What was done about it."""
        return f"{alarm.command.get_verb_display()}：{alarm.command.get_state_display()}" if alarm.command else ""

    def get_urls(self) -> list[URLPattern]:
        """One alarm is acknowledged at an address of its own."""
        seen = path(
            "<int:alarm_id>/seen/", self.admin_site.admin_view(require_POST(self.seen)), name="fleet_alarm_seen"
        )
        return [seen, *super().get_urls()]

    def seen(self, request: HttpRequest, alarm_id: int) -> HttpResponse:
        """Somebody has seen it; back to the kiosk."""
        alarm = self.get_queryset(request).filter(pk=alarm_id).first()
        if alarm is None:
            raise Http404
        if not self.has_acknowledge_permission(request):
            raise PermissionDenied
        if acknowledge(alarm, request.user.get_username(), request.POST.get("note", "")):
            self.log_change(request, alarm, gettext("已确认"))
        return HttpResponseRedirect(reverse("admin:fleet_kioskreport_change", args=(alarm.kiosk_id,)))

    @admin.action(description=_("确认告警"), permissions=["acknowledge"])
    def acknowledge_chosen(self, request: HttpRequest, chosen: QuerySet[Alarm]) -> None:
        """Those that nobody has seen."""
        name = request.user.get_username()
        fresh = [alarm for alarm in chosen.filter(seen_at=None) if acknowledge(alarm, name)]
        for alarm in fresh:
            self.log_change(request, alarm, gettext("已确认"))
        messages.success(request, gettext("已确认 %d 条告警") % len(fresh))


@admin.register(Duty)
class DutyAdmin(RegionScopedAdmin, ModelAdmin):
    """值班表."""

    region_path = "region"
    list_display = ("region", "name", "phone", "weekdays", "begins", "ends")
    search_fields = ("region", "name")


def _may(request: HttpRequest, right: str) -> bool:
    return bool(request.user.has_perm(right))


@admin.register(AuditHead)
class AuditHeadAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """审计链头: what `kioskctl audit verify --head` is given."""

    list_display = ("kiosk", "head", "at")
    list_filter = ("kiosk",)

    @admin.display(description=_("链头"))
    def head(self, one: AuditHead) -> str:
        """``N:HASH``."""
        return str(one)


@admin.register(AuditRecord)
class AuditRecordAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """审计记录."""

    list_display = ("kiosk", "n", "entry")
    list_filter = ("kiosk",)
    search_fields = ("entry",)


@admin.register(AuditBreak)
class AuditBreakAdmin(RegionScopedAdmin, FromOutsideAdmin):
    """审计链中断: a person looks into it, then the log is followed anew."""

    list_display = ("kiosk", "why", "at", "seen_by", "seen_at")
    list_filter = ("kiosk",)
    readonly_fields = ("kiosk", "epoch", "why", "at", "seen_by", "seen_at")
    actions = ("looked_into",)

    @admin.action(description=_("已核查，重新开始跟踪"), permissions=["change"])
    def looked_into(self, request: HttpRequest, chosen: QuerySet[AuditBreak]) -> None:
        """Every chosen break that nobody has looked into."""
        fresh = list(chosen.filter(seen_at=None))
        for one in fresh:
            begin_anew(one, request.user.get_username())
            self.log_change(request, one, gettext("已核查"))
        messages.success(request, gettext("已核查：%d 处") % len(fresh))
