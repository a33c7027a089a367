"""Cases in the console: the list, one case, and the two decisions an officer can take."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from central.admin_site import ReadOnlyAdmin
from central.cases.models import Case, CaseDocument, CaseState
from central.people.regions import RegionScopedAdmin
from central.submissions.viewing import page_answer


class DocumentInline(TabularInline):
    """The pages of a case."""

    model = CaseDocument
    fields = ("key", "page", "media_type", "look")
    readonly_fields = fields
    extra = 0
    can_delete = False

    @admin.display(description="")
    def look(self, document: CaseDocument) -> str:
        """A link that opens the sealed page."""
        address = reverse("admin:cases_case_page", args=(document.case_id, document.pk))
        return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', address, gettext("查看"))

    def has_add_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        """Never."""
        del request, obj
        return False


@admin.register(Case)
class CaseAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """办件. Names and numbers are veiled; the search takes a case or receipt number, never a person."""

    list_display = ("number", "matter_title", "holder", "holder_id", "state", "fee", "applied_at", "due", "kiosk")
    list_filter = ("state", "matter_code", "kiosk")
    search_fields = ("case_no", "receipt_no")
    search_help_text = _("办件编号或收件号")
    fields = (
        *("number", "receipt_no", "matter_title", "state", "fee", "holder", "holder_id"),
        *("applied_at", "accepted_at", "due", "kiosk", "body_sha256"),
    )
    inlines = (DocumentInline,)
    actions = ("finish", "send_back")
    list_select_related = ("kiosk",)

    @admin.display(description=_("办件编号"), ordering="case_no")
    def number(self, case: Case) -> str:
        """In groups of four."""
        return case.number_for_people

    @admin.display(description=_("姓名"))
    def holder(self, case: Case) -> str:
        """王＊国."""
        return case.name_mask

    @admin.display(description=_("证件号码"))
    def holder_id(self, case: Case) -> str:
        """First six and last four digits."""
        return case.number_mask

    @admin.display(description=_("费用"))
    def fee(self, case: Case) -> str:
        """Whether the money is still open, and how much; empty for a case without a fee."""
        payment = case.application.payment
        if payment is None:
            return ""
        return (gettext("费用未缴 %.2f 元") if case.owes_fee else gettext("已缴 %.2f 元")) % (payment.amount_fen / 100)

    def get_urls(self) -> list[URLPattern]:
        """The pages of a case have addresses of their own."""
        page = path(
            "<int:case_id>/page/<int:document_id>", self.admin_site.admin_view(self.page), name="cases_case_page"
        )
        return [page, *super().get_urls()]

    def page(self, request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
        """One page, opened for whoever may see the case; the look is written down."""
        document = CaseDocument.objects.select_related("case").filter(case_id=case_id, pk=document_id).first()
        if document is None:
            raise Http404
        case = document.case
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        answer = page_answer(
            document.blob_id,
            document.media_type,
            key_id=case.key_id,
            kiosk_id=case.kiosk_id,
            message_id=case.application_id,
        )
        self.log_change(request, case, f"查看 {document.key} {document.page}")
        return answer

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may decide: whoever has Django's right to change cases."""
        return bool(request.user.has_perm("cases.change_case"))

    @admin.action(description=_("办结"), permissions=["decide"])
    def finish(self, request: HttpRequest, chosen: QuerySet[Case]) -> None:
        """Accepted cases become done."""
        self._decide(request, chosen, CaseState.DONE)

    @admin.action(description=_("退回"), permissions=["decide"])
    def send_back(self, request: HttpRequest, chosen: QuerySet[Case]) -> None:
        """Accepted cases are returned."""
        self._decide(request, chosen, CaseState.REFUSED)

    def _decide(self, request: HttpRequest, chosen: QuerySet[Case], state: CaseState) -> None:
        decided = list(chosen.filter(state=CaseState.ACCEPTED))
        for case in decided:
            case.state = state
            case.save(update_fields=["state"])
            self.log_change(request, case, f"{state.label}")
        messages.success(request, gettext("%(state)s：%(number)d 件") % {"state": state.label, "number": len(decided)})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Case], search_term: str
    ) -> tuple[QuerySet[Case], bool]:
        """A case number may be typed as it is printed, in groups of four."""
        found: tuple[QuerySet[Case], bool] = super().get_search_results(request, queryset, search_term.replace(" ", ""))
        return found
