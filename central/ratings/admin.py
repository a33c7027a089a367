"""Ratings in the console."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from central.admin_site import ReadOnlyAdmin
from central.catalogue import catalogue, title_of
from central.people.regions import RegionScopedAdmin
from central.ratings.models import RatingRecord


@admin.register(RatingRecord)
class RatingAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """好差评, without names."""

    list_display = ("rated_at", "score", "matter", "kiosk")
    list_filter = ("score", "kiosk")
    search_fields = ("matter_code",)
    search_help_text = _("事项名称或编码")
    show_full_result_count = False

    @admin.display(description=_("事项"), ordering="matter_code")
    def matter(self, rating: RatingRecord) -> str:
        """Its title."""
        return title_of(rating.matter_code)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RatingRecord], search_term: str
    ) -> tuple[QuerySet[RatingRecord], bool]:
        """By the matter's code, or by what its title contains in any language.

        The titles are the catalogue's: to offer every code as a filter would read all ratings for each look at the list.
        """
        del request
        term = search_term.strip()
        if not term:
            return queryset, False
        named = [
            code
            for code, matter in catalogue().matters.items()
            if any(
                term.casefold() in title.casefold()
                for title in (matter.title.zh, matter.title.en, matter.title.zh_hant)
            )
        ]
        return queryset.filter(matter_code__in=[term, *named]), False
