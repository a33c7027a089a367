"""How far somebody's own cases are: ``POST /v1/cases/progress``, asked by a kiosk while their card lies on the reader.

The card's number does not travel: its digest proves that the kiosk has read it, and the platform knows cases by that.
"""

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from kiosk.protocol.messages import Message, Sha256

State = Literal[
    "applied",
    "accepted",
    "supplement",
    "refused",
    "examining",
    "special",
    "decided",
    "done",
    "delivered",
    "withdrawn",
]

ParcelWord = Literal["ready", "posted", "on-the-way", "delivered", "returned", "lost"]


def holder_sha256(number: str) -> str:
    """The digest of an identity number, as both ends make it: SHA-256 of ``suishiban/1/holder``, a line feed, the number."""
    return hashlib.sha256(f"suishiban/1/holder\n{number.strip().upper()}".encode()).hexdigest()


class ProgressRequest(Message):
    """Whose cases: `holder` is `holder_sha256` of the card's number. With `receipt_no` only the one of that receipt or case.

    Strokes and spaces of the number may be left out, as somebody types it who has no card with them.
    """

    holder: Sha256
    receipt_no: Annotated[str, Field(max_length=40)] = ""


class Said(Message):
    """One sentence for the citizen, in both languages."""

    zh: str
    en: str


class ProgressStep(Message):
    """One step of a case: when, what the citizen is told of it, and which unit took it."""

    at: AwareDatetime
    said: Said
    unit: str = ""


class Wanted(Message):
    """A material that is still to come, why, and until when.

    `asked`: an officer asks for it (补正), and `why` is the reason; otherwise it was put off (容缺受理).
    """

    key: str
    title: Said
    why: str
    due: date | None = None
    asked: bool = False


class PaymentDue(Message):
    """Money that is still open, and the address of the page where it is paid (for a QR code)."""

    amount_fen: Annotated[int, Field(gt=0)]
    url: str


class ParcelState(Message):
    """Where the parcel with the result is."""

    tracking_no: str
    state: ParcelWord
    said: Said


class ProgressPaper(Message):
    """A certificate of the case; `verify_url` is the address its QR code holds."""

    number: str
    title: Said
    verify_url: str
    revoked: bool = False


class CaseProgress(Message):
    """One case as its holder may see it. `due` is the promised day as it stands now, `paused` while it does not run.

    `expected`: the day is only reckoned (预计), for nobody promised it, or a year on the way to it has no holidays yet.
    """

    case_no: str
    receipt_no: str
    matter_code: str
    title: Said
    state: State
    said: Said
    applied_at: AwareDatetime
    due: date | None = None
    expected: bool = False
    paused: bool = False
    unit: str = ""
    bundle: str = ""
    steps: tuple[ProgressStep, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    payment: PaymentDue | None = None
    parcel: ParcelState | None = None
    papers: tuple[ProgressPaper, ...] = ()


class ProgressAnswer(Message):
    """The newest cases of that person, newest first; empty for somebody without any. `more` when there were too many."""

    cases: tuple[CaseProgress, ...] = ()
    more: bool = False
