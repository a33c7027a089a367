"""A provider that plays one, with books of its own in `SimulatedEntry`. No money moves anywhere."""

from datetime import date, datetime, timedelta

from django.db import transaction

from central.payments.days import bounds
from central.payments.models import SimulatedEntry
from central.payments.providers import Line, Outcome

SETTLES_AFTER = timedelta(minutes=1)
"""What is being processed has succeeded when it is asked about so much later"""


class SimulatedProvider:
    """Answers as it is told to with `next_outcome`; else with success."""

    name = "simulated"

    def __init__(self, next_outcome: Outcome = Outcome.SUCCEEDED) -> None:
        self._next = next_outcome

    def pay(self, order_no: str, amount_fen: int, now: datetime) -> Outcome:
        """Book it, unless it is booked; what failed before may be tried again."""
        with transaction.atomic():
            entry, new = SimulatedEntry.objects.select_for_update().get_or_create(
                number=order_no, defaults={"amount_fen": amount_fen, "state": self._next, "at": now}
            )
            if not new and entry.state == Outcome.FAILED:
                entry.state, entry.at = self._next, now
                entry.save(update_fields=["state", "at"])
            return Outcome(entry.state)

    def took_at_kiosk(self, order_no: str, amount_fen: int, at: datetime) -> None:
        """What a kiosk took is in the same books: it is the same acquirer."""
        entry = SimulatedEntry(number=order_no, amount_fen=amount_fen, state=Outcome.SUCCEEDED, at=at)
        SimulatedEntry.objects.bulk_create([entry], ignore_conflicts=True)

    def query(self, order_no: str, now: datetime) -> Outcome | None:
        """What the books say; what was being processed has come through after a while."""
        self._settle(order_no, now)
        entry = SimulatedEntry.objects.filter(number=order_no).first()
        return Outcome(entry.state) if entry is not None else None

    def refund(self, order_no: str, refund_no: str, amount_fen: int, now: datetime) -> Outcome:
        """Book it once; what is being processed has come through after a while."""
        self._settle(refund_no, now)
        with transaction.atomic():
            entry, new = SimulatedEntry.objects.select_for_update().get_or_create(
                number=refund_no,
                defaults={"of_order": order_no, "amount_fen": -amount_fen, "state": self._next, "at": now},
            )
            if not new and entry.state == Outcome.FAILED:
                entry.state, entry.at = self._next, now
                entry.save(update_fields=["state", "at"])
            return Outcome(entry.state)

    def statement(self, day: date) -> tuple[Line, ...]:
        """What succeeded on that day."""
        begin, end = bounds(day)
        entries = SimulatedEntry.objects.filter(at__gte=begin, at__lt=end, state=Outcome.SUCCEEDED).order_by("number")
        return tuple(Line(one.number, one.of_order or one.number, one.amount_fen) for one in entries)

    @staticmethod
    def _settle(number: str, now: datetime) -> None:
        waiting = SimulatedEntry.objects.filter(number=number, state=Outcome.PROCESSING, at__lte=now - SETTLES_AFTER)
        waiting.update(state=Outcome.SUCCEEDED, at=now)  # booked when it came through, as banks do
