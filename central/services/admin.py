"""The services in the console: all of them on one page, asked when it is opened."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from central.admin_site import Marked, ReadOnlyAdmin
from central.services.health import standings
from central.services.models import ServiceStanding
from central.services.registry import NAMES, WITHOUT, Kind
from central.words import second_of


@admin.register(ServiceStanding)
class ServiceStandingAdmin(ReadOnlyAdmin):
    """服务状态."""

    list_display = ("name", "shown_state", "latency_ms", "came_so", "asked", "without", "behind")
    fields = ("name", "service", "shown_state", "latency_ms", "came_so", "asked", "without", "whole_path")
    readonly_fields = fields
    ordering = ("state", "service")
    """What is down comes first, as the alphabet has it"""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Asked anew, unless somebody has within the last seconds."""
        if self.has_view_permission(request):
            standings(datetime.now(UTC))
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer

    @admin.display(description=_("服务名称"), ordering="service")
    def name(self, row: ServiceStanding) -> str:
        """As people call it."""
        return str(NAMES[Kind(row.service)]) if row.service in set(Kind) else row.service

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("状态"), ordering="state", label={"up": "success", "slow": "warning", "down": "danger"}
    )
    def shown_state(self, row: ServiceStanding) -> Marked:
        """In its colour."""
        return Marked(row.state, row.get_state_display())

    @admin.display(description=_("不可用时"))
    def without(self, row: ServiceStanding) -> str:
        """What happens while it is down."""
        return str(WITHOUT[Kind(row.service)]) if row.service in set(Kind) else ""

    @admin.display(description=_("自何时起"), ordering="since")
    def came_so(self, row: ServiceStanding) -> str:
        """To the second, in China's time."""
        return second_of(row.since)

    @admin.display(description=_("检查时间"), ordering="checked_at")
    def asked(self, row: ServiceStanding) -> str:
        """As `came_so`."""
        return second_of(row.checked_at)

    @admin.display(description=_("实现"))
    def behind(self, row: ServiceStanding) -> str:
        """The class in use, and its module."""
        return ".".join(self.whole_path(row).split(".")[-2:])

    @admin.display(description=_("实现"))
    def whole_path(self, row: ServiceStanding) -> str:
        """As the settings name it."""
        return str(settings.SERVICES.get(row.service, ""))
