"""What the kiosk and the platform say to each other, as pydantic models. Version 1; paths under ``/v1``.

| call | body | answer |
| --- | --- | --- |
| ``GET /v1/ping`` | – | 204 |
| ``POST /v1/prefill`` | `PrefillRequest` | 200 `PrefillAnswer` |
| ``HEAD`` / ``PUT /v1/blobs/{sha256}`` | the bytes, or a part of them | 200 known, 404 unknown / 201 stored, 202 more to come |
| ``POST /v1/lookups/mine`` | `kiosk.protocol.lookups` | 200 `LookupsAnswer` |
| ``POST /v1/cases/progress`` | `kiosk.protocol.progress` | 200 `ProgressAnswer` |
| ``POST /v1/submissions`` | `kiosk.protocol.sealed` | 201 `CaseAnswer` or `SubmissionAnswer`; again: 200, same answer |
| ``GET /r/{token}`` | – | page for people: is this receipt genuine, where is the case |
| ``GET /c/{number}/{code}`` | – | page for people: is this certificate genuine |

Every ``/v1`` call but the enrolment is signed by the device key (`kiosk.protocol.signatures`); a submission carries
``Idempotency-Key: <id of the message>``. Errors are ``application/problem+json`` (RFC 9457): `Problem`.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""A UUID without dashes, made once on the kiosk before the first commit"""


_FARTHEST = timedelta(hours=15)
_YEARS = range(1900, 9000)


def _believable(moment: datetime) -> datetime:
    """What every database keeps and gives back: in UTC too it has to be in a year, and no place is 15 hours from UTC."""
    offset = moment.utcoffset()
    if moment.year not in _YEARS or offset is None or abs(offset) > _FARTHEST:
        raise ValueError("expected a moment that a clock could show")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_believable)]
"""When something was, by the clock of whoever says it"""


class Message(BaseModel):
    """What all messages are: frozen, exact, and silent about their content."""

    # A validation error must not quote what it refuses: it would carry personal data into a log.
    # What is no number, or endless, is no JSON either (RFC 8259 6): not every database keeps it.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)

    def __repr__(self) -> str:
        """The type only: messages carry personal data."""
        return f"{type(self).__name__}(…)"

    __str__ = __repr__


class Holder(Message):
    """Who applies, as on the card."""

    kind: str
    name: str
    number: str
    sex: str = "0"
    birth: date
    address: str = ""
    nationality: str = ""


class FormValue(Message):
    """One value of the form, with where it came from (``card``, ``government`` or ``citizen``)."""

    key: str
    value: str
    source: Literal["card", "government", "citizen"]


class Attachment(Message):
    """A file sent before by ``PUT /v1/blobs/{sha256}``."""

    sha256: Sha256
    size: Annotated[int, Field(gt=0)]
    media_type: str


class SubmittedMaterial(Message):
    """One material: its pages, or that it is handed in later (`deferred`), or what is promised in its place."""

    key: str
    origin: Literal["card", "government", "scan"]
    pages: tuple[Attachment, ...] = ()
    deferred: bool = False
    promise: Annotated[str, Field(max_length=400)] = ""
    """告知承诺: the sentence that was signed instead of the paper, in the application's language"""


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


def each_once(materials: tuple[_Keyed, ...]) -> tuple[_Keyed, ...]:
    """A page is known by the key of its material and its number: of a material that is named twice there would be two of each."""
    if len({one.key for one in materials}) != len(materials):
        raise ValueError("expected each material once")
    return materials


class PaymentProof(Message):
    """The money of this case: paid, or due later."""

    state: Literal["paid", "deferred"]
    amount_fen: Annotated[int, Field(gt=0)]
    order_no: str = ""
    channel: str = ""
    paid_at: Moment | None = None


class BundleMember(Message):
    """That an application is one of several for one occasion (一件事): the same `id` stands in each of them.

    `members` are the codes of all matters applied for together, `after` those of them that must be decided before this one.
    """

    id: Identifier
    code: Annotated[str, Field(max_length=60)]
    members: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]
    after: Annotated[tuple[str, ...], Field(max_length=20)] = ()


class Application(Message):
    """One application (申请), frozen at the moment of acceptance. `id` is the idempotency key for ever."""

    id: Identifier
    kiosk_id: str
    receipt_no: str
    matter_code: str
    matter_version: int
    release: Annotated[int, Field(ge=0)] = 0
    """The catalogue release that the matter was taken from; 0 for what the kiosk was shipped with"""
    applied_at: Moment
    language: str
    holder: Holder
    values: tuple[FormValue, ...] = ()
    materials: Annotated[tuple[SubmittedMaterial, ...], AfterValidator(each_once)] = ()
    declaration: tuple[str, ...] = ()
    signature: Attachment | None = None
    payment: PaymentProof | None = None
    situation: dict[str, str] = Field(default_factory=dict)
    """The answers to the 情形问答, question → answer, by their keys"""
    delivery: str = ""
    """The key of the way in which the result is to come; empty where the matter offers none"""
    bundle: BundleMember | None = None


class IssuedDocument(Message):
    """A document that the platform issued for an instant case: what the kiosk's template needs to print it."""

    key: str
    number: str
    verify_url: str
    issued_at: AwareDatetime
    data: dict[str, str | int | list[dict[str, str | int]]] = Field(default_factory=dict)


class CaseAnswer(Message):
    """The platform's acknowledgement. `application_sha256` is over the request's body bytes, so the kiosk may erase its copy."""

    case_no: str
    application_id: Identifier
    application_sha256: Sha256
    accepted_at: AwareDatetime
    due: date | None = None
    issued: tuple[IssuedDocument, ...] = ()


class SubmissionAnswer(Message):
    """The platform's acknowledgement of a rating or a report. `sha256` is over the request's body bytes."""

    id: Identifier
    sha256: Sha256
    received_at: AwareDatetime


class PrefillRequest(Message):
    """What does the government already know of this person, for this matter?"""

    matter_code: str
    holder: Holder


class PrefillAnswer(Message):
    """Known values by field source key (without the ``government.`` prefix), and the name of the office each came from."""

    values: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, dict[str, str]] = Field(default_factory=dict)
    """key → {"zh": …, "en": …}"""
    unavailable: tuple[str, ...] = ()
    """Keys whose library did not answer: not known now, which is not the same as nothing known"""


def rated_sha256(receipt_no: str) -> str:
    """The digest by which a case is rated once: SHA-256 of ``suishiban/1/rated``, a line feed, the receipt number."""
    return hashlib.sha256(f"suishiban/1/rated\n{receipt_no}".encode()).hexdigest()


class Rating(Message):
    """好差评: anonymous. `score` is GB/T 39046 A.8: 1 非常满意 … 5 非常不满意.

    `case_sha256` is `rated_sha256` of what was rated: a second rating of it does not count. The platform notes that it was rated,
    apart from the rating. Empty from a kiosk of before.
    """

    id: Identifier
    kiosk_id: str
    matter_code: str
    score: Annotated[int, Field(ge=1, le=5)]
    rated_at: datetime
    case_sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""


class Report(Message):
    """What a kiosk tells of itself: the answer to a command, an alarm. No personal data, in no part of it.

    `subject` says what it is about (``command``); `about` names it (the command's id), empty where there is nothing to name.
    """

    id: Identifier
    kiosk_id: str
    subject: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    about: Annotated[str, Field(max_length=64)] = ""
    reported_at: Moment
    facts: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    files: tuple[Attachment, ...] = ()


class Problem(Message):
    """RFC 9457 problem details."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
