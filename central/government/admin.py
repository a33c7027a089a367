"""Who looked at whose data, for whoever answers for it. Nobody is named here: the same person has the same mark."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from central.admin_site import ReadOnlyAdmin
from central.government.models import DataLookup
from central.government.retention import kept_until
from central.people.regions import RegionScopedAdmin
from central.words import in_english, second_of

_MARK = 10
"""Characters of the hash that are shown: enough to tell two people apart, of no use elsewhere"""


@admin.register(DataLookup)
class DataLookupAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """数据调用记录."""

    list_display = (
        "when",
        "matter_said",
        "library",
        "purpose",
        "department_said",
        "kiosk",
        "how_many",
        "outcome",
        "mark",
    )
    list_filter = ("library", "purpose", "outcome", "kiosk")
    search_fields = ("=matter_code", "person_hash__startswith")
    search_help_text = _("事项编码或人员标记")
    fields = (
        *("when", "mark", "matter_said", "matter_code", "department_said", "kiosk", "place"),
        *("library", "purpose", "laws", "facts", "outcome", "until"),
    )
    readonly_fields = fields
    list_select_related = ("kiosk",)
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[DataLookup], search_term: str
    ) -> tuple[QuerySet[DataLookup], bool]:
        """A mark as it is shown finds its rows."""
        found: tuple[QuerySet[DataLookup], bool] = super().get_search_results(
            request, queryset, search_term.removesuffix("…")
        )
        return found

    @admin.display(description=_("时间"), ordering="at")
    def when(self, row: DataLookup) -> str:
        """To the second, in China's time."""
        return second_of(row.at)

    @admin.display(description=_("保存到"))
    def until(self, row: DataLookup) -> str:
        """The day on which it is erased."""
        return second_of(kept_until(row.at))[:10]

    @admin.display(description=_("事项"))
    def matter_said(self, row: DataLookup) -> str:
        """As it was called then."""
        return _in_language(row.matter)

    @admin.display(description=_("使用部门"))
    def department_said(self, row: DataLookup) -> str:
        """Whose matter it was."""
        return _in_language(row.department)

    @admin.display(description=_("人员标记"))
    def mark(self, row: DataLookup) -> str:
        """The beginning of the keyed hash."""
        return f"{row.person_hash[:_MARK]}…"

    @admin.display(description=_("数据项数"))
    def how_many(self, row: DataLookup) -> str:
        """Told, of those asked for."""
        return f"{sum(one['told'] for one in row.fields)}/{len(row.fields)}"

    @admin.display(description=_("法律依据"))
    def laws(self, row: DataLookup) -> str:
        """One a line."""
        return format_html_join("", "<div>{}</div>", ((law,) for law in row.legal_basis)) or "–"

    @admin.display(description=_("数据项"))
    def facts(self, row: DataLookup) -> SafeString:
        """What was asked for, where it lies, and whether it was told."""
        return format_html_join(
            "",
            "<div>{} {} · {}</div>",
            (("✓" if one["told"] else "–", _in_language(one), _in_language(one, "office_")) for one in row.fields),
        )


def _in_language(said: dict[str, Any], prefix: str = "") -> str:
    return str(said.get(f"{prefix}en" if in_english() else f"{prefix}zh", ""))
