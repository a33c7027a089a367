"""What can happen to a visit. Past tense; a closed union that the steps match exhaustively."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.matters.plan import Step
from kiosk.protocol.messages import CaseAnswer
from kiosk.visit.state import EndReason, FiledCase, FiledMember, Holder, Page, Stroke, Value


@dataclass(frozen=True, slots=True)
class GuideAccepted:
    """开始办理 was tapped."""


@dataclass(frozen=True, slots=True, repr=False)
class CardRead:
    """A card was read; `today` is the civil date, to judge its expiry."""

    holder: Holder
    today: date


@dataclass(frozen=True, slots=True, repr=False)
class Prefilled:
    """What card and government know, by field key. `offline` when the government could not be asked.

    `unavailable` are the fields whose library did not answer: not known now, which is not the same as nothing known.
    """

    values: Mapping[str, Value]
    offline: bool = False
    unavailable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class PageAnswered:
    """A page of the form was confirmed. `answers` by field key; `typed` characters by field key."""

    answers: Mapping[str, str]
    typed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CaptureTapped:
    """拍这一页."""


@dataclass(frozen=True, slots=True, repr=False)
class MaterialCaptured:
    """A good page was taken for material `slot`."""

    slot: str
    page: Page


@dataclass(frozen=True, slots=True)
class PageDiscarded:
    """A page is to be taken again."""

    slot: str
    index: int


@dataclass(frozen=True, slots=True)
class PagesFinished:
    """拍完了."""

    slot: str


@dataclass(frozen=True, slots=True)
class MaterialDeferred:
    """材料没带，先办后补."""

    slot: str


@dataclass(frozen=True, slots=True)
class PromiseOpened:
    """没有这份材料: what can be promised instead is to be read. 返回 leads back to the camera."""

    slot: str


@dataclass(frozen=True, slots=True)
class MaterialPromised:
    """以承诺代替, after the promise was read."""

    slot: str


@dataclass(frozen=True, slots=True)
class ReviewAccepted:
    """Everything is right, on to the signature."""


@dataclass(frozen=True, slots=True)
class EditRequested:
    """修改 was tapped on the review."""

    step: Step


@dataclass(frozen=True, slots=True, repr=False)
class Signed:
    """签好了: the strokes on the pad."""

    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True, repr=False)
class SignatureStored:
    """The signature is drawn as a PNG."""

    png: bytes
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentOffered:
    """The provider gave a code to scan."""

    order_no: str
    code_url: str
    expires_in: float


@dataclass(frozen=True, slots=True)
class PaymentPending:
    """Scanned; the provider does not know the outcome yet."""

    order_no: str


@dataclass(frozen=True, slots=True)
class Paid:
    """The provider says the money is there."""

    order_no: str
    channel: str
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentFailed:
    """The order came to nothing, and no money moved."""

    order_no: str
    fault: str


@dataclass(frozen=True, slots=True)
class OrderSettled:
    """An order came to rest: closed unpaid, or refunded. No money of it is left with us."""

    order_no: str


@dataclass(frozen=True, slots=True)
class PaymentRetried:
    """Show me a new code."""


@dataclass(frozen=True, slots=True)
class PaymentDeferred:
    """Submit now, pay when the network is back."""


@dataclass(frozen=True, slots=True)
class SubmitTapped:
    """The pause after 付好了 is over, or was cut short."""


@dataclass(frozen=True, slots=True, repr=False)
class Filed:
    """The application is committed; with the platform's answer when it came in time."""

    case: FiledCase


@dataclass(frozen=True, slots=True, repr=False)
class CaseAnswered:
    """The platform's answer to an application that was accepted without one; of a bundle with those of its members."""

    answer: CaseAnswer
    members: tuple[FiledMember, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper is out."""

    paper: str


@dataclass(frozen=True, slots=True)
class PaperRetried:
    """Print it once more."""

    paper: str


@dataclass(frozen=True, slots=True)
class Rated:
    """A face was tapped; 1 best, 5 worst."""

    score: int


@dataclass(frozen=True, slots=True)
class Failed:
    """An effect failed: which (its type's name), of what (slot or paper), with which fault code."""

    effect: str
    fault: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class TryAgainTapped:
    """Once more, after a trouble."""


@dataclass(frozen=True, slots=True)
class BackTapped:
    """返回."""


@dataclass(frozen=True, slots=True)
class CardTaken:
    """The card left the reader: it is waited for before submission, its going is only noted after it."""


@dataclass(frozen=True, slots=True)
class CardFound:
    """A card lies there again, and is being read: `CardRead` or ``Failed("AwaitReturn", …)`` follows."""


@dataclass(frozen=True, slots=True)
class CardStayedAway:
    """Nobody put the card back in time."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The citizen reads another language from here on."""

    language: str


@dataclass(frozen=True, slots=True)
class Abandoned:
    """Leaving, idling: one event, legal everywhere but while filing."""

    reason: EndReason


@dataclass(frozen=True, slots=True)
class Finished:
    """完成，清除信息并退出."""


Event = (
    GuideAccepted
    | CardRead
    | Prefilled
    | PageAnswered
    | CaptureTapped
    | MaterialCaptured
    | PageDiscarded
    | PagesFinished
    | MaterialDeferred
    | PromiseOpened
    | MaterialPromised
    | ReviewAccepted
    | EditRequested
    | Signed
    | SignatureStored
    | PaymentOffered
    | PaymentPending
    | Paid
    | PaymentFailed
    | OrderSettled
    | PaymentRetried
    | PaymentDeferred
    | SubmitTapped
    | Filed
    | CaseAnswered
    | Printed
    | PaperRetried
    | Rated
    | Failed
    | TryAgainTapped
    | BackTapped
    | CardTaken
    | CardFound
    | CardStayedAway
    | LanguageChosen
    | Abandoned
    | Finished
)
