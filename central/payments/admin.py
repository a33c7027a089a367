"""Orders, refunds and the daily comparison in the console; looked at here, worked on at the case."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from central.admin_site import ReadOnlyAdmin
from central.payments.models import Order, Reconciliation, Refund, provider_words
from central.payments.reconciliation import SAYS, Kind
from central.people.regions import RegionScopedAdmin


def yuan(fen: int | None) -> str:
    """An amount as people write it; a dash for none."""
    return "—" if fen is None else f"{fen / 100:.2f}"


@admin.register(Order)
class OrderAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """缴款单."""

    region_path = "case__kiosk__region"
    list_display = ("order_no", "of_case", "amount", "state", "way", "through", "created_at", "paid_at")
    list_filter = ("state", "way")
    search_fields = ("=order_no",)
    fields = (
        "order_no",
        "of_case",
        "amount",
        "state",
        "way",
        "through",
        "slip_no",
        "collected_by",
        "created_at",
        "paid_at",
    )
    list_select_related = ("case",)
    show_full_result_count = False

    @admin.display(description=_("金额（元）"), ordering="amount_fen")
    def amount(self, order: Order) -> str:
        """In yuan."""
        return yuan(order.amount_fen)

    @admin.display(description=_("渠道"), ordering="channel")
    def through(self, order: Order) -> str:
        """The channel that took it."""
        return provider_words(order.channel)

    @admin.display(description=_("办件"))
    def of_case(self, order: Order) -> str:
        """A way to the case."""
        address = reverse("admin:cases_case_change", args=(order.case_id,))
        return format_html('<a href="{}">{}</a>', address, order.case.number_for_people)


@admin.register(Refund)
class RefundAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """退款."""

    region_path = "order__case__kiosk__region"
    list_display = ("refund_no", "order", "amount", "state", "person", "asked_at", "done_at")
    list_filter = ("state",)
    search_fields = ("=refund_no",)
    fields = ("refund_no", "order", "amount", "state", "reason", "person", "asked_at", "done_at")
    show_full_result_count = False

    @admin.display(description=_("金额（元）"), ordering="amount_fen")
    def amount(self, one: Refund) -> str:
        """In yuan."""
        return yuan(one.amount_fen)


class ProviderFilter(admin.SimpleListFilter):
    """By whose book it is."""

    title = _("支付机构")
    parameter_name = "provider"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  as Django
        """Those that were compared with, by their names."""
        del request, model_admin
        known = Reconciliation.objects.order_by("provider").values_list("provider", flat=True).distinct()
        return [(name, provider_words(name)) for name in known]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reconciliation]) -> QuerySet[Reconciliation]:
        """Its own."""
        del request
        return queryset.filter(provider=self.value()) if self.value() else queryset


@admin.register(Reconciliation)
class ReconciliationAdmin(ReadOnlyAdmin):
    """对账: one line a day, and what differs."""

    list_display = ("day", "by", "ours_count", "ours", "theirs_count", "theirs", "differs", "made_at")
    list_filter = (ProviderFilter,)
    fields = ("day", "by", "made_at", "ours_count", "ours", "theirs_count", "theirs", "listed")

    @admin.display(description=_("支付机构"), ordering="provider")
    def by(self, report: Reconciliation) -> str:
        """Whose book it is."""
        return provider_words(report.provider)

    @admin.display(description=_("我方净额（元）"))
    def ours(self, report: Reconciliation) -> str:
        """In yuan."""
        return yuan(report.ours_fen)

    @admin.display(description=_("对方净额（元）"))
    def theirs(self, report: Reconciliation) -> str:
        """In yuan."""
        return yuan(report.theirs_fen)

    @admin.display(description=_("差异笔数"))
    def differs(self, report: Reconciliation) -> int:
        """How many numbers the books do not agree on."""
        return len(report.differences)

    @admin.display(description=_("差异"))
    def listed(self, report: Reconciliation) -> str:
        """One difference a line."""
        lines: list[tuple[Any, ...]] = [
            (one["number"], SAYS[Kind(one["kind"])], yuan(one["ours_fen"]), yuan(one["theirs_fen"]))
            for one in report.differences
        ]
        row = str(_("<p><b>{}</b> {}：我方 {}，对方 {}</p>"))
        return format_html_join("", row, lines) or str(_("两本账一致"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401 - Django's
        """To whoever looks after the money; the books are of the whole platform."""
        del obj
        return bool(request.user.has_perm("payments.view_reconciliation"))
