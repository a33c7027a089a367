"""What an acquirer does for the platform: three states, never a guess (成功, 失败, 处理中). A province brings its own.

Every call may be repeated: the order's or the refund's number is the idempotency key.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What the provider says of a payment or refund."""

    SUCCEEDED = "success"
    FAILED = "failed"
    PROCESSING = "processing"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a daily statement. `amount_fen` is below zero for a refund, whose `order_no` is that of the order."""

    number: str
    order_no: str
    amount_fen: int


class ProviderAway(Exception):  # noqa: N818  what it is, is an error by itself
    """The provider does not answer. What was asked for may have been done: ask again with the same number."""


class Provider(Protocol):
    """One acquirer. Every call may raise `ProviderAway`."""

    name: str

    def pay(self, order_no: str, amount_fen: int, now: datetime) -> Outcome:
        """Take the money; the same order again gets what is known of it."""

    def query(self, order_no: str, now: datetime) -> Outcome | None:
        """What is known of an order; None when the provider never heard of it."""

    def refund(self, order_no: str, refund_no: str, amount_fen: int, now: datetime) -> Outcome:
        """Give the money back, once for each `refund_no` however often asked."""

    def statement(self, day: date) -> tuple[Line, ...]:
        """Everything that moved on `day` in China."""
