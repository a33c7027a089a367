"""The audit logs of the kiosks in the console: how far each was followed, and breaks that a person looks into."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.admin_site import FromOutsideAdmin, ReadOnlyAdmin
from central.fleet.audit_words import read
from central.fleet.models import AuditBreak, AuditHead, AuditRecord
from central.fleet.trail import begin_anew
from central.fleet.words import break_words
from central.people.regions import RegionScopedAdmin
from central.words import in_english


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

    list_display = ("kiosk", "n", "when", "event", "facts")
    list_filter = ("kiosk",)
    search_fields = ("entry",)
    fields = ("kiosk", "n", "when", "event", "facts", "entry", "hash")
    readonly_fields = fields

    @admin.display(description=_("时间"))
    def when(self, one: AuditRecord) -> str:
        """By the kiosk's clock, in China's time."""
        return read(one.entry).at

    @admin.display(description=_("事件"))
    def event(self, one: AuditRecord) -> str:
        """What happened."""
        return read(one.entry).what

    @admin.display(description=_("详情"))
    def facts(self, one: AuditRecord) -> str:
        """Each by its name, on a line of its own."""
        return format_html_join(mark_safe("<br>"), "{}: {}" if in_english() else "{}：{}", read(one.entry).facts)


@admin.register(AuditBreak)
class AuditBreakAdmin(RegionScopedAdmin, FromOutsideAdmin):
    """审计链中断: a person looks into it, then the log is followed anew."""

    list_display = ("kiosk", "reason", "at", "seen_by", "seen_at")
    list_filter = ("kiosk",)
    readonly_fields = ("kiosk", "time_round", "reason", "at", "seen_by", "seen_at")
    fields = readonly_fields
    actions = ("looked_into",)

    @admin.display(description=_("跟踪轮次"))
    def time_round(self, one: AuditBreak) -> int:
        """How often the log was begun anew before."""
        return one.epoch

    @admin.display(description=_("说明"))
    def reason(self, one: AuditBreak) -> str:
        """What does not fit."""
        return break_words(one.why)

    @admin.action(description=_("已核查，重新开始跟踪"), permissions=["change"])
    def looked_into(self, request: HttpRequest, chosen: QuerySet[AuditBreak]) -> None:
        """Every chosen break that nobody has looked into."""
        fresh = list(chosen.filter(seen_at=None))
        for one in fresh:
            begin_anew(one, request.user.get_username())
            self.log_change(request, one, gettext("已核查"))
        messages.success(request, gettext("已核查：%d 处") % len(fresh))
