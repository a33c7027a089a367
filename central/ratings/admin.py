"""Ratings in the console."""

from django.contrib import admin

from central.admin_site import ReadOnlyAdmin
from central.people.regions import RegionScopedAdmin
from central.ratings.models import RatingRecord


@admin.register(RatingRecord)
class RatingAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """好差评, without names."""

    list_display = ("rated_at", "score", "matter_code", "kiosk")
    list_filter = ("score", "matter_code", "kiosk")
