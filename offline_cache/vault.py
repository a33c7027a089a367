"""The kiosk's signing key: proves that a printed receipt came from this machine."""

from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from offline_cache.errors import StoreRefused
from offline_cache.key_file import load_or_create


class Vault:
    """Signs; never shows its key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Use `open`."""
        self._key = key

    @classmethod
    def open(cls, key_file: Path) -> "Vault":
        """The key in `key_file`, made on the first start.

        Raises:
            StoreRefused: the file is readable by others, damaged, or holds another kind of key.
        """
        pem = load_or_create(key_file, _new_key, may_create=True)
        try:
            key = load_pem_private_key(pem, password=None)
        except ValueError as error:
            raise StoreRefused(f"The key file {key_file} is damaged: it holds no readable private key.") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise StoreRefused(f"The key file {key_file} holds another kind of key; an Ed25519 key is needed.")
        return cls(key)

    @property
    def public_key_pem(self) -> str:
        """What the platform needs to check receipts."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign_receipt(self, payload: bytes) -> str:
        """``base64url(payload).base64url(signature)`` without padding; short enough for a QR code."""
        return f"{_base64url(payload)}.{_base64url(self._key.sign(payload))}"


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
