"""The kiosk's one signing key: it proves that a request, a receipt or an audit entry came from this machine.

Nobody else holds the key. What needs more than a signature, such as TLS, is handed what to do it with.
"""

import ssl
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509 import CertificateSigningRequestBuilder

from offline_cache.errors import StoreRefused
from offline_cache.key_file import load_or_create
from offline_cache.lasting import sync_directory

DEVICE_KEY = "device.key"
_FORMER_NAME = "receipt.key"


class Vault:
    """Signs; never shows its key."""

    def __init__(self, key: Ed25519PrivateKey, file: Path) -> None:
        """Use `open` or `of`."""
        self._key = key
        self._file = file

    @classmethod
    def of(cls, state: Path) -> "Vault":
        """The device key in the folder `state`, made on the first start. Raises as `open` does."""
        former, file = state / _FORMER_NAME, state / DEVICE_KEY
        if former.exists() and not file.exists():
            former.rename(file)
        return cls.open(file)

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
        return cls(key, key_file)

    @property
    def public_key_pem(self) -> str:
        """What the platform needs to check signatures."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that tell this key from every other."""
        return sha256(self.public_key_pem.encode()).hexdigest()[:16]

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature of `data`, 64 bytes."""
        return self._key.sign(data)

    def sign_receipt(self, payload: bytes) -> str:
        """``base64url(payload).base64url(signature)`` without padding; short enough for a QR code."""
        return f"{_base64url(payload)}.{_base64url(self.sign(payload))}"

    def signing_request(self, builder: CertificateSigningRequestBuilder) -> str:
        """PEM of what `builder` asks a certificate for, signed by the key (Ed25519 has its own digest)."""
        return builder.sign(self._key, None).public_bytes(Encoding.PEM).decode()

    def following(self) -> "Vault":
        """The key that is to follow this one; made on the first call, and the same until it is adopted. Raises as `open`."""
        return Vault.open(self._file.with_name(f"{self._file.name}.next"))

    def adopt(self, following: "Vault") -> None:
        """From here on, and after a power cut, sign with the key of `following`; the old one is gone."""
        following._file.replace(self._file)  # noqa: SLF001 - another of its kind
        sync_directory(self._file.parent)
        self._key = following._key  # noqa: SLF001 - as above

    def identify(self, context: ssl.SSLContext, certificate: Path) -> None:
        """Let connections of `context` prove with the key that they are who `certificate` (PEM) names.

        Raises:
            ssl.SSLError: the certificate is not of this key, or none at all.
            OSError: one of the files cannot be read.
        """
        context.load_cert_chain(certificate, self._file)


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
