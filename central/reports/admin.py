"""Reports in the console."""

import json

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from central.admin_site import ReadOnlyAdmin
from central.people.regions import RegionScopedAdmin
from central.reports.models import ReportFile, ReportRecord
from central.submissions.viewing import page_answer


class FileInline(TabularInline):
    """The files of a report."""

    model = ReportFile
    fields = ("position", "media_type", "fetch")
    readonly_fields = fields
    extra = 0
    can_delete = False

    @admin.display(description="")
    def fetch(self, file: ReportFile) -> str:
        """A link that opens the sealed file."""
        address = reverse("admin:reports_reportrecord_file", args=(file.report_id, file.pk))
        return format_html('<a href="{}">{}</a>', address, gettext("取出"))

    def has_add_permission(self, request: HttpRequest, obj: ReportRecord | None = None) -> bool:
        """Never."""
        del request, obj
        return False


@admin.register(ReportRecord)
class ReportAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """What kiosks told of themselves."""

    list_display = ("received_at", "kiosk", "subject", "about", "reported_at")
    list_filter = ("subject", "kiosk")
    search_fields = ("about",)
    fields = ("kiosk", "subject", "about", "reported_at", "received_at", "told")
    readonly_fields = ("told",)
    inlines = (FileInline,)
    list_select_related = ("kiosk",)

    @admin.display(description=_("内容"))
    def told(self, report: ReportRecord) -> str:
        """The facts, one a line."""
        return format_html("<pre>{}</pre>", json.dumps(report.facts, ensure_ascii=False, indent=1))

    def get_urls(self) -> list[URLPattern]:
        """The files of a report have addresses of their own."""
        file = path(
            "<str:report_id>/file/<int:file_id>",
            self.admin_site.admin_view(self.file),
            name="reports_reportrecord_file",
        )
        return [file, *super().get_urls()]

    def file(self, request: HttpRequest, report_id: str, file_id: int) -> HttpResponse:
        """One file, opened for whoever may see the report; the look is written down."""
        found = ReportFile.objects.select_related("report").filter(report_id=report_id, pk=file_id).first()
        if found is None:
            raise Http404
        if not self.has_view_permission(request, found.report):
            raise PermissionDenied
        answer = page_answer(
            found.blob_id,
            found.media_type,
            key_id=found.report.key_id,
            kiosk_id=found.report.kiosk_id,
            message_id=found.report.id,
        )
        self.log_change(request, found.report, gettext("查看第 %d 个文件") % found.position)
        return answer
