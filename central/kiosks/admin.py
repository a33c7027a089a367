"""Kiosks in the console: the register of devices, and the one-time code by which one enrols."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from central.kiosks.code_picture import picture_of
from central.kiosks.enrol_form import EnrolForm
from central.kiosks.enrolment import CODE_LIFE, make_code
from central.kiosks.models import Kiosk, Region
from central.people.regions import RegionScopedAdmin, covers
from central.releases.shelf import root_json
from central.rows_from_files import FromFileAdmin, RowsFile

_CARRIED = ("kiosk_id", "place", "region", "operator", "phone")


@admin.register(Kiosk)
class KioskAdmin(RegionScopedAdmin, ModelAdmin):
    """The fleet. Kiosks come by enrolment: adding one is making its one-time code."""

    region_path = "region"

    list_per_page = 50
    show_full_result_count = False
    list_display = ("id", "place", "region", "operator", "active", "enrolled", "last_seen_at", "pages")
    list_filter = ("active", "operator")
    search_fields = ("id", "place", "region", "operator")
    fields = (
        *("id", "place", "region", "operator", "phone", "active", "pages"),
        *("enrolled_at", "last_seen_at", "certificate_expires_at", "public_key"),
    )
    readonly_fields = ("id", "public_key", "certificate_expires_at", "enrolled_at", "last_seen_at", "pages")

    @admin.display(description=_("已登记"), boolean=True, ordering="public_key")
    def enrolled(self, kiosk: Kiosk) -> bool:
        """Whether it has a key."""
        return bool(kiosk.public_key)

    @admin.display(description="")
    def pages(self, kiosk: Kiosk) -> str:
        """How it is, and a new code for it."""
        health = reverse("admin:fleet_kioskreport_change", args=(kiosk.id,)) if hasattr(kiosk, "report") else ""
        anew = f"{reverse('admin:kiosks_kiosk_add')}?kiosk_id={kiosk.id}"
        look = format_html('<a href="{}">{}</a> · ', health, gettext("状态")) if health else ""
        return format_html('{}<a href="{}">{}</a>', look, anew, gettext("登记码"))

    list_select_related = ("report",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: its cases and its log stay."""
        del request, obj
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form; after it, once, the code."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = EnrolForm(request.POST or None, initial=self._known(request))
        if request.method == "POST" and form.is_valid():
            return self._coded(request, form)
        return self._page(request, {"form": form})

    def _known(self, request: HttpRequest) -> dict[str, str]:
        """What is known of the kiosk of ``?kiosk_id=``."""
        known = self.get_queryset(request).filter(pk=request.GET.get("kiosk_id", "")).first()
        return {} if known is None else {"kiosk_id": known.id, **{name: getattr(known, name) for name in _CARRIED[1:]}}

    def _coded(self, request: HttpRequest, form: EnrolForm) -> HttpResponse:
        kiosk_id, region = form.cleaned_data["kiosk_id"], form.cleaned_data["region"]
        before = Kiosk.objects.filter(pk=kiosk_id).first()
        if not covers(request.user, region) or (before is not None and not covers(request.user, before.region)):
            form.add_error("region", gettext("不在您负责的区域内"))
            return self._page(request, {"form": form})
        code = make_code(kiosk_id, place=form.cleaned_data["place"])
        form.keep()
        self.log_addition(request, Kiosk.objects.get(pk=kiosk_id), gettext("发放登记码"))
        said = gettext("%s 的登记码") % kiosk_id
        context = {
            "code": code,
            "picture": picture_of(code, said),
            "kiosk_id": kiosk_id,
            "place": form.cleaned_data["place"],
            "hours": int(CODE_LIFE.total_seconds() // 3600),
            "no_root": root_json(Path(settings.STATE)) is None,
        }
        answer = self._page(request, context)
        answer["Cache-Control"] = "no-store"
        return answer

    def _page(self, request: HttpRequest, context: dict[str, object]) -> TemplateResponse:
        around = {**self.admin_site.each_context(request), "opts": self.model._meta, "title": gettext("登记终端")}  # noqa: SLF001  Django's public _meta
        return TemplateResponse(request, "kiosks/enrol.html", {**around, **context})


@admin.register(Region)
class RegionAdmin(RegionScopedAdmin, FromFileAdmin, ModelAdmin):
    """行政区划与人口."""

    rows_file = RowsFile(Region, ("code", "name", "population", "counted_on"), ("code",), region="code")
    region_path = "code"
    list_display = ("code", "name", "population", "counted_on")
    search_fields = ("code", "name")
