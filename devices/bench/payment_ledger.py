"""The acquirer's book: orders, their states, and the money that came and went."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from devices.bench.device import JsonObject

_GOOD_FOR = timedelta(minutes=5)


class OrderState(StrEnum):
    """Where an order stands."""

    WAITING = "waiting"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"
    REFUNDED = "refunded"


class OrderRefusal(Exception):  # noqa: N818 - an answer, not a mistake
    """What the acquirer answers instead of an order; `status` is the HTTP status."""

    def __init__(self, sentence: str, status: int = HTTPStatus.CONFLICT) -> None:
        """Give the sentence and the status."""
        super().__init__(sentence)
        self.status = status


@dataclass(slots=True)
class Order:
    """One order; the ledger's lock guards it."""

    order_no: str
    amount_fen: int
    subject: str
    code_url: str
    created_at: datetime
    state: OrderState = OrderState.WAITING
    channel: str = ""
    paid_at: datetime | None = None
    refunds: dict[str, int] = field(default_factory=dict)

    @property
    def expires_at(self) -> datetime:
        """When a waiting order closes by itself."""
        return self.created_at + _GOOD_FOR

    def described(self) -> JsonObject:
        """The order as it crosses the wire."""
        return {
            "order_no": self.order_no,
            "amount_fen": self.amount_fen,
            "subject": self.subject,
            "code_url": self.code_url,
            "expires_at": self.expires_at.isoformat(),
            "expires_in": max(0.0, (self.expires_at - datetime.now(UTC)).total_seconds()),
            "state": self.state.value,
            "channel": self.channel,
            "paid_at": self.paid_at.isoformat() if self.paid_at else None,
        }


class Ledger:
    """All orders since the bench started, in the order they came. Safe to use from any thread."""

    def __init__(self) -> None:
        """Begin with an empty book."""
        self.page_root = ""
        self.auto_pay_ms: int | None = None
        """waiting orders are paid by themselves this long after they were made; None: not at all"""
        self._orders: dict[str, Order] = {}
        self._lock = threading.RLock()

    def create(self, order_no: str, amount_fen: int, subject: str) -> Order:
        """The new order, or the one made before with this number."""
        with self._lock:
            known = self._orders.get(order_no)
            if known is None:
                url = f"{self.page_root}/{order_no}"
                known = self._orders[order_no] = Order(order_no, amount_fen, subject, url, datetime.now(UTC))
            elif known.amount_fen != amount_fen:
                raise OrderRefusal("this order number was used for another sum")
            return self._up_to_date(known)

    def find(self, order_no: str) -> Order:
        """The order with this number, or the newest for ``latest``."""
        with self._lock:
            if order_no == "latest" and self._orders:
                return self._up_to_date(next(reversed(self._orders.values())))
            if order_no not in self._orders:
                raise OrderRefusal("there is no such order", HTTPStatus.NOT_FOUND)
            return self._up_to_date(self._orders[order_no])

    def orders(self) -> tuple[Order, ...]:
        """Every order."""
        with self._lock:
            return tuple(self._up_to_date(order) for order in self._orders.values())

    def turn(self, order_no: str, state: OrderState, channel: str = "") -> Order:
        """Let the payer pay, fail, or leave it open whether they paid."""
        with self._lock:
            order = self.find(order_no)
            if order.state not in (OrderState.WAITING, OrderState.PENDING):
                raise OrderRefusal(f"the order is {order.state.value} already")
            if state is OrderState.PAID:
                self._take_money(order, channel, datetime.now(UTC))
            else:
                order.state = state
            return order

    def close(self, order_no: str) -> Order:
        """Close an order that waits; one with money, or with money perhaps under way, stays as it is."""
        with self._lock:
            order = self.find(order_no)
            if order.state in (OrderState.WAITING, OrderState.FAILED):
                order.state = OrderState.CLOSED
            return order

    def refund(self, order_no: str, refund_no: str) -> Order:
        """Give the whole sum back, once for each order and refund number."""
        with self._lock:
            order = self.find(order_no)
            if not refund_no:
                raise OrderRefusal("refund_no is missing", HTTPStatus.BAD_REQUEST)
            if refund_no in order.refunds:
                return order
            if order.state is not OrderState.PAID:
                raise OrderRefusal(f"the order is {order.state.value}: there is nothing to refund")
            order.refunds[refund_no] = order.amount_fen
            order.state = OrderState.REFUNDED
            return order

    def sums(self) -> JsonObject:
        """Money that came, went and stayed, in fen, and the number of orders in each state."""
        orders = self.orders()
        paid = sum(order.amount_fen for order in orders if order.paid_at is not None)
        refunded = sum(sum(order.refunds.values()) for order in orders)
        states = {state.value: sum(order.state is state for order in orders) for state in OrderState}
        return {"paid_fen": paid, "refunded_fen": refunded, "kept_fen": paid - refunded, "orders": states}

    def _up_to_date(self, order: Order) -> Order:
        now = datetime.now(UTC)
        if order.state is not OrderState.WAITING:
            return order
        if self.auto_pay_ms is not None:
            due = order.created_at + timedelta(milliseconds=self.auto_pay_ms)
            if due <= now:
                self._take_money(order, "wechat", due)
        elif order.expires_at <= now:
            order.state = OrderState.CLOSED
        return order

    @staticmethod
    def _take_money(order: Order, channel: str, at: datetime) -> None:
        order.state, order.channel, order.paid_at = OrderState.PAID, channel, at
