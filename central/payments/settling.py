"""What the platform does about money by itself: it asks about what is under way, and compares the books of days that are over."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from central.cases.clock import day_of
from central.payments.chosen import provider
from central.payments.models import Order, OrderState, Reconciliation, Refund, RefundState
from central.payments.orders import ask_again
from central.payments.providers import ProviderAway
from central.payments.reconciliation import reconcile
from central.payments.refunds import carry_on

_log = logging.getLogger("central.payments")
_DAYS_BACK = 7
"""Days whose report is still made when the platform was off"""


def keep_settling(now: datetime) -> dict[str, int]:
    """Ask about every payment and refund that is under way; one that the provider does not answer for stops no other."""
    asked = provider()
    orders = list(Order.objects.filter(state=OrderState.PENDING).order_by("created_at").values_list("pk", flat=True))
    refunds = list(Refund.objects.filter(state=RefundState.PENDING).order_by("asked_at").values_list("pk", flat=True))
    settled = sum(_settled(pk, lambda one: ask_again(one, asked, now) != OrderState.PENDING) for pk in orders)
    settled += sum(_settled(pk, lambda one: carry_on(one, asked, now).state != RefundState.PENDING) for pk in refunds)
    return {"asked": len(orders) + len(refunds), "settled": settled}


def keep_books(now: datetime) -> dict[str, int]:
    """Compare the books of the days that are over and have no report that agrees; how many, and on how many numbers they differ.

    A day on which they differed is compared again: what a kiosk took without a network may have come in since.
    """
    asked, today = provider(), day_of(now)
    # The books begin with the first order: a platform that is new has nothing to compare before that.
    first = Order.objects.order_by("created_at").values_list("created_at", flat=True).first()
    if first is None:
        return {}
    days = [today - timedelta(days=back) for back in range(_DAYS_BACK, 0, -1)]
    reports = Reconciliation.objects.filter(provider=asked.name, day__in=days)
    known = {report.day: report.differences for report in reports}
    made = differences = 0
    for day in days:
        if day < day_of(first) or known.get(day) == []:
            continue
        found = reconcile(day, asked, now).differences
        made, differences = made + 1, differences + len(found)
        if found and found != known.get(day):
            _log.warning("the books of %s differ on %d numbers", day, len(found))
    return {"days": made, "differences": differences}


def _settled(pk: str, ask: Callable[[str], bool]) -> bool:
    try:
        return ask(pk)
    except ProviderAway:
        return False
