"""Ed25519 (RFC 8032), SHA-256, and HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM."""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from kiosk.protocol.crypto.hpke_ahead import SUITE, SealingAhead
from kiosk.protocol.crypto.provider import CryptoProvider, NotForUs, OpeningKey, SealingKey, SigningKey, VerifyingKey


class _Signing:
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public_pem(self) -> str:
        return _public_pem(self._key.public_key())

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


class _Verifying:
    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key

    def verify(self, data: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


class _Opening:
    def __init__(self, key: X25519PrivateKey) -> None:
        self._key = key

    @property
    def public_pem(self) -> str:
        return _public_pem(self._key.public_key())

    def open(self, sealed: bytes, context: bytes) -> bytes:
        try:
            return SUITE.decrypt(sealed, self._key, info=context)
        except InvalidTag:
            raise NotForUs("cannot be opened with this key under this context") from None


class International(CryptoProvider):
    """The algorithms of the IETF and NIST."""

    name = "international"

    def digest(self, data: bytes) -> str:
        """SHA-256."""
        return sha256(data).hexdigest()

    def generate_signing_key(self) -> bytes:
        """Ed25519."""
        return _private_pem(Ed25519PrivateKey.generate())

    def generate_intake_key(self) -> bytes:
        """X25519."""
        return _private_pem(X25519PrivateKey.generate())

    def signing_key(self, private_pem: bytes) -> SigningKey:
        """Load an Ed25519 private key."""
        key = _load_private(private_pem)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 private key")  # noqa: TRY004 - a wrong key, not a wrong Python type
        return _Signing(key)

    def verifying_key(self, public_pem: str) -> VerifyingKey:
        """Load an Ed25519 public key."""
        key = _load_public(public_pem)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("not an Ed25519 public key")  # noqa: TRY004 - a wrong key, not a wrong Python type
        return _Verifying(key)

    def sealing_key(self, public_pem: str) -> SealingKey:
        """Load an X25519 public key."""
        key = _load_public(public_pem)
        if not isinstance(key, X25519PublicKey):
            raise ValueError("not an X25519 public key")  # noqa: TRY004 - a wrong key, not a wrong Python type
        return SealingAhead(key)

    def opening_key(self, private_pem: bytes) -> OpeningKey:
        """Load an X25519 private key."""
        key = _load_private(private_pem)
        if not isinstance(key, X25519PrivateKey):
            raise ValueError("not an X25519 private key")  # noqa: TRY004 - a wrong key, not a wrong Python type
        return _Opening(key)


def _load_private(pem: bytes) -> object:
    try:
        return load_pem_private_key(pem, password=None)
    except (UnsupportedAlgorithm, TypeError) as error:  # a curve it does not know; a key under a password
        raise ValueError("not a private key of these algorithms") from error


def _load_public(pem: str) -> object:
    try:
        return load_pem_public_key(pem.encode())
    except UnsupportedAlgorithm as error:
        raise ValueError("not a public key of these algorithms") from error


def _private_pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_pem(key: Ed25519PublicKey | X25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
