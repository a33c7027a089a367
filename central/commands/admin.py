"""Commands in the console: one person asks, another approves."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from central.commands.book import CommandRefused, Why, approve, request, withdraw
from central.commands.models import KioskCommand
from central.people.regions import RegionScopedAdmin
from kiosk.protocol.commands import Verb

_SENTENCES = {
    Why.NOBODY_ASKS: _("没有申请人"),
    Why.LIVES_TOO_LONG: _("有效期最长 23 小时"),
    Why.SAME_PERSON: _("审批人不能是申请人本人"),
    Why.UNKNOWN: _("没有这条指令"),
    Why.NOT_WAITING: _("已不在待审批状态"),
    Why.EXPIRED: _("指令已失效"),
}


@admin.register(KioskCommand)
class KioskCommandAdmin(RegionScopedAdmin, ModelAdmin):
    """终端指令. Adding one is asking for it; nothing is sent before somebody else has approved."""

    list_display = (
        *("kiosk", "verb", "state", "requester", "approver", "requested_at", "expires", "answered_at", "outcome"),
    )
    list_filter = ("state", "verb", "kiosk")
    search_fields = ("id", "kiosk__id", "requester", "approver")
    fields = ("kiosk", "verb")
    autocomplete_fields = ("kiosk",)
    actions = ("approve_chosen", "withdraw_chosen")
    list_select_related = ("kiosk",)

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
        asked = request_for(obj, request.user.get_username())
        obj.pk, obj.requester, obj.expires, obj.not_before = (
            *(asked.pk, asked.requester, asked.expires, asked.not_before),
        )

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
                self.log_change(request, command, "审批")
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
                self.log_change(request, command, "撤回")
                messages.success(request, gettext("%s：已撤回") % command)


def request_for(draft: KioskCommand, by: str) -> KioskCommand:
    """The command that the form `draft` asks for."""
    return request(draft.kiosk, Verb(draft.verb), by=by)
