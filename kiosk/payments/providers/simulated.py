"""Scan-to-pay at the simulated acquirer: plain JSON over HTTP, the wire of the bench's payment desk.

| call | answer |
| --- | --- |
| ``POST /orders`` ``{order_no, amount_fen, subject}`` | ``{code_url, expires_in}``; the same order again: the same answer |
| ``GET /orders/{order_no}`` | ``{state: waiting, pending, paid, failed or closed, channel, paid_at}``; 404 unknown |
| ``POST /orders/{order_no}/close`` | as GET; ``paid`` when the money came first |
| ``POST /orders/{order_no}/refund`` | ``{}``; again: the same |
"""

from collections.abc import Mapping
from typing import Literal

import requests
from pydantic import AwareDatetime, BaseModel, ValidationError

from kiosk.payments.api import (
    Closed,
    Offer,
    OrderState,
    Pending,
    ProviderConfigError,
    ProviderRefused,
    ProviderUnreachable,
    Succeeded,
    Waiting,
)

_TIMEOUT_S = (2.0, 4.0)
_NOT_FOUND = 404
_SERVER_TROUBLE = 500


class _Offer(BaseModel):
    code_url: str
    expires_in: float


class _Order(BaseModel):
    state: Literal["waiting", "pending", "paid", "failed", "closed", "refunded"]
    channel: str = ""
    paid_at: AwareDatetime | None = None


class SimulatedScanToPay:
    """See the module's table. One HTTP session per call: calls come from several threads."""

    def __init__(self, options: Mapping[str, object]) -> None:
        """`options` is the table of kiosk.toml without ``provider``: ``url``."""
        url = options.get("url")
        if not isinstance(url, str) or not url.startswith("http"):
            raise ProviderConfigError("payments.scan_to_pay.url: expected the acquirer's address, http://host:port")
        self._url = url.rstrip("/")

    def create(self, order_no: str, amount_fen: int, subject: str) -> Offer:
        """Open an order."""
        body = {"order_no": order_no, "amount_fen": amount_fen, "subject": subject}
        answer = self._ask("POST", "/orders", body)
        try:
            offer = _Offer.model_validate_json(answer.content)
        except ValidationError as error:
            raise ProviderUnreachable("the answer to an order could not be understood") from error
        return Offer(offer.code_url, offer.expires_in)

    def query(self, order_no: str) -> OrderState:
        """What is known of an order."""
        return self._state(self._ask("GET", f"/orders/{order_no}"))

    def close(self, order_no: str) -> OrderState:
        """Close an order; `Succeeded` when the money was faster."""
        return self._state(self._ask("POST", f"/orders/{order_no}/close", {}))

    def refund(self, order_no: str) -> None:
        """Give the money back; the order's own number makes it happen once."""
        answer = self._ask("POST", f"/orders/{order_no}/refund", {"refund_no": f"{order_no}-r"})
        if not answer.ok:
            raise ProviderRefused(f"the refund was answered with {answer.status_code}")

    def _ask(self, method: str, path: str, body: dict[str, object] | None = None) -> requests.Response:
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.request(method, self._url + path, json=body, timeout=_TIMEOUT_S)
        except requests.RequestException as error:
            raise ProviderUnreachable(type(error).__name__) from error
        if answer.status_code >= _SERVER_TROUBLE:
            raise ProviderUnreachable(f"answered with {answer.status_code}")
        if not answer.ok and answer.status_code != _NOT_FOUND:
            raise ProviderRefused(f"answered with {answer.status_code}")
        return answer

    @staticmethod
    def _state(answer: requests.Response) -> OrderState:
        if answer.status_code == _NOT_FOUND:
            return Closed()
        try:
            order = _Order.model_validate_json(answer.content)
        except ValidationError as error:
            raise ProviderUnreachable("the state of an order could not be understood") from error
        match order.state:
            case "waiting":
                return Waiting()
            case "pending":
                return Pending()
            case "paid" if order.paid_at is not None:
                return Succeeded(order.channel, order.paid_at)
            case "paid":
                raise ProviderUnreachable("an order is said to be paid, but not when")
            case "failed":
                return Closed(refused=True)
            case "closed" | "refunded":
                return Closed()
