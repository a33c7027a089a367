"""The daily comparison of our books with the provider's: every difference is listed with its order, none is mended by itself."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.payments.days import bounds
from central.payments.models import Order, OrderState, Reconciliation, Refund, RefundState, Way
from central.payments.providers import Line, Provider


class Kind(StrEnum):
    """What differs."""

    ONLY_OURS = "only-ours"
    ONLY_THEIRS = "only-theirs"
    AMOUNT = "amount"


SAYS: dict[Kind, str | Promise] = {
    Kind.ONLY_OURS: _("我方有、对方没有"),
    Kind.ONLY_THEIRS: _("对方有、我方没有"),
    Kind.AMOUNT: _("金额不一致"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One order or refund on which the books do not agree; amounts in fen, below zero for refunds, None where it is missing."""

    kind: Kind
    number: str
    ours_fen: int | None
    theirs_fen: int | None


def differences(ours: Iterable[Line], theirs: Iterable[Line]) -> list[Difference]:
    """Every number on which two books differ, in order. A number that stands twice in a book counts as often."""
    own, other = _sums(ours), _sums(theirs)
    found = []
    for number in sorted(own.keys() | other.keys()):
        mine, his = own.get(number), other.get(number)
        if mine == his:
            continue
        kind = Kind.ONLY_THEIRS if mine is None else Kind.ONLY_OURS if his is None else Kind.AMOUNT
        found.append(Difference(kind, number, mine, his))
    return found


def our_lines(day: date) -> list[Line]:
    """What our books say moved through the provider on that day; the counter settles with the treasury by itself."""
    begin, end = bounds(day)
    paid = Order.objects.filter(paid_at__gte=begin, paid_at__lt=end, state=OrderState.PAID).exclude(way=Way.COUNTER)
    back = Refund.objects.filter(done_at__gte=begin, done_at__lt=end, state=RefundState.DONE)
    lines = [Line(one.order_no, one.order_no, one.amount_fen) for one in paid]
    return lines + [Line(one.refund_no, one.order_id, -one.amount_fen) for one in back]


def reconcile(day: date, provider: Provider, now: datetime) -> Reconciliation:
    """Compare one day and keep the report; made again it takes the place of the earlier one."""
    ours, theirs = our_lines(day), provider.statement(day)
    report, _new = Reconciliation.objects.update_or_create(
        provider=provider.name,
        day=day,
        defaults={
            "made_at": now,
            "ours_count": len(ours),
            "ours_fen": sum(one.amount_fen for one in ours),
            "theirs_count": len(theirs),
            "theirs_fen": sum(one.amount_fen for one in theirs),
            "differences": [asdict(one) for one in differences(ours, theirs)],
        },
    )
    return report


def _sums(lines: Iterable[Line]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in lines:
        sums[one.number] = sums.get(one.number, 0) + one.amount_fen
    return sums
