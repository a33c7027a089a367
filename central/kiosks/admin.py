"""Kiosks in the console."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from central.kiosks.models import Kiosk


@admin.register(Kiosk)
class KioskAdmin(ModelAdmin):
    """The fleet. Kiosks come by enrolment, not by hand."""

    list_display = ("id", "place", "active", "last_seen_at", "enrolled_at")
    list_filter = ("active",)
    search_fields = ("id", "place")
    readonly_fields = ("id", "public_key", "certificate_expires_at", "enrolled_at", "last_seen_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False
