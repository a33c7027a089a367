"""统一支付: the acquirer. Its interface is `central.payments.providers.Provider`; while it is away it raises `ProviderAway`."""

from datetime import UTC, date, datetime
from typing import Protocol, cast

from central.payments.providers import Line, Outcome, Provider, ProviderAway
from central.payments.simulated import SimulatedProvider
from central.services.outages import play
from central.services.registry import Kind, Service, Unavailable, service


class Payment(Provider, Service, Protocol):
    """What a province implements."""


class SimulatedPayment(SimulatedProvider):
    """The simulated books, with outages."""

    def ping(self) -> None:
        """Ask about an order that there is not."""
        play(Kind.PAYMENT)
        super().query("", datetime.now(UTC))

    def pay(self, order_no: str, amount_fen: int, now: datetime) -> Outcome:
        """As `Provider`."""
        _play()
        return super().pay(order_no, amount_fen, now)

    def query(self, order_no: str, now: datetime) -> Outcome | None:
        """As `Provider`."""
        _play()
        return super().query(order_no, now)

    def refund(self, order_no: str, refund_no: str, amount_fen: int, now: datetime) -> Outcome:
        """As `Provider`."""
        _play()
        return super().refund(order_no, refund_no, amount_fen, now)

    def statement(self, day: date) -> tuple[Line, ...]:
        """As `Provider`."""
        _play()
        return super().statement(day)


def payment() -> Payment:
    """The one in use."""
    return cast("Payment", service(Kind.PAYMENT))


def _play() -> None:
    try:
        play(Kind.PAYMENT)
    except Unavailable as away:
        raise ProviderAway from away
