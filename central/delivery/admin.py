"""Parcels in the console; looked at here, worked on at the case."""

from datetime import datetime

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from central.admin_site import ReadOnlyAdmin
from central.delivery.models import Parcel, ParcelState
from central.people.regions import RegionScopedAdmin


@admin.register(Parcel)
class ParcelAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """邮件."""

    region_path = "case__kiosk__region"
    list_display = ("tracking_no", "of_case", "state", "carrier", "checked", "created_at")
    list_filter = ("state",)
    search_fields = ("=tracking_no",)
    fields = ("tracking_no", "of_case", "state", "carrier", "checked", "created_at", "told")
    list_select_related = ("case",)
    show_full_result_count = False

    @admin.display(description=_("办件"))
    def of_case(self, parcel: Parcel) -> str:
        """A way to the case."""
        address = reverse("admin:cases_case_change", args=(parcel.case_id,))
        return format_html('<a href="{}">{}</a>', address, parcel.case.number_for_people)

    @admin.display(description=_("经过"))
    def told(self, parcel: Parcel) -> str:
        """State, moment and person of every step, one a line."""
        steps = (
            (
                ParcelState(one["state"]).label,
                f"{localtime(datetime.fromisoformat(one['at'])):%Y-%m-%d %H:%M}",
                one["person"],
            )
            for one in parcel.events
        )
        return format_html_join(mark_safe("<br>"), "{} {} {}", steps)
