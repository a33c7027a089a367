"""Where people are logged in, and the way to end it."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.admin_site import ReadOnlyAdmin
from central.people.auditing import note
from central.people.models import ConsoleSession
from central.people.regions import RegionScopedAdmin


class SessionAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """登录会话. The key of a session is a secret: rows have no page of their own."""

    region_path = "user__person__region"
    list_display = ("user", "began_at", "seen_at", "address", "browser")
    list_display_links = None
    search_fields = ("user__username", "address")
    list_select_related = ("user",)
    actions = ("end",)

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Whoever may end other people's sessions."""
        return bool(request.user.has_perm("people.end_sessions"))

    @admin.action(description=_("结束所选会话"), permissions=["end"])
    def end(self, request: HttpRequest, chosen: QuerySet[ConsoleSession]) -> None:
        """They have to log in again."""
        ended = list(chosen.select_related("user"))
        for one in ended:
            ConsoleSession.end([one.key])
            note(one.user, "sessions-ended", number="1")
        messages.success(request, gettext("已结束 %d 个会话。") % len(ended))
