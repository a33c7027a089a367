"""The token in a receipt's QR code: what was accepted, when and by which kiosk, signed with its device key (Ed25519).

``base64url(payload).base64url(signature)``; the payload is compact JSON. Nothing personal is in it. Made by the kiosk's
vault; checked by the platform, and by anybody who has the kiosk's public key, without any network.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kiosk.protocol.crypto.international import International

HASH_DIGITS = 24
"""So many hexadecimal digits of the application's SHA-256 bind the receipt to its content; the first receipts had 16"""


@dataclass(frozen=True, slots=True)
class ClockState:
    """How far the kiosk's own clock could be believed. `offset_ms` is the platform's time minus the kiosk's, if known."""

    synchronised: bool
    offset_ms: int | None = None


class ReceiptClaims(BaseModel):
    """What a receipt says."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)

    kiosk_id: Annotated[str, Field(alias="k")]
    receipt_no: Annotated[str, Field(alias="n")]
    matter_code: Annotated[str, Field(alias="m")]
    release: Annotated[int, Field(alias="r", ge=0)] = 0
    """Which edition of the catalogue the matter was taken from; 0 is the one that the kiosk came with"""
    applied_at: Annotated[AwareDatetime, Field(alias="t")]
    application_sha256_prefix: Annotated[
        str, Field(alias="h"), StringConstraints(pattern=r"^(?:[0-9a-f]{16}|[0-9a-f]{24})$")
    ]
    synchronised: Annotated[bool | None, Field(alias="c")] = None
    """Whether the kiosk's clock was; None on receipts from before kiosks said so"""
    offset_ms: Annotated[int | None, Field(alias="o")] = None


class Doubt(Enum):
    """Why a token proves nothing."""

    NO_TOKEN = "no-token"  # noqa: S105 - a word, no secret
    """Not two canonical base64url texts with a dot between them: no token, or a damaged one"""
    WRONG_SIGNATURE = "wrong-signature"
    """Altered after it was signed, or signed with another key"""
    NO_RECEIPT = "no-receipt"
    """Signed with this key, and no receipt"""


def claims_of(
    *,
    kiosk_id: str,
    receipt_no: str,
    matter_code: str,
    applied_at: datetime,
    application_sha256: str,
    release: int = 0,
    clock: ClockState | None = None,
) -> ReceiptClaims:
    """The claims of one acceptance; `application_sha256` is over the plain body bytes."""
    return ReceiptClaims(
        kiosk_id=kiosk_id,
        receipt_no=receipt_no,
        matter_code=matter_code,
        release=release,
        applied_at=applied_at,
        application_sha256_prefix=application_sha256[:HASH_DIGITS],
        synchronised=clock.synchronised if clock else None,
        offset_ms=clock.offset_ms if clock else None,
    )


def payload_of(claims: ReceiptClaims) -> bytes:
    """The bytes to sign."""
    return claims.model_dump_json(by_alias=True, exclude_none=True).encode()


def read_unverified(token: str) -> ReceiptClaims | None:
    """What the token claims, to find the kiosk whose key can check it. Proves nothing."""
    parts = _parts(token)
    return None if parts is None else _claims(parts[0])


def check(token: str, public_key_pem: str) -> ReceiptClaims | Doubt:
    """The claims, if the holder of this key signed exactly them. Any text is safe to pass.

    Raises:
        ValueError: `public_key_pem` is not an Ed25519 key.
    """
    key = International().verifying_key(public_key_pem)
    parts = _parts(token)
    if parts is None:
        return Doubt.NO_TOKEN
    payload, signature = parts
    if not key.verify(payload, signature):
        return Doubt.WRONG_SIGNATURE
    return _claims(payload) or Doubt.NO_RECEIPT


def verify(token: str, public_key_pem: str) -> ReceiptClaims | None:
    """The claims, or None where `check` doubts. Raises as it does."""
    checked = check(token, public_key_pem)
    return checked if isinstance(checked, ReceiptClaims) else None


def _claims(payload: bytes) -> ReceiptClaims | None:
    try:
        return ReceiptClaims.model_validate_json(payload)
    except ValidationError:
        return None


def _parts(token: str) -> tuple[bytes, bytes] | None:
    halves = token.split(".")
    if len(halves) != 2:  # noqa: PLR2004 - payload and signature
        return None
    decoded = [_decoded(half) for half in halves]
    if decoded[0] is None or decoded[1] is None:
        return None
    return decoded[0], decoded[1]


def _decoded(text: str) -> bytes | None:
    """Only the one canonical spelling counts, so that a token cannot be varied without breaking it."""
    try:
        data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        return None
    return data if urlsafe_b64encode(data).rstrip(b"=").decode() == text else None
