"""Enrolment: which token and which receipt key belong to a kiosk."""

import hashlib

from cryptography.hazmat.primitives.serialization import load_pem_public_key

from central.kiosks.models import Kiosk


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def enroll(kiosk_id: str, token: str, *, public_key: str = "", place: str = "") -> None:
    """Make `kiosk_id` known, or give it a new token and key. `public_key` is PEM, or empty to keep the one there.

    Raises:
        ValueError: the token is too short to be random, or the key is no PEM public key.
    """
    if len(token) < 20:  # noqa: PLR2004  120 bits in base64
        raise ValueError("the token is too short")
    values = {"token_sha256": token_hash(token), "active": True}
    if public_key:
        load_pem_public_key(public_key.encode())
        values["receipt_public_key"] = public_key
    if place:
        values["place"] = place
    Kiosk.objects.update_or_create(id=kiosk_id, defaults=values)
