"""The token in a receipt's QR code: what was accepted, when, by which kiosk, signed with Ed25519.

``base64url(payload).base64url(signature)``; the payload is compact JSON with the keys k, n, m, t, h. Nothing personal
is in it. Made by the kiosk's vault, checked by the platform with the kiosk's public key.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

HASH_DIGITS = 16
"""So many hexadecimal digits of the application's SHA-256 bind the receipt to its content"""


class ReceiptClaims(BaseModel):
    """What a receipt says."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    kiosk_id: Annotated[str, Field(alias="k")]
    receipt_no: Annotated[str, Field(alias="n")]
    matter_code: Annotated[str, Field(alias="m")]
    applied_at: Annotated[AwareDatetime, Field(alias="t")]
    application_sha256_prefix: Annotated[str, Field(alias="h"), StringConstraints(pattern=r"^[0-9a-f]{16}$")]


def claims_of(
    *, kiosk_id: str, receipt_no: str, matter_code: str, applied_at: datetime, application_sha256: str
) -> ReceiptClaims:
    """The claims of one acceptance; `application_sha256` is over the body bytes."""
    return ReceiptClaims(
        kiosk_id=kiosk_id,
        receipt_no=receipt_no,
        matter_code=matter_code,
        applied_at=applied_at,
        application_sha256_prefix=application_sha256[:HASH_DIGITS],
    )


def payload_of(claims: ReceiptClaims) -> bytes:
    """The bytes to sign."""
    return claims.model_dump_json(by_alias=True).encode()


def read_unverified(token: str) -> ReceiptClaims | None:
    """What the token claims, to find the kiosk whose key can check it. Proves nothing."""
    parts = _parts(token)
    return None if parts is None else _claims(parts[0])


def verify(token: str, public_key_pem: str) -> ReceiptClaims | None:
    """The claims, if this kiosk signed exactly them; else None. Any text is safe to pass.

    Raises:
        ValueError: `public_key_pem` is not an Ed25519 key.
    """
    key = load_pem_public_key(public_key_pem.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 public key")  # noqa: TRY004 - a wrong key file, not a wrong Python type
    parts = _parts(token)
    if parts is None:
        return None
    payload, signature = parts
    try:
        key.verify(signature, payload)
    except InvalidSignature:
        return None
    return _claims(payload)


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
