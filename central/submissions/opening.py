"""Opens a sealed submission: the message inside, and which sealed blob holds which page.

Nothing here writes. Blobs stay sealed where they lie; they are opened in memory, one after the other, for their hashes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from pydantic import ValidationError

from central.cases.blobs import path_of, sizes_of
from central.platform_keys import opening_key
from central.problems import is_storable
from kiosk.protocol.crypto.provider import NotForUs, OpeningKey
from kiosk.protocol.messages import Application, Attachment, Rating, Report
from kiosk.protocol.sealed import SealedAttachment, SealedSubmission, attachment_context, body_context
from kiosk.protocol.supplement import Supplement
from kiosk.protocol.voice import WrittenTicket

Content = Application | Rating | Report | WrittenTicket | Supplement
_MODELS: Mapping[str, type[Content]] = {
    "case": Application,
    "rating": Rating,
    "report": Report,
    "ticket": WrittenTicket,
    "supplement": Supplement,
}


@dataclass(frozen=True, slots=True)
class Page:
    """A file that a message names, matched by the hash of its plain bytes. `blob` is the hash of the sealed ones."""

    blob: str
    size: int


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A submission, read. `body` are the plain bytes, `posted_sha256` the hash of the request's body."""

    message: Content
    body: bytes
    posted_sha256: str
    key_id: str
    pages: Mapping[str, Page]


@dataclass(frozen=True, slots=True)
class NotReadable:
    """It cannot be opened, or what is inside is not what stands outside. `kind` is the problem's, `places` name fields."""

    kind: str
    detail: str
    places: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Attachments to send first, by the hashes of their sealed bytes."""

    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongSize:
    """Attachments whose stated size is not the size of the stored bytes."""

    hashes: tuple[str, ...]


_NOT_FOR_US = NotReadable("not-for-us", "This cannot be opened with a key of this platform.")
_TOO_LARGE = NotReadable("too-large", "The attachments of one message may have 256 MiB.")
_UNNAMED = NotReadable("unnamed-page", "The message names a page that no attachment holds.")


def open_submission(submission: SealedSubmission, posted_sha256: str) -> Opened | NotReadable | Missing | WrongSize:
    """Read `submission`. Its attachments must be here."""
    if sum(one.size for one in submission.attachments) > settings.SUBMISSION_MAX_BYTES:
        return _TOO_LARGE
    key = opening_key(submission.key_id)
    if key is None:
        return _NOT_FOR_US
    try:
        context = body_context(submission.kind, submission.kiosk_id, submission.id)
        body = key.open(submission.sealed_bytes(), context.encode())
        message = _MODELS[submission.kind].model_validate_json(body)
    except NotForUs:
        return _NOT_FOR_US
    except ValidationError as error:
        return NotReadable("invalid-message", "The message inside breaks the schema.", _places(error))
    if not is_storable(body):
        return NotReadable("invalid-message", "The message inside holds U+0000.")
    if not _is_named_so(message, submission):
        return NotReadable("key-mismatch", "The message inside has another id or kiosk than the one outside.")
    if (lacking := absent(submission.attachments)) is not None:
        return lacking
    context = attachment_context(submission.kiosk_id, submission.id)
    try:
        pages = dict(_opened_page(key, one.sha256, context) for one in submission.attachments)
    except NotForUs:
        return _NOT_FOR_US
    return Opened(message, body, posted_sha256, submission.key_id, pages) if _are_there(message, pages) else _UNNAMED


def open_blob(blob: str, *, key_id: str, kiosk_id: str, message_id: str) -> bytes:
    """The plain bytes of one sealed file of a message. Without a `key_id` it came before kiosks sealed, and is plain.

    Raises:
        NotForUs: the key is no longer here, or the file was changed on the disk.
        OSError: the file is not there.
    """
    if not key_id:
        return path_of(blob).read_bytes()
    key = opening_key(key_id)
    if key is None:
        raise NotForUs("the key is not here")
    return key.open(path_of(blob).read_bytes(), attachment_context(kiosk_id, message_id).encode())


def files_of(message: Content) -> tuple[Attachment, ...]:
    """Every file that `message` names."""
    match message:
        case Application():
            pages = tuple(page for material in message.materials for page in material.pages)
            return pages if message.signature is None else (*pages, message.signature)
        case Report():
            return message.files
        case Supplement():
            return tuple(page for material in message.materials for page in material.pages)
        case Rating() | WrittenTicket():
            return ()


def _is_named_so(message: Content, submission: SealedSubmission) -> bool:
    return message.id == submission.id and message.kiosk_id == submission.kiosk_id


def _are_there(message: Content, pages: Mapping[str, Page]) -> bool:
    return all(one.sha256 in pages and pages[one.sha256].size == one.size for one in files_of(message))


def absent(attachments: Sequence[SealedAttachment | Attachment]) -> Missing | WrongSize | None:
    """What keeps these attachments from being used; None when all are here as stated."""
    if not attachments:
        return None
    sizes = sizes_of({one.sha256 for one in attachments})
    if missing := sorted({one.sha256 for one in attachments if one.sha256 not in sizes}):
        return Missing(tuple(missing))
    if wrong := sorted({one.sha256 for one in attachments if one.size != sizes[one.sha256]}):
        return WrongSize(tuple(wrong))
    return None


def _opened_page(key: OpeningKey, blob: str, context: str) -> tuple[str, Page]:
    data = key.open(path_of(blob).read_bytes(), context.encode())
    return hashlib.sha256(data).hexdigest(), Page(blob, len(data))


def _places(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """Where the message is wrong and which rule it breaks; what was sent is not repeated."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return tuple((".".join(str(part) for part in one["loc"]), one["type"]) for one in found[:20])
