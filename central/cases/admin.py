"""Cases in the console: the work list by due date, and the supervision cards. One case's page is `central.cases.case_page`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.filters import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from central.admin_site import LockedAdmin, Marked, ReadOnlyAdmin
from central.cases import case_page, desk
from central.cases.asking import overdue
from central.cases.clock import day_of
from central.cases.models import (
    OPEN_STATES,
    TO_DECIDE,
    TO_EXAMINE,
    Case,
    CaseDocument,
    CaseState,
    Colour,
    FeeState,
    SupervisionCard,
)
from central.cases.owing import owing
from central.cases.supervision import RULES, RuleId
from central.cases.supplement_admin import SupplementAdmin
from central.catalogue import calendar, title_of
from central.people.regions import RegionScopedAdmin
from central.submissions.viewing import page_answer

__all__ = ["CaseAdmin", "SupervisionCardAdmin", "SupplementAdmin", "WorkFilter"]

MOST_COUNTED = 5000
"""Pages of a list are counted up to here; nobody turns more, and counting two million rows takes seconds"""


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """Counts no further than `MOST_COUNTED`."""

    @cached_property
    def count(self) -> int:
        """Rows, at most `MOST_COUNTED`."""
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


class WorkFilter(SimpleListFilter):
    """办理情况: what an officer has to do, soonest first."""

    title = _("办理情况")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - Django's
        """Names of the piles."""
        del request, model_admin
        return [
            ("open", _("全部待办")),
            ("new", _("待受理")),
            ("examine", _("待审查")),
            ("decide", _("待决定")),
            ("soon", _("即将超时")),
            ("late", _("已超时")),
            ("paused", _("暂停计时")),
            ("unanswered", _("补正逾期")),
            ("owed", _("容缺待补")),
            ("fee", _("费用未缴")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """Those of the pile."""
        del request
        still = queryset.filter(state__in=OPEN_STATES)
        match self.value():
            case "open":
                return still
            case "new":
                return queryset.filter(state=CaseState.APPLIED)
            case "examine":
                return queryset.filter(TO_EXAMINE)
            case "decide":
                return queryset.filter(TO_DECIDE)
            case "soon":
                return still.filter(card=Colour.YELLOW)
            case "late":
                return still.filter(card=Colour.RED)
            case "paused":
                return still.filter(paused=True)
            case "unanswered":
                return overdue(queryset, day_of(datetime.now(UTC)))
            case "owed":
                return owing(queryset)
            case "fee":
                return queryset.filter(fee_state__in=(FeeState.DUE, FeeState.PENDING))
            case _:
                return queryset


_TONES = {
    CaseState.APPLIED: "info",
    CaseState.SUPPLEMENT: "warning",
    CaseState.SPECIAL: "warning",
    CaseState.REFUSED: "danger",
    CaseState.DONE: "success",
    CaseState.DELIVERED: "success",
}


@admin.register(Case)
class CaseAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """办件. Names and numbers are veiled; the search takes a case or receipt number, never a person."""

    list_display = ("number", "matter", "name_mask", "stands", "left", "shown_card", "unit", "fee", "applied_at")
    list_filter = (
        WorkFilter,
        ("state", admin.ChoicesFieldListFilter),
        ("card", admin.ChoicesFieldListFilter),
        "fee_state",
    )
    search_fields = ("case_no",)
    search_help_text = _("办件编号、收件号或事项编码")
    list_select_related = ("kiosk",)
    list_per_page = 50
    list_fullwidth = True
    paginator = BoundedPaginator
    show_full_result_count = False
    list_before_template = "central/cases/counters.html"
    actions = None

    @admin.display(description=_("办件编号"), ordering="case_no")
    def number(self, case: Case) -> str:
        """In groups of four."""
        return case.number_for_people

    @admin.display(description=_("事项"), ordering="matter_code")
    def matter(self, case: Case) -> str:
        """What was applied for."""
        return title_of(case.matter_code, case.matter_title)

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("状态"),
        label={state.value: _TONES.get(state, "") for state in CaseState},  # one that is left out is shown by its value
    )
    def stands(self, case: Case) -> tuple[str, str]:
        """The state."""
        return case.state, str(CaseState(case.state).label)

    @admin.display(description=_("剩余"), ordering="due")
    def left(self, case: Case) -> str:
        """How much of the promised time is left."""
        return case_page.time_left(case, day_of(datetime.now(UTC)), calendar())

    @display(description=_("督办"), label={"yellow": "warning", "red": "danger"})  # type: ignore[untyped-decorator]  # unfold ships no types
    def shown_card(self, case: Case) -> tuple[str, str] | None:
        """The clock's colour."""
        return (case.card, str(Colour(case.card).label)) if case.card else None

    @admin.display(description=_("费用"))
    def fee(self, case: Case) -> str:
        """Whether the money is still open, and how much; empty for a case without a fee."""
        if not case.fee_state:
            return ""
        return gettext("%(state)s %(yuan).2f 元") % {
            "state": FeeState(case.fee_state).label,
            "yuan": case.fee_fen / 100,
        }

    def get_ordering(self, request: HttpRequest) -> Sequence[Any]:
        """A pile of work has the soonest first; otherwise what came last."""
        return (F("due").asc(nulls_last=True), "id") if "work" in request.GET else ("-accepted_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Lists need no bodies."""
        rows: QuerySet[Case] = super().get_queryset(request)
        return rows.defer("body", "answer", "findings")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Case], search_term: str
    ) -> tuple[QuerySet[Case], bool]:
        """By what is printed on papers, from its beginning; a case number may be typed in groups of four."""
        del request
        term = search_term.strip()
        if not term:
            return queryset, False
        numbers = Q(case_no__startswith=term.replace(" ", "")) | Q(receipt_no__startswith=term)
        return queryset.filter(numbers | Q(matter_code=term)), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with how many stand open above it."""
        counters = case_page.counters(self.get_queryset(request)) if self.has_view_permission(request) else []
        context = {**(extra_context or {}), "counters": counters}
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    def get_urls(self) -> list[URLPattern]:
        """A case's pages, and what is done with it, have addresses of their own."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:case_id>/page/<int:document_id>", wrap(self.page), name="cases_case_page"),
            path("<int:case_id>/reveal", wrap(self.reveal), name="cases_case_reveal"),
            path("<int:case_id>/do/<str:act>", wrap(self.act), name="cases_case_act"),
            path("<int:case_id>/do/<str:act>/<str:about>", wrap(self.act), name="cases_case_act_about"),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One case, as its officer works on it."""
        del form_url, extra_context
        case = self._case(request, int(object_id) if object_id.isdecimal() else 0)
        return case_page.answer(self, request, case)

    def reveal(self, request: HttpRequest, case_id: int) -> HttpResponse:
        """The case without veils, once; the look is written down."""
        case = self._case(request, case_id)
        if request.method != "POST" or not request.user.has_perm("cases.view_personal_data"):
            raise PermissionDenied
        self.log_change(request, case, gettext("查看个人信息"))
        return case_page.answer(self, request, case, revealed=True)

    def act(self, request: HttpRequest, case_id: int, act: str, about: str = "") -> HttpResponse:
        """Ask for what a step needs, and take it."""
        case = self._case(request, case_id)
        done = desk.answer(self, request, case, act, about)
        if not isinstance(done, str):
            return done
        messages.success(request, done)
        return HttpResponseRedirect(reverse("admin:cases_case_change", args=(case.pk,)))

    def page(self, request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
        """One page, opened for whoever may see the case; the look is written down."""
        case = self._case(request, case_id)
        document = CaseDocument.objects.select_related("case", "supplement").filter(case=case, pk=document_id).first()
        if document is None:
            raise Http404
        answer = page_answer(document.blob_id, document.media_type, **document.opened_with())
        said = {"material": case_page.title_of(case, document.key), "page": document.page}
        self.log_change(request, case, gettext("查看 %(material)s 第 %(page)d 页") % said)
        return answer

    def _case(self, request: HttpRequest, case_id: int) -> Case:
        """The case, for whoever may see it; elsewhere than in their region it is not there."""
        case = self.get_queryset(request).defer(None).filter(pk=case_id).first()
        if case is None:
            raise Http404
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        return case


@admin.register(SupervisionCard)
class SupervisionCardAdmin(LockedAdmin, RegionScopedAdmin, ModelAdmin):
    """督办牌: what rules found, and what the unit says to it."""

    region_path = "case__kiosk__region"
    list_display = ("number", "at", "shown", "rule", "title", "of_case", "unit", "closed_at")
    list_filter = ("colour", "rule", ("closed_at", admin.EmptyFieldListFilter))
    search_fields = ("number",)
    search_help_text = _("监察编号或办件编号")
    list_select_related = ("case",)
    paginator = BoundedPaginator
    show_full_result_count = False
    readonly_fields = (
        "number",
        "at",
        "shown",
        "rule",
        "title",
        "says",
        "concerns",
        "of_case",
        "unit",
        "closed_at",
        "closed_by",
    )
    fields = (*readonly_fields, "answer")
    actions = None

    @display(description=_("预警类型"), label={"yellow": "warning", "red": "danger"})  # type: ignore[untyped-decorator]  # unfold ships no types
    def shown(self, card: SupervisionCard) -> Marked:
        """Yellow or red."""
        return Marked(card.colour, str(Colour(card.colour).label))

    @admin.display(description=_("规则"))
    def title(self, card: SupervisionCard) -> str:
        """What the rule is about."""
        return str(RULES[RuleId(card.rule)].title)

    @admin.display(description=_("督办内容"))
    def says(self, card: SupervisionCard) -> str:
        """The rule in a sentence."""
        return str(RULES[RuleId(card.rule)].says)

    @admin.display(description=_("涉及"))
    def concerns(self, card: SupervisionCard) -> str:
        """Which paper, which request, or until when."""
        return case_page.about_words(card)

    @admin.display(description=_("办件"))
    def of_case(self, card: SupervisionCard) -> str:
        """A way to the case."""
        address = reverse("admin:cases_case_change", args=(card.case_id,))
        return format_html('<a href="{}">{}</a>', address, card.case.number_for_people)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SupervisionCard], search_term: str
    ) -> tuple[QuerySet[SupervisionCard], bool]:
        """By its own number or its case's."""
        del request
        term = search_term.replace(" ", "")
        if not term:
            return queryset, False
        return queryset.filter(Q(number__startswith=term) | Q(case__case_no__startswith=term)), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: rules write them."""
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 - Django's
        """Never."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 - Django's
        """To whoever supervises, until it is closed."""
        return request.user.has_perm("cases.supervise_case") and (obj is None or obj.closed_at is None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 - Django's
        """To whoever sees cases."""
        del obj
        return request.user.has_perm("cases.view_supervisioncard") or request.user.has_perm("cases.supervise_case")

    def save_model(self, request: HttpRequest, obj: SupervisionCard, form: Any, change: Any) -> None:  # noqa: ANN401 - Django's
        """With its answer it is closed."""
        if obj.answer.strip():
            obj.closed_at, obj.closed_by = datetime.now(UTC), request.user.get_username()
        super().save_model(request, obj, form, change)
