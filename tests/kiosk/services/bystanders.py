"""Who stands around a service in its tests: somebody who hears its events, and the way to the platform."""

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import TypeVar

from devices.bench.payment import PaymentBench
from kiosk.protocol.messages import Application, CaseAnswer
from kiosk.visit.events import Event
from offline_cache.message import Enclosure, Outgoing
from offline_cache.outbox import Outbox
from tests.kiosk.fake_clock import PATIENCE_S, until

E = TypeVar("E")


class Hearer:
    """Takes events, from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._events: list[Event] = []

    def __call__(self, event: Event) -> None:
        with self._lock:
            self._events.append(event)

    @property
    def events(self) -> list[Event]:
        with self._lock:
            return list(self._events)

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def hears(self, *events: Event, within_s: float = PATIENCE_S) -> bool:
        """Whether it has heard exactly these, in this order, before the time is over."""
        return until(lambda: self.events == list(events), within_s)


class Platform:
    """The way to the platform: what is in the outbox when it is asked to deliver, and the answer it then gives."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.answer: CaseAnswer | None = None
        self.asked: list[tuple[str, float]] = []
        self.was_waiting: list[bool] = []
        self.watch: Callable[[], None] = lambda: None

    def deliver(self, message_ids: Sequence[str], seconds: float) -> dict[str, CaseAnswer]:
        self.watch()
        for message_id in message_ids:
            self.asked.append((message_id, seconds))
            self.was_waiting.append(self._outbox.is_waiting(message_id))
        return {} if self.answer is None else dict.fromkeys(message_ids, self.answer)

    def follow_url(self, receipt_no: str, matter_code: str, applied_at: datetime, sha256: str, release: int) -> str:
        assert release == 0
        self.watch()
        return f"http://central.invalid/r/{receipt_no}/{matter_code}/{applied_at.timestamp():.0f}/{sha256[:8]}"


def queued(outbox: Outbox, now: datetime) -> Outgoing:
    """The only message in the queue, as the platform would find it once opened; what kind its files are stands in its body."""
    waiting = outbox.due(now)
    assert waiting is not None
    assert outbox.depth() == 1
    files = tuple(Enclosure.of(item.read(), "") for item in waiting.attachments)
    return Outgoing(waiting.id, waiting.kind, waiting.body, waiting.receipt_no, waiting.applied_at, files)


def application_in(message: Outgoing) -> Application:
    """What the platform would read."""
    return Application.model_validate_json(message.body)


def state_of(desk: PaymentBench, order_no: str) -> str:
    """How an order stands at the acquirer."""
    orders = desk.command("list", {})["orders"]
    return next((str(each["state"]) for each in orders if each["order_no"] == order_no), "never opened")
