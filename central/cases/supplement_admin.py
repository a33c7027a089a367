"""补交材料 in the console: every hand-in with its pages; what went into no case, or came when its case was over, waits here."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from central.admin_site import FromOutsideAdmin, LockedAdmin, Marked
from central.cases.holders import veiled
from central.cases.models import Case, in_fours
from central.cases.supplement_models import TO_HANDLE, Standing, Supplement, SupplementPage
from central.catalogue import in_language, matter_of
from central.people.regions import RegionScopedAdmin, within
from central.submissions.viewing import page_answer

_FACTS = ("receipt_no", "of_case", "stands", "why_aside", "who", "kiosk", "handed_at", "received_at", "shown_pages")


class HandledFilter(admin.SimpleListFilter):
    """Whether somebody has to look at it."""

    title = _("处理情况")
    parameter_name = "handled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401  as Django declares it
        """The choices."""
        del request, model_admin
        return [("open", gettext("要处理")), ("done", gettext("已处理"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows."""
        del request
        match self.value():
            case "open":
                return queryset.filter(TO_HANDLE)
            case "done":
                return queryset.filter(seen_at__isnull=False)
        return queryset


@admin.register(Supplement)
class SupplementAdmin(LockedAdmin, RegionScopedAdmin, FromOutsideAdmin):
    """What was handed in at kiosks. One that needs somebody is closed with what was done about it."""

    list_display = ("receipt_no", "of_case", "stands", "why_aside", "kiosk", "handed_at", "received_at", "seen_at")
    list_filter = (HandledFilter, "standing", "kiosk")
    search_fields = ("receipt_no",)
    search_help_text = _("凭证号或办件编号")
    list_select_related = ("kiosk", "case__kiosk")
    show_full_result_count = False
    readonly_fields = (*_FACTS, "seen_at", "seen_by")
    fields = (*_FACTS, "note", "seen_at", "seen_by")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Supplement]:
        """Those of cases of one's region, wherever they were handed in; what went into no case lies with its kiosk."""
        rows = super(RegionScopedAdmin, self).get_queryset(request)
        lies = Coalesce("case__kiosk__region", "kiosk__region")
        return within(rows.annotate(lies=lies), request.user, "lies")

    def region_of_object(self, obj: Model) -> str:
        """As `get_queryset` narrows."""
        return super().region_of_object(obj.case or obj if isinstance(obj, Supplement) else obj)

    @admin.display(description=_("办件"))
    def of_case(self, supplement: Supplement) -> str:
        """A way to the case; the number that was named where there is none."""
        if supplement.case_id is None:
            return in_fours(supplement.case_no)
        address = reverse("admin:cases_case_change", args=(supplement.case_id,))
        return format_html('<a href="{}">{}</a>', address, in_fours(supplement.case_no))

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("去向"), label={"taken": "success", "late": "warning", "aside": "danger"}
    )
    def stands(self, supplement: Supplement) -> Marked:
        """What became of it."""
        return Marked(supplement.standing, str(Standing(supplement.standing).label))

    @admin.display(description=_("原因"))
    def why_aside(self, supplement: Supplement) -> str:
        """Why it went into no case."""
        return supplement.get_why_display() if supplement.why else ""

    @admin.display(description=_("交材料的人"))
    def who(self, supplement: Supplement) -> str:
        """Veiled, as in lists of cases."""
        holder = veiled(supplement.message.holder)
        return f"{holder.name_mask} {holder.number_mask}"

    @admin.display(description=_("材料"))
    def shown_pages(self, supplement: Supplement) -> str:
        """Each page, with the way to look at it."""
        # One that was set aside names a case that may be there, and so which papers they are.
        code = Case.objects.filter(case_no=supplement.case_no).values_list("matter_code", flat=True).first()
        matter = matter_of(code) if code is not None else None
        titles = {spec.key: in_language(spec.title) for spec in matter.materials} if matter is not None else {}
        rows = (
            (
                reverse("admin:cases_supplement_page", args=(supplement.pk, page.pk)),
                titles.get(page.key, page.key),
                gettext("第 %d 页") % page.page,
            )
            for page in supplement.pages.all()
        )
        return format_html_join("\n", '<a href="{}">{} {}</a><br>', rows)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Supplement], search_term: str
    ) -> tuple[QuerySet[Supplement], bool]:
        """By the number on the receipt, or that of the case."""
        del request
        term = search_term.replace(" ", "")
        if not term:
            return queryset, False
        return queryset.filter(Q(receipt_no__startswith=term) | Q(case_no__startswith=term)), False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever handles cases, while there is something to handle."""
        waits = not isinstance(obj, Supplement) or (obj.seen_at is None and obj.standing != Standing.TAKEN)
        return waits and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Supplement, form: Any, change: Any) -> None:  # noqa: ANN401
        """With its note it is handled."""
        if obj.note.strip():
            obj.seen_at, obj.seen_by = datetime.now(UTC), request.user.get_username()
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        """The pages have addresses of their own."""
        page = path(
            "<str:supplement_id>/page/<int:page_id>",
            self.admin_site.admin_view(self.page),
            name="cases_supplement_page",
        )
        return [page, *super().get_urls()]

    def page(self, request: HttpRequest, supplement_id: str, page_id: int) -> HttpResponse:
        """One page, opened for whoever may see the hand-in; the look is written down."""
        supplement = self.get_queryset(request).filter(pk=supplement_id).first()
        page = SupplementPage.objects.filter(supplement=supplement, pk=page_id).first() if supplement else None
        if supplement is None or page is None:
            raise Http404
        if not self.has_view_permission(request, supplement):
            raise PermissionDenied
        answer = page_answer(
            page.blob_id,
            page.media_type,
            key_id=supplement.key_id,
            kiosk_id=supplement.kiosk_id,
            message_id=supplement.pk,
        )
        said = {"material": page.key, "page": page.page}
        self.log_change(request, supplement, gettext("查看 %(material)s 第 %(page)d 页") % said)
        return answer
