"""What a payment provider can do for us, and how it answers: three states, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from typing import Protocol


class ProviderUnreachable(Exception):  # noqa: N818 - it is a state of the world, not an error of ours
    """No answer, or none that can be understood: nothing is known about the order."""


class ProviderRefused(Exception):  # noqa: N818 - as above
    """The provider answered, and will not do it: asking again changes nothing, a person has to look."""


class ProviderConfigError(Exception):
    """The provider's table in kiosk.toml cannot be used; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A code to scan, good for `expires_in` seconds."""

    code_url: str
    expires_in: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nobody has scanned yet."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Scanned; the outcome is not known yet (处理中)."""


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The money is there."""

    channel: str
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """The order came to nothing; no money moved, and none ever will under this number."""

    refused: bool = False
    """The payer's bank said no, rather than nobody paying in time"""


OrderState = Waiting | Pending | Succeeded | Closed


class PaymentProvider(Protocol):
    """One acquirer. Calls block for a few seconds at most and raise `ProviderUnreachable` or `ProviderRefused` only.

    Every call may be repeated: the order number is the idempotency key.
    """

    def create(self, order_no: str, amount_fen: int, subject: str) -> Offer:
        """Open an order. `subject` stands on the payer's statement and holds no personal data."""

    def query(self, order_no: str) -> OrderState:
        """What is known of an order. An order that was never opened is `Closed`."""

    def close(self, order_no: str) -> OrderState:
        """Close an unpaid order; the answer is its final state, `Succeeded` when the money came first."""

    def refund(self, order_no: str) -> None:
        """Give the whole amount back, once however often asked. Returns when the provider has accepted it."""


def load_provider(name: str, options: Mapping[str, object]) -> PaymentProvider:
    """The provider registered as `name` in the entry-point group ``suishiban.payments``."""
    known = {point.name: point for point in entry_points(group="suishiban.payments")}
    if name not in known:
        expected = ", ".join(sorted(known)) or "none is installed"
        raise ProviderConfigError(f"payment provider '{name}' is not known; expected one of: {expected}")
    make = known[name].load()
    provider: PaymentProvider = make(options)
    return provider
