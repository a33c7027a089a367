"""国密: SM2 signatures (GB/T 32918.2, with the standard signer id), SM3, and envelopes of SM2 encryption and SM4-GCM.

A sealed text is: two bytes of length, that many bytes of SM2 ciphertext (GB/T 32918.4 in its ASN.1 form) of a fresh SM4
key, a 12-byte nonce, and the SM4-GCM ciphertext; the SM2 part and the context are authenticated with it. There is no
national HPKE; this is the digital envelope of GB/T 35275 with an authenticated cipher. Needs the extra ``national``.
"""

import secrets
from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3, Hash

from kiosk.protocol.crypto.provider import (
    CryptoProvider,
    CryptoUnavailable,
    NotForUs,
    OpeningKey,
    SealingKey,
    SigningKey,
    VerifyingKey,
)

try:
    from tongsuopy.crypto import hashes, serialization
    from tongsuopy.crypto.asymciphers import ec
    from tongsuopy.crypto.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm

    from kiosk.protocol.crypto import sm2_encryption
    from kiosk.protocol.crypto.sm2_encryption import Sm2Key
except ImportError as error:
    raise CryptoUnavailable(
        "The national cryptography needs the package tongsuopy: install suishiban[national], or choose international."
    ) from error

_KEY_BYTES, _NONCE_BYTES, _TAG_BYTES = 16, 12, 16
_LENGTH = Struct(">H")
_UNREADABLE = (ValueError, TypeError, InternalError, UnsupportedAlgorithm)
"""What tongsuopy raises on a text that holds no SM2 key"""


class _Signing:
    def __init__(self, key: Sm2Key) -> None:
        self._key = key

    @property
    def public_pem(self) -> str:
        return _public_pem(self._key)

    def sign(self, data: bytes) -> bytes:
        signature: bytes = self._key.sign(data, ec.ECDSA(hashes.SM3()))
        return signature


class _Verifying:
    def __init__(self, key: Sm2Key) -> None:
        self._key = key

    def verify(self, data: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, data, ec.ECDSA(hashes.SM3()))
        except (InvalidSignature, InternalError):  # the second one: no DER at all
            return False
        return True


class _Sealing:
    def __init__(self, key: Sm2Key) -> None:
        self._key = key

    def seal(self, data: bytes, context: bytes) -> bytes:
        key, nonce = secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
        wrapped = sm2_encryption.encrypt(self._key, key)
        cipher = Cipher(SM4(key), GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(_bound(wrapped, context))
        ciphertext = cipher.update(data) + cipher.finalize()
        return _LENGTH.pack(len(wrapped)) + wrapped + nonce + ciphertext + cipher.tag


class _Opening:
    def __init__(self, key: Sm2Key) -> None:
        self._key = key

    @property
    def public_pem(self) -> str:
        return _public_pem(self._key)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        if len(sealed) < _LENGTH.size:
            raise NotForUs("too short")
        start = _LENGTH.size + _LENGTH.unpack_from(sealed)[0]
        wrapped, nonce = sealed[_LENGTH.size : start], sealed[start : start + _NONCE_BYTES]
        ciphertext, tag = sealed[start + _NONCE_BYTES : -_TAG_BYTES], sealed[-_TAG_BYTES:]
        if len(sealed) < start + _NONCE_BYTES + _TAG_BYTES:
            raise NotForUs("too short")
        key = sm2_encryption.decrypt(self._key, wrapped)
        if key is None or len(key) != _KEY_BYTES:
            raise NotForUs("the key in it is not for this one")
        cipher = Cipher(SM4(key), GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(_bound(wrapped, context))
        try:
            return cipher.update(ciphertext) + cipher.finalize()
        except InvalidTag:
            raise NotForUs("cannot be opened with this key under this context") from None


class National(CryptoProvider):
    """The algorithms of the State Cryptography Administration."""

    name = "national"

    def digest(self, data: bytes) -> str:
        """SM3 (GB/T 32905)."""
        state = Hash(SM3())
        state.update(data)
        return state.finalize().hex()

    def generate_signing_key(self) -> bytes:
        """SM2."""
        return _new_key()

    def generate_intake_key(self) -> bytes:
        """SM2 as well: an installation keeps one for signatures and another for encryption, as TLCP does."""
        return _new_key()

    def signing_key(self, private_pem: bytes) -> SigningKey:
        """Load an SM2 private key."""
        return _Signing(_private(private_pem))

    def verifying_key(self, public_pem: str) -> VerifyingKey:
        """Load an SM2 public key."""
        return _Verifying(_public(public_pem))

    def sealing_key(self, public_pem: str) -> SealingKey:
        """Load an SM2 public key."""
        return _Sealing(_public(public_pem))

    def opening_key(self, private_pem: bytes) -> OpeningKey:
        """Load an SM2 private key."""
        return _Opening(_private(private_pem))


def _bound(wrapped: bytes, context: bytes) -> bytes:
    return _LENGTH.pack(len(wrapped)) + wrapped + context


def _new_key() -> bytes:
    pem: bytes = ec.generate_private_key(ec.SM2()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem


def _private(pem: bytes) -> Sm2Key:
    try:
        key = serialization.load_pem_private_key(pem, None)
    except _UNREADABLE as error:
        raise ValueError("not an SM2 private key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("not an SM2 private key")  # noqa: TRY004 - a wrong key, not a wrong Python type
    return key


def _public(pem: str) -> Sm2Key:
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except _UNREADABLE as error:
        raise ValueError("not an SM2 public key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("not an SM2 public key")  # noqa: TRY004 - a wrong key, not a wrong Python type
    return key


def _public_pem(key: Sm2Key) -> str:
    encoded: bytes = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return encoded.decode()
