"""Ratings in the console."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from central.admin_site import ReadOnlyAdmin
from central.catalogue import title_of
from central.people.regions import RegionScopedAdmin
from central.ratings.models import RatingRecord


@admin.register(RatingRecord)
class RatingAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """好差评, without names."""

    list_display = ("rated_at", "score", "matter", "kiosk")
    list_filter = ("score", "matter_code", "kiosk")

    @admin.display(description=_("事项"), ordering="matter_code")
    def matter(self, rating: RatingRecord) -> str:
        """Its title."""
        return title_of(rating.matter_code)
