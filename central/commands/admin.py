"""Commands in the console: one person asks, another approves."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display

from central.commands.book import CommandRefused, Why, approve, request, withdraw
from central.commands.models import CommandState, CommandVerb, KioskCommand
from central.fleet.alarms import answer_with
from central.fleet.models import Alarm
from central.people.regions import RegionScopedAdmin, covers
from kiosk.protocol.commands import Verb

_SENTENCES = {
    Why.NOBODY_ASKS: _("没有申请人"),
    Why.LIVES_TOO_LONG: _("有效期最长 23 小时"),
    Why.SAME_PERSON: _("审批人不能是申请人本人"),
    Why.UNKNOWN: _("没有这条指令"),
    Why.NOT_WAITING: _("已不在待审批状态"),
    Why.EXPIRED: _("指令已失效"),
}


_ALL = (
    *("kiosk", "verb", "state", "requester", "requested_at", "approver", "approved_at"),
    *("not_before", "expires", "answered_at", "outcome", "report", "id"),
)
_MEANINGS = {
    CommandVerb.RESTART: _("没有人在办事时重新启动程序；正在办的人会先办完。"),
    CommandVerb.OUT_OF_SERVICE: _("不再接待新的群众，直到下达恢复服务；重启后仍然有效。"),
    CommandVerb.IN_SERVICE: _("撤销暂停服务。"),
    CommandVerb.RESYNC: _("立即发送待发的件，查看新的版本和指令。"),
    CommandVerb.COLLECT_LOGS: _("加密传回运行日志和设备记录，不含个人信息。"),
    CommandVerb.ROTATE_KEY: _("换一把新的设备密钥和证书。"),
}


@admin.register(KioskCommand)
class KioskCommandAdmin(RegionScopedAdmin, ModelAdmin):
    """终端指令. Adding one is asking for it; nothing is sent before somebody else has approved."""

    list_display = ("what", "kiosk", "place", "how", "requester", "requested_at", "approver", "left", "outcome")
    list_filter = ("state", "verb", "kiosk")
    search_fields = ("id", "kiosk__id", "requester", "approver")
    fields = ("kiosk", "verb")
    autocomplete_fields = ("kiosk",)
    actions = ("approve_chosen", "withdraw_chosen")
    list_select_related = ("kiosk",)
    list_fullwidth = True
    change_form_outer_before_template = "commands/decide.html"

    @admin.display(description=_("指令"), ordering="verb")
    def what(self, command: KioskCommand) -> str:
        """What it is told to do."""
        return str(command.get_verb_display())

    @admin.display(description=_("位置"), ordering="kiosk__place")
    def place(self, command: KioskCommand) -> str:
        """Where it stands."""
        return command.kiosk.place

    @display(  # type: ignore[untyped-decorator]  # Unfold ships no types
        description=_("状态"),
        ordering="state",
        label={"requested": "warning", "approved": "info", "answered": "success", "withdrawn": "", "expired": "danger"},
    )
    def how(self, command: KioskCommand) -> tuple[str, str]:
        """Its state; one that ran out unanswered is neither here nor there."""
        over = command.state in (CommandState.REQUESTED, CommandState.APPROVED) and command.expires <= datetime.now(UTC)
        return ("expired", gettext("已失效")) if over else (command.state, str(command.get_state_display()))

    @admin.display(description=_("剩余有效"), ordering="expires")
    def left(self, command: KioskCommand) -> str:
        """How long it may still be carried out; empty when nobody waits for it any more."""
        if command.state not in (CommandState.REQUESTED, CommandState.APPROVED):
            return ""
        seconds = (command.expires - datetime.now(UTC)).total_seconds()
        return gettext("%(hours)d 小时 %(minutes)d 分") % _clock(seconds) if seconds > 0 else ""

    @admin.display(description=_("报告"))
    def report(self, command: KioskCommand) -> str:
        """What the kiosk answered, with its files."""
        if not command.report_id:
            return ""
        address = reverse("admin:reports_reportrecord_change", args=(command.report_id,))
        return format_html('<a href="{}">{}</a>', address, gettext("查看"))

    def get_fields(self, request: HttpRequest, obj: KioskCommand | None = None) -> Sequence[str]:
        """Two to ask for it; all of it to look at."""
        del request
        return ("kiosk", "verb") if obj is None else _ALL

    def get_readonly_fields(self, request: HttpRequest, obj: KioskCommand | None = None) -> Sequence[str]:
        """All of it, once it was asked for."""
        del request
        return () if obj is None else _ALL

    def get_urls(self) -> list[URLPattern]:
        """One command is decided at an address of its own."""
        view = self.admin_site.admin_view(require_POST(self.decide))
        return [path("<str:command_id>/decide/", view, name="commands_kioskcommand_decide"), *super().get_urls()]

    def decide(self, request: HttpRequest, command_id: str) -> HttpResponse:
        """Approve or withdraw one."""
        chosen = self.get_queryset(request).filter(pk=command_id)
        if not chosen.exists():
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        (self.approve_chosen if "approve" in request.POST else self.withdraw_chosen)(request, chosen)
        return HttpResponseRedirect(reverse("admin:commands_kioskcommand_change", args=(command_id,)))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With what may still be done about it."""
        command = self.get_queryset(request).filter(pk=object_id).first()
        waits = command is not None and command.state == CommandState.REQUESTED and self.has_change_permission(request)
        own = command is not None and command.requester.casefold() == request.user.get_username().casefold()
        extra = {**(extra_context or {}), "command": command, "waits": waits, "own": own}
        response: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return response

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With what each verb does."""
        extra = {
            **(extra_context or {}),
            "verbs": [(CommandVerb(verb).label, text) for verb, text in _MEANINGS.items()],
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        response: HttpResponse = super().add_view(request, form_url, extra)
        return response

    def has_change_permission(self, request: HttpRequest, obj: KioskCommand | None = None) -> bool:
        """What was asked for is never changed; the list and its actions need the right all the same."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: KioskCommand | None = None) -> bool:
        """Never."""
        del request, obj
        return False

    def save_model(self, request: HttpRequest, obj: KioskCommand, form: Form, change: Any) -> None:  # noqa: ANN401  as declared by Django
        """Ask for it in the name of whoever is logged in."""
        del form, change
        if not covers(request.user, obj.kiosk.region):
            raise PermissionDenied
        asked = request_for(obj, request.user.get_username())
        obj.pk, obj.requester, obj.expires, obj.not_before = (
            *(asked.pk, asked.requester, asked.expires, asked.not_before),
        )
        alarm = _alarm_of(request, obj)
        if alarm is not None:
            answer_with(alarm, asked, request.user.get_username())

    def response_add(
        self, request: HttpRequest, obj: KioskCommand, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say what comes next."""
        messages.info(request, _("已提交，须由另一人审批后才会下发。"))
        response: HttpResponse = super().response_add(request, obj, post_url_continue)
        return response

    @admin.action(description=_("审批并下发"), permissions=["change"])
    def approve_chosen(self, request: HttpRequest, chosen: QuerySet[KioskCommand]) -> None:
        """Those that others asked for."""
        for command in chosen:
            try:
                approve(command.id, by=request.user.get_username())
            except CommandRefused as refused:
                messages.error(request, f"{command}：{_SENTENCES[refused.why]}")
            else:
                self.log_change(request, command, gettext("审批"))
                messages.success(request, gettext("%s：已下发") % command)

    @admin.action(description=_("撤回"), permissions=["change"])
    def withdraw_chosen(self, request: HttpRequest, chosen: QuerySet[KioskCommand]) -> None:
        """Those that nobody has approved."""
        for command in chosen:
            try:
                withdraw(command.id)
            except CommandRefused as refused:
                messages.error(request, f"{command}：{_SENTENCES[refused.why]}")
            else:
                self.log_change(request, command, gettext("撤回"))
                messages.success(request, gettext("%s：已撤回") % command)


def request_for(draft: KioskCommand, by: str) -> KioskCommand:
    """The command that the form `draft` asks for."""
    return request(draft.kiosk, Verb(draft.verb), by=by)


def _alarm_of(request: HttpRequest, command: KioskCommand) -> Alarm | None:
    """The alarm that the command is asked for because of, where the form was reached from one of the same kiosk."""
    number = request.GET.get("alarm", "")
    if not number.isdecimal() or not request.user.has_perm("fleet.acknowledge_alarm"):
        return None
    return Alarm.objects.filter(pk=int(number), kiosk_id=command.kiosk_id, over_at=None).first()


def _clock(seconds: float) -> dict[str, int]:
    minutes = int(seconds // 60)
    return {"hours": minutes // 60, "minutes": minutes % 60}
