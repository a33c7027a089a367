"""终端告警 and 值班表 in the console: what is wrong with a kiosk is acknowledged and answered by whoever is on duty."""

from datetime import UTC, datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display

from central.admin_site import FromOutsideAdmin
from central.fleet.alarms import acknowledge
from central.fleet.models import Alarm, Duty
from central.fleet.words import ago_words, detail_words
from central.people.regions import RegionScopedAdmin

_ACKNOWLEDGE = "fleet.acknowledge_alarm"


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
        return request.user.has_perm(_ACKNOWLEDGE)

    def has_acknowledge_permission(self, request: HttpRequest) -> bool:
        """Who may say that they have seen it."""
        return request.user.has_perm(_ACKNOWLEDGE)

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
