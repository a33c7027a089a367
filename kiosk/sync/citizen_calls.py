"""What a citizen asks the platform about themselves: their cases, who used their data, what became of what they wrote."""

from typing import TypeVar

from pydantic import BaseModel

from kiosk.protocol.lookups import LookupsAnswer, LookupsRequest
from kiosk.protocol.outcome import Delivered, Outcome, TryLater
from kiosk.protocol.progress import ProgressAnswer, ProgressRequest
from kiosk.protocol.voice import TicketJudgement, TicketLook, TicketsAnswer, TicketsRequest, TicketStanding
from kiosk.sync.calls import Request, SignedCalls
from kiosk.sync.client import failure, parsed

_OK, _NOT_FOUND = 200, 404
_WAIT_S = 6.0
"""A citizen stands there; who waits longer is told that it cannot be had now"""
_Answer = TypeVar("_Answer", bound=BaseModel)


class CitizenCalls:
    """Safe to use from several threads."""

    def __init__(self, calls: SignedCalls) -> None:
        """`calls` speaks as this kiosk."""
        self._calls = calls

    def cases(self, question: ProgressRequest) -> Outcome[ProgressAnswer]:
        """How far somebody's cases are."""
        return _sure(self._ask("cases/progress", question, ProgressAnswer))

    def lookups(self, question: LookupsRequest) -> Outcome[LookupsAnswer]:
        """Who looked at somebody's data."""
        return _sure(self._ask("lookups/mine", question, LookupsAnswer))

    def tickets(self, question: TicketsRequest) -> Outcome[TicketsAnswer]:
        """What somebody wrote with their card on the reader."""
        return _sure(self._ask("tickets/mine", question, TicketsAnswer))

    def ticket(self, question: TicketLook) -> Outcome[TicketStanding | None]:
        """The ticket of a slip; None where there is none of this number and code."""
        return self._ask("tickets/look", question, TicketStanding)

    def judge(self, word: TicketJudgement) -> Outcome[TicketStanding | None]:
        """Say whether the answer will do; how the ticket stands then."""
        return self._ask("tickets/judge", word, TicketStanding)

    def _ask(self, path: str, question: BaseModel, kind: type[_Answer]) -> Outcome[_Answer | None]:
        body = question.model_dump_json().encode()
        reply = self._calls.call(Request("POST", path, body), read_timeout_s=_WAIT_S)
        if isinstance(reply, TryLater):
            return reply
        if reply.status == _NOT_FOUND:
            return Delivered(None)
        if reply.status != _OK:
            return failure(reply)
        answer = parsed(kind, reply.content)
        return TryLater("answer_unreadable") if answer is None else Delivered(answer)


def _sure(outcome: Outcome[_Answer | None]) -> Outcome[_Answer]:
    """Where 404 says that the platform is older than this kiosk."""
    match outcome:
        case Delivered(None):
            return TryLater("http_404")
        case Delivered(answer) if answer is not None:
            return Delivered(answer)
        case TryLater():
            return outcome
        case _:
            return outcome  # type: ignore[return-value]  # refused or not allowed: without an answer in it
