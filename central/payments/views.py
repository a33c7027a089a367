"""``/pay/{order}/{code}``: a fee that is still open, paid on a phone. The simulated provider asks how it is to end."""

import hmac
from contextlib import suppress
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from central.catalogue import matter_of
from central.pages import Ask, Line, Page, answer_with, moment_line
from central.payments.chosen import provider
from central.payments.models import Order, OrderState
from central.payments.orders import ask_again, pay
from central.payments.providers import Outcome, ProviderAway
from central.services.payment import SimulatedPayment

_UNKNOWN = Page("bad", "没有这张缴款单", "There is no such order")
_SAID = {
    OrderState.DUE: ("wait", "待缴费", "To be paid"),
    OrderState.FAILED: ("bad", "上次没有付成，可以再付", "It did not go through; you can pay again"),
    OrderState.PENDING: ("wait", "银行正在处理，请不要再付", "The bank is working on it. Please do not pay again"),
    OrderState.PAID: ("good", "已缴清", "Paid"),
}
_WAYS = (
    (Outcome.SUCCEEDED.value, "付款", "Pay"),
    (Outcome.PROCESSING.value, "付款（银行处理中）", "Pay (bank still working)"),
    (Outcome.FAILED.value, "付款（失败）", "Pay (fails)"),
)


# Whoever has the code may pay; there is no session to ride on.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def pay_page(request: HttpRequest, order_no: str, code: str) -> HttpResponse:
    """How the order stands; a POST pays it. A wrong code and an unknown order look the same."""
    found = Order.objects.filter(pk=order_no).select_related("case").first()
    genuine = hmac.compare_digest((found.code if found else "").encode(), code.upper().encode())
    if found is None or not genuine:
        return answer_with(_UNKNOWN, 404)
    now = datetime.now(UTC)
    state = OrderState(found.state)
    if request.method == "POST" and request.POST.get("answer") in set(Outcome):
        state = pay(found.pk, SimulatedPayment(Outcome(request.POST["answer"])), now)
    elif state is OrderState.PENDING:
        with suppress(ProviderAway):  # what is not known stays under way
            state = ask_again(found.pk, provider(), now)
    return answer_with(_page(Order.objects.select_related("case").get(pk=found.pk), state))


def _page(order: Order, state: OrderState) -> Page:
    tone, zh, en = _SAID[state]
    asks: tuple[Ask, ...] = ()
    is_open = state in (OrderState.DUE, OrderState.FAILED)
    if is_open and order.case.came_to_nothing:
        tone, zh, en = "good", "这件不用缴费了", "Nothing is owed for this any more"
    elif is_open:
        asks = (Ask("", "演示支付：不会动用真实的钱", "A demonstration: no money moves", _WAYS),)
    matter = matter_of(order.case.matter_code)
    english = matter.title.en if matter is not None else order.case.matter_title
    amount = f"{order.amount_fen / 100:.2f}"
    lines = (
        Line("事项", "Matter", order.case.matter_title, english),
        Line("办件编号", "Case number", order.case.number_for_people, order.case.number_for_people),
        Line("金额", "Amount", f"{amount} 元", f"¥{amount}"),
        Line("缴款单号", "Order", order.order_no, order.order_no),
        *([moment_line("缴费时间", "Paid", order.paid_at)] if order.paid_at else []),
    )
    return Page(tone, zh, en, lines=lines, asks=asks)
