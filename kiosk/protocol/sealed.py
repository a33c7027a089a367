"""A submission that only the platform can read: sealed at acceptance, carried as it is, opened at the intake.

The context binds what is sealed to its kind, kiosk and id, so a sealed body cannot be sent again under another name.
The wire model is `SealedSubmission`, the body of ``POST /v1/submissions``; its attachments went before, sealed as well,
each under the SHA-256 of its sealed bytes.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from binascii import b2a_base64
from collections.abc import Sequence
from json.encoder import encode_basestring_ascii as quoted
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.protocol.crypto import provider_of
from kiosk.protocol.crypto.provider import CryptoProvider, NotForUs, key_id_of
from kiosk.protocol.messages import Identifier, Message, Sha256

SubmissionKind = Literal["case", "rating", "report", "ticket", "supplement"]
MOST_ATTACHMENTS = 200


class SealedAttachment(Message):
    """A file sent before by ``PUT /v1/blobs/{sha256}``. Hash and size (bytes) are those of the sealed bytes."""

    sha256: Sha256
    size: Annotated[int, Field(gt=0)]


class SealedSubmission(Message):
    """One sealed message. `id` is its idempotency key for ever, and the id inside."""

    id: Identifier
    kiosk_id: Annotated[str, Field(min_length=1, max_length=40)]
    kind: SubmissionKind
    key_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    sealed: Annotated[str, Field(min_length=1)]
    """Base64 of the sealed JSON of an `Application`, `Rating`, `Report`, `WrittenTicket` or `Supplement`"""
    attachments: Annotated[tuple[SealedAttachment, ...], Field(max_length=MOST_ATTACHMENTS)] = ()

    def sealed_bytes(self) -> bytes:
        """What `sealed` spells. Raises `NotForUs` when it spells nothing: damaged, as an altered one is."""
        try:
            return b64decode(self.sealed, validate=True)
        except (NotBase64, ValueError):
            raise NotForUs("not base64") from None


def body_context(kind: str, kiosk_id: str, message_id: str) -> str:
    """What a sealed body is bound to."""
    return f"suishiban/1/{kind}/{kiosk_id}/{message_id}"


def attachment_context(kiosk_id: str, message_id: str) -> str:
    """What the sealed attachments of a message are bound to."""
    return f"suishiban/1/attachment/{kiosk_id}/{message_id}"


class Sealer:
    """Seals to one intake key. It cannot open what it sealed."""

    def __init__(self, intake_public_pem: str, key_id: str, provider: CryptoProvider) -> None:
        """`key_id` is `provider.key_id_of` of the key.

        Raises:
            ValueError: not an intake key of this provider.
        """
        self._key = provider.sealing_key(intake_public_pem)
        self.key_id = key_id

    @classmethod
    def to(cls, intake_public_pem: str) -> "Sealer":
        """A sealer to this key, by the algorithms it belongs to.

        Raises:
            ValueError: not an intake key.
            CryptoUnavailable: its algorithms are not installed here.
        """
        return cls(intake_public_pem, key_id_of(intake_public_pem), provider_of(intake_public_pem))

    def seal(self, data: bytes, *, context: str) -> bytes:
        """`data` for the platform only, under `context`."""
        return self._key.seal(data, context.encode())


def wrap(
    *,
    message_id: str,
    kiosk_id: str,
    kind: SubmissionKind,
    key_id: str,
    sealed: bytes,
    attachments: Sequence[tuple[str, int]] = (),
) -> bytes:
    """The bytes of ``POST /v1/submissions``: frozen from here on. `attachments` are (SHA-256, size) of sealed bytes.

    Raises:
        ValueError: more than `MOST_ATTACHMENTS` of them.
    """
    if len(attachments) > MOST_ATTACHMENTS:
        raise ValueError(f"a message has at most {MOST_ATTACHMENTS} attachments")
    # by hand, for it stands between a citizen and the commit; what it must be is `SealedSubmission`, and a test holds it to that
    files = (
        ",".join([f'{{"sha256":{quoted(digest)},"size":{size:d}}}' for digest, size in attachments])
        if attachments
        else ""
    )
    named = (
        f'{{"id":{quoted(message_id)},"kiosk_id":{quoted(kiosk_id)},"kind":{quoted(kind)},"key_id":{quoted(key_id)},'
        f'"attachments":[{files}],"sealed":"'
    )
    return b"".join((named.encode(), b2a_base64(sealed, newline=False), b'"}'))
