"""What a visit asks of the world. Imperative; carried out by `kiosk.services`, answered by events."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Wait for a card and read it. Answered by `CardRead` or ``Failed(card.*, reader.*)``."""


@dataclass(frozen=True, slots=True)
class AwaitReturn:
    """Wait for the card to be put back. Answered by `CardFound`, then `CardRead` or ``Failed(card.*, reader.*)``."""


@dataclass(frozen=True, slots=True)
class Prefill:
    """Gather what is known. Answered by `Prefilled`, always."""


@dataclass(frozen=True, slots=True)
class CaptureMaterial:
    """Take the page under the camera. Answered by `MaterialCaptured` or ``Failed(page.*, camera.*)``."""

    slot: str


@dataclass(frozen=True, slots=True)
class StoreSignature:
    """Draw the strokes as a PNG. Answered by `SignatureStored`."""


@dataclass(frozen=True, slots=True)
class TakePayment:
    """Journal the application, then open an order.

    Answered by `PaymentOffered` and later `Paid`, `PaymentPending` or `PaymentFailed`; ``Failed(payment.*)`` when no
    order could be opened.
    """

    order_no: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class SettleOrder:
    """Nobody wants this order any more: close it, and give the money back if it came. Answered by `OrderSettled`."""

    order_no: str


@dataclass(frozen=True, slots=True)
class FileCase:
    """Commit the application and hand it to the platform. Answered by `Filed` or ``Failed(filing.*)``."""


@dataclass(frozen=True, slots=True)
class AwaitAnswer:
    """Accepted without an answer: tell it when it comes while somebody stands there. Answered by `CaseAnswered`, or never."""


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """Print the receipt. Answered by ``Printed("receipt")`` or `Failed`."""


@dataclass(frozen=True, slots=True)
class PrintDocument:
    """Print an issued document. Answered by `Printed` or `Failed`."""

    key: str


@dataclass(frozen=True, slots=True)
class StoreRating:
    """Put the rating on its way, without a name."""

    score: int


@dataclass(frozen=True, slots=True)
class Wipe:
    """Leave nothing behind: memory, pictures, keyboard, freed pages of the store. A paper under way still comes out."""


Effect = (
    ReadCard
    | AwaitReturn
    | Prefill
    | CaptureMaterial
    | StoreSignature
    | TakePayment
    | SettleOrder
    | FileCase
    | AwaitAnswer
    | PrintReceipt
    | PrintDocument
    | StoreRating
    | Wipe
)
