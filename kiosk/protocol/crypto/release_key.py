"""SM2 keys in release metadata (TUF): a role that names an Ed25519 and an SM2 key with threshold 2 is signed by both sets.

Once `register` has been called, python-tuf reads such keys. Without the extra ``national`` the metadata can still be
read; an SM2 signature then counts as not given.
"""

from copy import deepcopy
from hashlib import sha256
from typing import Any

from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from securesystemslib.signer import KEY_FOR_TYPE_AND_SCHEME, Key, SecretsHandler, Signature, Signer

from kiosk.protocol.crypto import provider
from kiosk.protocol.crypto.provider import CryptoUnavailable

KEY_TYPE, SCHEME = "sm2", "sm2-sm3"


class Sm2Key(Key):
    """The public half. ``keyval.public`` is PEM, as for the keys that python-tuf brings."""

    @classmethod
    def of(cls, public_pem: str) -> "Sm2Key":
        """The key of `public_pem`, named by its hash."""
        return cls(sha256(public_pem.encode()).hexdigest(), KEY_TYPE, SCHEME, {"public": public_pem})

    @classmethod
    def from_dict(cls, keyid: str, key_dict: dict[str, Any]) -> "Sm2Key":
        """As it stands in metadata."""
        rest = deepcopy(key_dict)
        keytype, scheme, keyval = cls._from_dict(rest)
        return cls(keyid, keytype, scheme, keyval, rest)

    def to_dict(self) -> dict[str, Any]:
        """As it stands in metadata."""
        return self._to_dict()

    def verify_signature(self, signature: Signature, data: bytes) -> None:
        """Raises ``UnverifiedSignatureError``, or ``VerificationError`` when it cannot be checked here."""
        try:
            genuine = provider("national").verify(self.keyval["public"], data, bytes.fromhex(signature.signature))
        except (CryptoUnavailable, ValueError, KeyError, TypeError, AttributeError) as error:
            raise VerificationError("an SM2 signature cannot be checked here") from error
        if not genuine:
            raise UnverifiedSignatureError("not signed by this SM2 key")


class Sm2Signer(Signer):
    """The private half, for whoever signs releases."""

    def __init__(self, private_pem: bytes) -> None:
        """Raises ``ValueError`` or `CryptoUnavailable`."""
        self._key = provider("national").signing_key(private_pem)
        self._public = Sm2Key.of(self._key.public_pem)

    @property
    def public_key(self) -> Key:
        """What goes into the metadata."""
        return self._public

    def sign(self, payload: bytes) -> Signature:
        """The signature over `payload`."""
        return Signature(self._public.keyid, self._key.sign(payload).hex())

    @classmethod
    def from_priv_key_uri(
        cls, priv_key_uri: str, public_key: Key, secrets_handler: SecretsHandler | None = None
    ) -> "Sm2Signer":
        """Not by address: our keys are read from files by whoever signs."""
        del priv_key_uri, public_key, secrets_handler
        raise ValueError("an SM2 key is not loaded by an address")


def register() -> None:
    """Let python-tuf read SM2 keys; once is enough."""
    KEY_FOR_TYPE_AND_SCHEME[KEY_TYPE, SCHEME] = Sm2Key
