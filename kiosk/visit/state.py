"""The visit: everything the kiosk knows of one citizen on one matter, as one frozen value."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kiosk.matters.model import HolderKind, Matter
from kiosk.matters.plan import SUPPLEMENT, Step, plan_of
from kiosk.matters.rules import HolderFacts
from kiosk.matters.selection import Facts
from kiosk.protocol.messages import CaseAnswer
from kiosk.visit.narrowing import narrowed

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """Who lays the card: the card's text as far as a visit needs it."""

    kind: HolderKind
    name: str
    number: str
    sex: str
    birth: date
    address: str
    valid_to: date | None
    age: int
    """Full years on the day of the visit"""
    nationality: str = ""

    @property
    def facts(self) -> HolderFacts:
        """What rules may know of a person: never name or number."""
        return HolderFacts(self.kind.value, self.age, self.sex, self.nationality)


class Source(StrEnum):
    """Where a value of the form came from."""

    CARD = "card"
    GOVERNMENT = "government"
    CITIZEN = "citizen"


@dataclass(frozen=True, slots=True, repr=False)
class Value:
    """One value of the form. `typed` counts the characters the citizen had to type for it."""

    text: str
    source: Source
    office: tuple[str, str] = ("", "")
    """Name of the office that supplied it, Chinese and English"""
    typed: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """One scanned page: straightened JPEG and its thumbnail."""

    jpeg: bytes
    thumbnail: bytes = b""


@dataclass(frozen=True, slots=True, repr=False)
class MaterialState:
    """What has been scanned for one material."""

    pages: tuple[Page, ...] = ()
    finished: bool = False
    deferred: bool = False
    """容缺受理: it is handed in later"""
    promised: bool = False
    """告知承诺: a signed promise stands in its place"""
    promising: bool = False
    """The promise is on the screen, to be read; nothing is photographed meanwhile"""


class InkPoint(NamedTuple):
    """Where the pen was at one moment. Every surface that can be signed on gives these: the touchscreen, or a pad of its own."""

    x: float
    """share of the surface's width, 0..1"""
    y: float
    """share of its height, 0..1"""
    at: float
    """milliseconds since the first touch"""
    pressure: float | None = None
    """0..1; None from a surface that does not feel it"""


Stroke = tuple[InkPoint, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Signature:
    """The handwritten signature as strokes and as the PNG that is filed."""

    strokes: tuple[Stroke, ...]
    png: bytes = b""
    signed_at: datetime | None = None


class PaymentState(StrEnum):
    """What is known of the money. `PENDING` is the honest third state: scanned, outcome not known yet."""

    NONE = "none"
    ASKED = "asked"
    WAITING = "waiting"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Payment:
    """The current order. A failed order is never used again: the next try has the next number."""

    state: PaymentState = PaymentState.NONE
    order_no: str = ""
    code_url: str = ""
    expires_in: float = 0.0
    """Seconds the QR is good for, from the moment it was offered"""
    channel: str = ""
    paid_at: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong now, as a fault code, and how often in a row.

    `of` says of what: the field's key for ``field.*``, the number of the rule for ``matter.not_eligible``.
    """

    fault: str
    times: int = 1
    of: str = ""


class PaperState(StrEnum):
    """Truth about paper: `PRINTED` only when the printer's barrier said so."""

    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the result: the receipt, or an issued document."""

    state: PaperState
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Supplied:
    """The case that papers are brought for (补交), by its number for people."""

    case_no: str
    reasons: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What the officer wrote of a paper that is asked for, by its key"""


@dataclass(frozen=True, slots=True, repr=False)
class FiledMember:
    """One member of a bundle that was filed. `id` is its application's."""

    code: str
    id: str
    answer: CaseAnswer | None = None
    """The platform's, once it has come"""


@dataclass(frozen=True, slots=True, repr=False)
class FiledCase:
    """What acceptance gave: always a receipt number and the application time; the platform's answer when it came in time.

    Of a bundle the answer is there once all its members have theirs; `members` says which have.
    """

    receipt_no: str
    applied_at: datetime
    follow_url: str
    answer: CaseAnswer | None = None
    members: tuple[FiledMember, ...] = ()
    late: bool = False
    """The answer came after the citizen was told that it has not come yet"""
    arrived: bool = False
    """Of a supplement: the platform has it. There is no other answer to one"""


class EndReason(StrEnum):
    """Why a visit ended."""

    FINISHED = "finished"
    LEFT = "left"
    TIMED_OUT = "timed_out"
    CARD_REMOVED = "card_removed"
    """The card was not put back in time"""
    OTHER_CARD = "other_card"
    """Somebody else's card was put where the citizen's had been"""
    NOT_FILED = "not_filed"


@dataclass(frozen=True, slots=True)
class Absence:
    """The card has left the reader in mid-visit, and is waited for. Nothing goes on meanwhile."""

    reading: bool = False
    """A card lies there again and is being read"""
    fault: str = ""
    """Why the card that was put there could not be read, as a fault code"""


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """One citizen on one matter.

    `orders` names every payment order of this visit that has not come to rest (closed, refunded or turned into a case).
    Order numbers are all that may outlive the citizen.
    """

    id: str
    matter: Matter
    language: str = "zh_CN"
    release: int = 0
    """The release that the matter came with; the visit stays with it to its end"""
    step: Step = Step.GUIDE
    supplement: Supplied | None = None
    """Papers are brought for this case, and nothing is applied for; the matter has the wanted papers alone"""
    holder: Holder | None = None
    situation: "Mapping[str, str]" = field(default_factory=dict)
    """The answers to the 情形问答, by the keys of questions and answers"""
    values: "Mapping[str, Value]" = field(default_factory=dict)
    unavailable: tuple[str, ...] = ()
    """Fields whose source could not be reached: the citizen is told, and may fill them in"""
    form_page: int = 0
    materials: "Mapping[str, MaterialState]" = field(default_factory=dict)
    signature: Signature | None = None
    payment: Payment = Payment()
    orders: tuple[str, ...] = ()
    case_order: str = ""
    """The order whose money has become the case's: whatever the provider says of it later, it is not given back"""
    case: FiledCase | None = None
    papers: "Mapping[str, Paper]" = field(default_factory=dict)
    rating: int | None = None
    trouble: Trouble | None = None
    working: bool = False
    """An effect of the current step is under way; the screen shows that it is"""
    card_taken: bool = False
    """The card has gone when it was no longer needed"""
    absence: Absence | None = None
    ended: EndReason | None = None

    @property
    def plan(self) -> tuple[Step, ...]:
        """The steps of this visit, in order."""
        if self.supplement is not None:
            return SUPPLEMENT
        return plan_of(self.selected, promises=any(state.promised for state in self.materials.values()))

    @property
    def facts(self) -> Facts:
        """What rules look at."""
        texts = {key: value.text for key, value in self.values.items()}
        return Facts(texts, self.situation, self.holder.facts if self.holder is not None else None)

    @property
    def selected(self) -> Matter:
        """The matter with only the materials, fees and documents that apply to this citizen, as far as is known."""
        return narrowed(self.matter, self.facts)

    @property
    def typed(self) -> int:
        """Characters the citizen has typed so far."""
        return sum(value.typed for value in self.values.values())
