"""What a set of algorithms has to offer. Two do: `international` and `national`; one conformance suite holds both.

Keys travel as PEM (private: PKCS #8, public: SubjectPublicKeyInfo). Loading one costs more than using it, so whoever
uses a key often keeps the loaded key; the one-shot calls of `CryptoProvider` are for everybody else.
"""

from abc import ABC, abstractmethod
from base64 import b64decode
from binascii import Error as NotBase64
from hashlib import sha256
from typing import Protocol

_KEY_ID_DIGITS = 16


class CryptoUnavailable(Exception):  # noqa: N818 - reads as the fact it is
    """These algorithms cannot be used here. The text is a sentence for people."""


class NotForUs(Exception):  # noqa: N818 - reads as the fact it is
    """Sealed to another key, under another context, or altered. Which of these cannot be told."""


class SigningKey(Protocol):
    """A private signing key in memory."""

    @property
    def public_pem(self) -> str:
        """Its public half."""

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`."""


class VerifyingKey(Protocol):
    """A public signing key in memory."""

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether `signature` is over exactly `data` by exactly this key. Any bytes are safe to pass."""


class SealingKey(Protocol):
    """The public half of an intake key: whoever has it can seal and cannot open."""

    def seal(self, data: bytes, context: bytes) -> bytes:
        """`data`, to be opened by the private half under the same `context` only."""


class OpeningKey(Protocol):
    """A private intake key in memory."""

    @property
    def public_pem(self) -> str:
        """Its public half."""

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """What was sealed. Raises `NotForUs`; any bytes are safe to pass."""


class CryptoProvider(ABC):
    """One set of algorithms. A PEM text that holds no key of its kind is a ``ValueError`` in every call."""

    name: str

    @abstractmethod
    def digest(self, data: bytes) -> str:
        """The hash of `data`: 64 hexadecimal digits."""

    @abstractmethod
    def generate_signing_key(self) -> bytes:
        """A new private key for signatures, PEM."""

    @abstractmethod
    def generate_intake_key(self) -> bytes:
        """A new private key that submissions can be sealed to, PEM."""

    @abstractmethod
    def signing_key(self, private_pem: bytes) -> SigningKey:
        """Load a private signing key."""

    @abstractmethod
    def verifying_key(self, public_pem: str) -> VerifyingKey:
        """Load a public signing key."""

    @abstractmethod
    def sealing_key(self, public_pem: str) -> SealingKey:
        """Load a public intake key."""

    @abstractmethod
    def opening_key(self, private_pem: bytes) -> OpeningKey:
        """Load a private intake key."""

    def public_key(self, private_pem: bytes) -> str:
        """The public half of a signing key, PEM."""
        return self.signing_key(private_pem).public_pem

    def intake_public_key(self, private_pem: bytes) -> str:
        """The public half of an intake key, PEM."""
        return self.opening_key(private_pem).public_pem

    def sign(self, private_pem: bytes, data: bytes) -> bytes:
        """The signature over `data`."""
        return self.signing_key(private_pem).sign(data)

    def verify(self, public_pem: str, data: bytes, signature: bytes) -> bool:
        """Whether `signature` is over exactly `data` by exactly this key."""
        return self.verifying_key(public_pem).verify(data, signature)

    def seal(self, public_pem: str, data: bytes, context: bytes) -> bytes:
        """`data`, for the holder of the private half only."""
        return self.sealing_key(public_pem).seal(data, context)

    def open(self, private_pem: bytes, sealed: bytes, context: bytes) -> bytes:
        """What was sealed. Raises `NotForUs`."""
        return self.opening_key(private_pem).open(sealed, context)


def key_id_of(public_pem: str) -> str:
    """A short name of a public key: 16 hexadecimal digits of the SHA-256 of its SubjectPublicKeyInfo.

    Raises:
        ValueError: this is no PEM text.
    """
    lines = [line.strip() for line in public_pem.strip().splitlines()]
    if len(lines) < 3 or lines[0] != "-----BEGIN PUBLIC KEY-----" or lines[-1] != "-----END PUBLIC KEY-----":  # noqa: PLR2004 - two marks and something between
        raise ValueError("not a public key in PEM")
    try:
        return sha256(b64decode("".join(lines[1:-1]), validate=True)).hexdigest()[:_KEY_ID_DIGITS]
    except NotBase64 as error:
        raise ValueError("not a public key in PEM") from error
