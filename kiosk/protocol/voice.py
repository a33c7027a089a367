"""A complaint, a consultation or a suggestion, and what became of it. Asked for by number and code, or by the card.

It travels sealed as any submission (``kind`` ``ticket``, `WrittenTicket`), and in no other way.
``POST /v1/tickets/look``, ``/mine`` and ``/judge`` ask for it and say whether it will do.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kiosk.protocol.messages import Identifier, Message, Moment, Sha256
from kiosk.protocol.progress import Said

TicketKindWord = Literal["consultation", "suggestion", "complaint"]
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of a code: nothing that looks like something else on paper"""
CODE_LENGTH = 8
WORKING_DAYS: Mapping[str, int] = {"consultation": 5, "suggestion": 15, "complaint": 15}
"""Until there has to be an answer. Our own limits; 12345 asks for no more than these"""

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)]
_MatterCode = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9-]*)?$", max_length=60)]
_Number = Annotated[str, StringConstraints(pattern=r"^T[0-9A-Z-]{3,29}$")]
_Code = Annotated[str, StringConstraints(pattern=rf"^[{ALPHABET}]{{{CODE_LENGTH}}}$")]


class WrittenTicket(Message):
    """What somebody wrote at a kiosk, with or without a network: it has given number and code, and the day counts.

    `holder` is `kiosk.protocol.progress.holder_sha256` of the card that lay there; empty for somebody without one.
    """

    id: Identifier
    kiosk_id: Annotated[str, Field(min_length=1, max_length=40)]
    number: _Number
    code: _Code
    kind: TicketKindWord
    text: _Text
    matter_code: _MatterCode = ""
    holder: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    written_at: Moment


class TicketLook(Message):
    """Which ticket: whoever holds the slip may look."""

    number: _Number
    code: _Code


class TicketsRequest(Message):
    """Whose tickets: `holder` is the digest of the card's number."""

    holder: Sha256


class TicketJudgement(TicketLook):
    """Whether the answer will do; if not, it is opened again. `objection` says why, where somebody likes to."""

    satisfied: bool
    objection: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""


class TicketStanding(Message):
    """Where a ticket is. `reply` is empty until there is one; `may_judge` and `may_reopen` say what may be answered now."""

    number: str
    code: str
    kind: TicketKindWord
    said: Said
    text: str
    written_at: AwareDatetime
    due: date
    reply: str = ""
    answered_at: AwareDatetime | None = None
    may_judge: bool = False
    may_reopen: bool = False
    closed: bool = False


class TicketsAnswer(Message):
    """The newest tickets of that person, newest first. `more` when there were too many."""

    tickets: tuple[TicketStanding, ...] = ()
    more: bool = False
