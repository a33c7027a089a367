"""The fleet in the console: how each kiosk is, and what became of its audit log."""

from datetime import UTC, datetime

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from central.admin_site import ReadOnlyAdmin
from central.fleet.health import SILENT
from central.fleet.models import AuditBreak, AuditHead, AuditRecord, AuditTrail, KioskReport
from central.fleet.trail import begin_anew
from central.people.regions import RegionScopedAdmin

_STATES = {
    "starting": _("启动中"),
    "online": _("正常"),
    "degraded": _("可用，需处理"),
    "suspended": _("恢复中"),
    "busy": _("使用中"),
    "offline": _("离线"),
    "no_device": _("未接设备"),
    "disabled": _("已停用"),
    "hardware_error": _("硬件故障"),
    "user_error": _("需用户处理"),
}


@admin.register(KioskReport)
class KioskReportAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """终端状态."""

    list_display = (
        *("kiosk", "place", "standing", "at", "devices_down", "queue_depth", "oldest", "release", "program"),
        *("clock", "free", "audit"),
    )
    list_filter = ("closed", "release", "program")
    search_fields = ("kiosk__id", "kiosk__place")
    fields = ("kiosk", "place", "standing", "at", "devices", "queue_depth", "oldest", "release", "versions", "audit")
    list_select_related = ("kiosk", "kiosk__audit_trail")

    @admin.display(description=_("位置"), ordering="kiosk__place")
    def place(self, report: KioskReport) -> str:
        """Where it stands."""
        return report.kiosk.place

    @admin.display(description=_("状态"))
    def standing(self, report: KioskReport) -> str:
        """Silent, closed and why, or open."""
        if datetime.now(UTC) - report.at > SILENT:
            return gettext("失联")
        return gettext("暂停服务（%s）") % report.closed if report.closed else gettext("服务中")

    @admin.display(description=_("最早一件"), ordering="queue_oldest_s")
    def oldest(self, report: KioskReport) -> str:
        """In minutes."""
        return "" if report.queue_oldest_s is None else gettext("%d 分钟") % (report.queue_oldest_s // 60)

    @admin.display(description=_("时钟偏差"))
    def clock(self, report: KioskReport) -> str:
        """How far its clock is off."""
        offset = report.heartbeat.clock_offset_s
        return "" if offset is None else gettext("%+.0f 秒") % offset

    @admin.display(description=_("剩余磁盘"))
    def free(self, report: KioskReport) -> str:
        """In gigabytes."""
        return f"{report.heartbeat.free_bytes / 1e9:.1f} GB"

    @admin.display(description=_("审计链"))
    def audit(self, report: KioskReport) -> str:
        """Whole up to where, or broken."""
        trail: AuditTrail | None = getattr(report.kiosk, "audit_trail", None)
        if trail is None:
            return ""
        return gettext("中断，待核查") if trail.broken else gettext("完整（%d 条）") % trail.n

    @admin.display(description=_("设备"))
    def devices(self, report: KioskReport) -> str:
        """One after the other."""
        health = report.heartbeat.devices.items()
        said = (f"{role}：{_STATES.get(one.state, one.state)} {one.fault}".strip() for role, one in health)
        return "；".join(said)

    @admin.display(description=_("版本"))
    def versions(self, report: KioskReport) -> str:
        """Of everything that has one."""
        return "，".join(f"{name} {version}" for name, version in report.heartbeat.versions.items())


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
class AuditBreakAdmin(RegionScopedAdmin, ModelAdmin):
    """审计链中断: a person looks into it, then the log is followed anew."""

    list_display = ("kiosk", "why", "at", "seen_by", "seen_at")
    list_filter = ("kiosk",)
    readonly_fields = ("kiosk", "epoch", "why", "at", "seen_by", "seen_at")
    actions = ("looked_into",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        del request, obj
        return False

    @admin.action(description=_("已核查，重新开始跟踪"), permissions=["change"])
    def looked_into(self, request: HttpRequest, chosen: QuerySet[AuditBreak]) -> None:
        """Every chosen break that nobody has looked into."""
        fresh = list(chosen.filter(seen_at=None))
        for one in fresh:
            begin_anew(one, request.user.get_username())
            self.log_change(request, one, "已核查")
        messages.success(request, gettext("已核查：%d 处") % len(fresh))
