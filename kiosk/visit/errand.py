"""An errand: what a citizen comes for that is no application, as one frozen value, and what can happen to it.

Their own cases, who used their data, what they have to say to the authorities and what was answered. As with a visit,
`kiosk.visit.errand_course.handle` alone changes it, and nothing of it outlives the citizen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kiosk.protocol.lookups import Lookup
from kiosk.protocol.progress import CaseProgress
from kiosk.protocol.voice import TicketKindWord, TicketStanding
from kiosk.visit.state import Holder, Paper


class At(StrEnum):
    """Where the citizen is."""

    CASES = "cases"
    CASE = "case"
    CASE_NUMBER = "case_number"
    """Without a card: the number of the receipt and of the ID card are typed"""
    LOOKUPS = "lookups"
    VOICE = "voice"
    """What they have to say: ask, suggest, complain, or look for an answer"""
    WRITE = "write"
    CHECK = "check"
    """What was written is read once more before it is sent"""
    SENT = "sent"
    TICKETS = "tickets"
    TICKET_NUMBER = "ticket_number"
    TICKET = "ticket"
    OBJECT = "object"
    """The answer will not do, and why"""


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """What was written is kept: its number and code, and whether it has reached the platform. `address` is for the QR code."""

    number: str
    code: str
    kind: TicketKindWord
    at: datetime
    due: date
    address: str
    arrived: bool


@dataclass(frozen=True, slots=True, repr=False)
class Errand:
    """One citizen, without a matter."""

    id: str
    at: At
    language: str = "zh_CN"
    holder: Holder | None = None
    lifted: bool = False
    """Their card was taken away while they wrote: it counts for what they write, and for nothing after that"""
    path: tuple[At, ...] = ()
    """Where 返回 leads, the nearest last"""
    page: int = 1
    more: bool = False
    """The platform has more than it sent"""
    cases: tuple[CaseProgress, ...] = ()
    case: CaseProgress | None = None
    lookups: tuple[Lookup, ...] = ()
    tickets: tuple[TicketStanding, ...] = ()
    ticket: TicketStanding | None = None
    kind: TicketKindWord = "consultation"
    text: str = ""
    """What was written so far, kept when it could not be stored"""
    drafts: Mapping[str, str] = field(default_factory=dict)
    """What was written elsewhere and left before it was sent, by the ticket that it is about; empty for something new"""
    sent: Sent | None = None
    working: bool = False
    trouble: str = ""
    """``offline``, ``not_found``, ``storage`` or ``incomplete``"""
    paper: Paper | None = None


# ---------------------------------------------------------------- what can happen


@dataclass(frozen=True, slots=True)
class Went:
    """On to another place, chosen there."""

    to: At


@dataclass(frozen=True, slots=True)
class CaseChosen:
    """One of the list, by its number."""

    case_no: str


@dataclass(frozen=True, slots=True)
class TicketChosen:
    """One of the list, by its number."""

    number: str


@dataclass(frozen=True, slots=True)
class KindChosen:
    """What it is that they have to say."""

    kind: TicketKindWord


@dataclass(frozen=True, slots=True, repr=False)
class NumberGiven:
    """Typed from paper: a number, and what proves that it is theirs (the ID number, or the code of the slip)."""

    number: str
    proof: str


@dataclass(frozen=True, slots=True, repr=False)
class TextGiven:
    """Written: what they have to say, or why an answer will not do."""

    text: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was written is what they have to say."""


@dataclass(frozen=True, slots=True)
class Contented:
    """The answer will do."""


@dataclass(frozen=True, slots=True)
class PageTurned:
    """To another page of a list."""

    page: int


@dataclass(frozen=True, slots=True)
class SlipWanted:
    """Print it, or once more."""


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """Once more, after a trouble."""


@dataclass(frozen=True, slots=True, repr=False)
class WentBack:
    """返回; `text` is what stood in the field where there is one to write in."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class SpokenTo:
    """Another language from here on."""

    language: str


@dataclass(frozen=True, slots=True, repr=False)
class HolderCame:
    """A card was laid down in the midst of it."""

    holder: Holder


@dataclass(frozen=True, slots=True)
class HolderLeft:
    """The card was taken away."""


@dataclass(frozen=True, slots=True, repr=False)
class CasesCame:
    """The platform told of cases."""

    cases: tuple[CaseProgress, ...]
    more: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class LookupsCame:
    """The platform told who looked."""

    lookups: tuple[Lookup, ...]
    more: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class TicketsCame:
    """The platform told of tickets."""

    tickets: tuple[TicketStanding, ...]
    more: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class TicketCame:
    """How one ticket stands."""

    ticket: TicketStanding


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """What was written is on the disk, sealed."""

    sent: Sent


@dataclass(frozen=True, slots=True)
class WentWrong:
    """It could not be had or kept: a word of `Errand.trouble`."""

    trouble: str


@dataclass(frozen=True, slots=True)
class SlipDone:
    """The paper is out, or `fault` says why not."""

    fault: str = ""


ErrandEvent = (
    Went
    | CaseChosen
    | TicketChosen
    | KindChosen
    | NumberGiven
    | TextGiven
    | Confirmed
    | Contented
    | PageTurned
    | SlipWanted
    | TriedAgain
    | WentBack
    | SpokenTo
    | HolderCame
    | HolderLeft
    | CasesCame
    | LookupsCame
    | TicketsCame
    | TicketCame
    | Kept
    | WentWrong
    | SlipDone
)


# ---------------------------------------------------------------- what is asked of the world


@dataclass(frozen=True, slots=True, repr=False)
class AskCases:
    """`CasesCame` or `WentWrong`. With `number` of the holder of that ID number only the one case."""

    holder_sha256: str
    number: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class AskLookups:
    """`LookupsCame` or `WentWrong`."""

    holder_sha256: str


@dataclass(frozen=True, slots=True, repr=False)
class AskTickets:
    """`TicketsCame` or `WentWrong`."""

    holder_sha256: str


@dataclass(frozen=True, slots=True, repr=False)
class AskTicket:
    """`TicketCame` or `WentWrong`."""

    number: str
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class Judge:
    """`TicketCame` or `WentWrong`."""

    number: str
    code: str
    satisfied: bool
    objection: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class KeepTicket:
    """`Kept` or ``WentWrong("storage")``."""

    kind: TicketKindWord
    text: str
    holder_sha256: str


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """The paper of what is on the screen: `SlipDone`."""


ErrandEffect = AskCases | AskLookups | AskTickets | AskTicket | Judge | KeepTicket | PrintSlip
