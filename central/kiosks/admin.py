"""Kiosks in the console."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from central.kiosks.models import Kiosk
from central.people.regions import RegionScopedAdmin


@admin.register(Kiosk)
class KioskAdmin(RegionScopedAdmin, ModelAdmin):
    """The fleet. Kiosks come by enrolment, not by hand."""

    region_path = "region"

    list_display = ("id", "place", "region", "active", "last_seen_at", "enrolled_at")
    list_filter = ("active",)
    search_fields = ("id", "place", "region")
    readonly_fields = ("id", "public_key", "certificate_expires_at", "enrolled_at", "last_seen_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False
