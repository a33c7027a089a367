"""The numbers in the console: two pages, what only people know, and the files that were handed out."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from central.admin_site import ReadOnlyAdmin
from central.fleet.console import page
from central.numbers import drop_off_page, figures_page
from central.numbers.models import CaseCount, DutyItem, Export, Funnel, OtherChannel
from central.people.regions import RegionScopedAdmin
from central.rows_from_files import FromFileAdmin, RowsFile


@admin.register(CaseCount)
class CaseCountAdmin(ReadOnlyAdmin):
    """运行指标."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page, in the place of a list; as a file, if asked for."""
        del extra_context
        if not self.has_view_permission(request):
            raise PermissionDenied  # before anything is added up for the page
        if request.GET.get("export"):
            return _exported(request, figures_page.exported)
        return page(
            self,
            request,
            "numbers/figures.html",
            _("运行指标"),
            **_allowed(request),
            **figures_page.context_of(request),
        )


@admin.register(Funnel)
class FunnelAdmin(ReadOnlyAdmin):
    """流失与填报."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page, in the place of a list; as a file, if asked for."""
        del extra_context
        if not self.has_view_permission(request):
            raise PermissionDenied  # before anything is added up for the page
        if request.GET.get("export"):
            return _exported(request, drop_off_page.exported)
        return page(
            self,
            request,
            "numbers/drop_off.html",
            _("流失与填报"),
            **_allowed(request),
            **drop_off_page.context_of(request),
        )


@admin.register(OtherChannel)
class OtherChannelAdmin(RegionScopedAdmin, FromFileAdmin, ModelAdmin):
    """其他渠道办件量."""

    rows_file = RowsFile(
        OtherChannel,
        ("month", "region", "channel", "cases"),
        ("month", "region", "channel"),
        region="region",
        months=("month",),
    )
    region_path = "region"
    list_display = ("month", "region", "channel", "cases")
    list_filter = ("channel", "month")
    search_fields = ("region",)


@admin.register(DutyItem)
class DutyItemAdmin(RegionScopedAdmin, FromFileAdmin, ModelAdmin):
    """应认领目录."""

    rows_file = RowsFile(
        DutyItem,
        ("region", "kind", "code", "title", "claimed", "covered"),
        ("region", "kind", "code"),
        region="region",
    )
    region_path = "region"
    list_display = ("region", "kind", "code", "title", "claimed", "covered")
    list_editable = ("claimed", "covered")
    list_filter = ("kind", "claimed", "covered")
    search_fields = ("code", "title", "region")


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    """导出记录: found by the hash of the file that somebody holds."""

    list_display = ("at", "by", "name", "rows", "sha256")
    search_fields = ("sha256", "name", "by")
    search_help_text = _("文件的 SHA-256、文件名或导出人")


def _exported(request: HttpRequest, made: Any) -> HttpResponse:  # noqa: ANN401  one of two functions
    if not request.user.has_perm("numbers.export_numbers"):
        raise PermissionDenied
    answer: HttpResponse = made(request)
    return answer


def _allowed(request: HttpRequest) -> dict[str, object]:
    return {"may_export": request.user.has_perm("numbers.export_numbers")}
