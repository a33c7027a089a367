"""Appointments in the console: officers say when their department has time, and see who comes; nobody is named."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import Field, QuerySet
from django.forms import ChoiceField
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from central.admin_site import ReadOnlyAdmin
from central.appointments.models import Appointment, Slot
from central.catalogue import calendar, catalogue
from central.people.regions import RegionScopedAdmin
from central.words import in_english

_WEEK = timedelta(days=7)
_MARK = 10


@admin.register(Slot)
class SlotAdmin(RegionScopedAdmin, ModelAdmin):
    """预约时段."""

    region_path = "region"
    list_display = ("day", "begins", "ends", "department", "place", "region", "capacity", "taken")
    list_filter = ("day", "department")
    search_fields = ("department", "place")
    fields = ("department", "region", "place", "day", "begins", "ends", "capacity", "taken")
    readonly_fields = ("taken",)
    date_hierarchy = "day"
    show_full_result_count = False
    actions = ("next_week",)

    def formfield_for_dbfield(
        self,
        db_field: "Field[Any, Any]",
        request: HttpRequest,
        **named: Any,  # noqa: ANN401  as Django declares it
    ) -> FormField | None:
        """The department is one whose matters are done by appointment: a name typed otherwise would offer nothing."""
        if db_field.name != "department":
            found: FormField | None = super().formfield_for_dbfield(db_field, request, **named)
            return found
        names = sorted({one.department.zh for one in catalogue().matters.values() if one.national.by_appointment})
        return ChoiceField(
            label=db_field.verbose_name,
            choices=[("", ""), *zip(names, names, strict=True)],
            widget=UnfoldAdminSelectWidget,
        )

    @admin.action(description=_("复制到下一周同一天（遇节假日跳过）"), permissions=["add"])
    def next_week(self, request: HttpRequest, chosen: QuerySet[Slot]) -> None:
        """The same times a week later, where there are none yet."""
        working = calendar()
        later = [
            Slot(
                department=one.department,
                region=one.region,
                place=one.place,
                day=one.day + _WEEK,
                begins=one.begins,
                ends=one.ends,
                capacity=one.capacity,
            )
            for one in chosen
            if working.is_working(one.day + _WEEK)
        ]
        before = Slot.objects.count()
        Slot.objects.bulk_create(later, ignore_conflicts=True)
        made = Slot.objects.count() - before
        messages.success(request, gettext("新增 %d 个时段") % made)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  as the mixin has it
        """Not one that somebody comes to."""
        return (obj is None or not obj.appointments.exists()) and super().has_delete_permission(request, obj)


@admin.register(Appointment)
class AppointmentAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """预约记录."""

    region_path = "slot__region"
    list_display = ("number", "slot", "matter_said", "state", "mark", "kiosk", "booked_at")
    list_filter = ("state", "slot__day")
    search_fields = ("=number",)
    fields = ("number", "slot", "matter_said", "state", "mark", "kiosk", "booked_at", "cancelled_at")
    readonly_fields = fields
    list_select_related = ("slot", "kiosk")
    show_full_result_count = False

    @admin.display(description=_("事项"))
    def matter_said(self, row: Appointment) -> str:
        """As it was called when it was booked."""
        return str(row.matter.get("en" if in_english() else "zh", ""))

    @admin.display(description=_("人员标记"))
    def mark(self, row: Appointment) -> str:
        """The beginning of the keyed hash."""
        return f"{row.holder_hash[:_MARK]}…"
