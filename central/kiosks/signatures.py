"""Is this call signed by a kiosk? RFC 9421 by http-message-signatures; which parts, and how old, is our own rule.

The spelling of our own kiosks is read without the library (`central.kiosks.usual_form`), to the same verdict.

Only the four headers below are looked at, and a signature has to cover all of those that are there: what is not covered
does not count as said by the kiosk.
"""

import hashlib
import hmac
import time
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature as WrongSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    VerifyResult,
)
from http_message_signatures.algorithms import ED25519
from http_sf.compat import InnerList

from central.kiosks.usual_form import Usual, usual
from kiosk.protocol.signatures import TAG, WINDOW_S, covered

_HEADERS = ("Signature-Input", "Signature", "Content-Digest", "Idempotency-Key")
_LONGEST_HEADER = 1000
_LONGEST_TARGET = 2000
_NONCE_LENGTHS = range(16, 65)


class Refusal(StrEnum):
    """Why a call is not believed; the word stands in the problem."""

    UNSIGNED = "unauthorised"
    """No signature, a wrong one, an unknown kiosk, or something not covered"""
    CLOCK = "clock"
    """A genuine signature, made too long before or after the platform's time: sign anew by the `Date` of this answer"""
    REPLAYED = "replayed"
    """A genuine call that came before"""


@dataclass(frozen=True, slots=True)
class Call:
    """What is known of a call before its body is read. `target` is path and query as on the wire."""

    method: str
    target: str
    headers: Mapping[str, str]
    has_body: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """A genuine signature: whose, by which key, and what it says of the body. Whether it came before is not known yet."""

    kiosk_id: str
    public_key: str
    nonce: str
    body_sha256: bytes
    """32 bytes; of an empty body when the call has none"""

    def is_of(self, body: bytes) -> bool:
        """Whether the signed body is `body`."""
        return hmac.compare_digest(self.body_sha256, hashlib.sha256(body).digest())


KeysOf = Callable[[str], tuple[str, ...]]
"""The public keys (PEM) that a kiosk's id may sign with now, the likeliest first; none for an unknown one"""


def signed(call: Call, keys_of: KeysOf, *, now: float | None = None) -> Signed | Refusal:
    """Who signed `call`. `now` in seconds since 1970; the platform's clock when not given."""
    message = _Message.of(call)
    if message is None:
        return Refusal.UNSIGNED
    body_sha256 = _sha256_of(message.headers.get("Content-Digest", ""))
    clock = time.time() if now is None else now
    if (plain := usual(call.method, call.target, message.headers, has_body=call.has_body)) is not None:
        return _signed_plainly(plain, keys_of, body_sha256, clock)
    keys = _Keys(keys_of)
    result = _genuine(message, keys, has_body=call.has_body)
    while result is None and keys.more:
        result = _genuine(message, keys, has_body=call.has_body)
    if result is None or body_sha256 is None or len(result.nonce or "") not in _NONCE_LENGTHS:
        return Refusal.UNSIGNED
    if abs(clock - int(result.parameters["created"])) > WINDOW_S:
        return Refusal.CLOCK
    return Signed(keys.kiosk_id, keys.key, result.nonce or "", body_sha256)


def _signed_plainly(plain: Usual, keys_of: KeysOf, body_sha256: bytes | None, clock: float) -> Signed | Refusal:
    """The verdict on a signature in the usual form."""
    key = next((pem for pem in keys_of(plain.kiosk_id) if _made(plain, pem)), None)
    if key is None or body_sha256 is None:
        return Refusal.UNSIGNED
    if abs(clock - plain.created) > WINDOW_S:
        return Refusal.CLOCK
    return Signed(plain.kiosk_id, key, plain.nonce, body_sha256)


def _made(plain: Usual, pem: str) -> bool:
    """Whether the private half of the key `pem` made the signature."""
    key = _loaded(pem)
    if key is None:
        return False
    try:
        key.verify(plain.signature, plain.base)
    except WrongSignature:
        return False
    return True


def _genuine(message: "_Message", keys: "_Keys", *, has_body: bool) -> VerifyResult | None:
    """The one signature of ours on `message`, if the next of `keys` made it."""
    try:
        results = _Verifier(signature_algorithm=ED25519, key_resolver=keys).verify(
            message,
            max_age=None,
            expect_tag=TAG,
            require_components=covered(has_body=has_body, has_key="Idempotency-Key" in message.headers),
        )
    except HTTPMessageSignaturesException:
        if keys.failure is not None:
            raise keys.failure from None
        return None
    return results[0] if len(results) == 1 else None


@dataclass(frozen=True, slots=True)
class _Message:
    """A call in the library's form."""

    method: str
    url: str
    headers: dict[str, str]

    @classmethod
    def of(cls, call: Call) -> "_Message | None":
        headers = {name: call.headers.get(name, "") for name in _HEADERS}
        headers = {name: value for name, value in headers.items() if value}
        if any(len(value) > _LONGEST_HEADER or value != value.strip() for value in headers.values()):
            return None
        if len(call.target) > _LONGEST_TARGET:
            return None
        if not call.target.startswith("/") or "#" in call.target:
            return None  # it would become part of the host, or be dropped
        return cls(call.method, f"https://platform.invalid{call.target}", headers)


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: InnerList, max_age: object = None) -> None:
        """That there is a time; whether it is the right one is said only of a genuine signature."""
        del max_age
        if type(sig_input.params.get("created")) is not int:
            raise InvalidSignature("no time")


class _Keys(HTTPSignatureKeyResolver):
    """One key after the other. A database that fails is no wrong signature: the library would make one of it."""

    def __init__(self, keys_of: KeysOf) -> None:
        self.kiosk_id = self.key = ""
        self.failure: Exception | None = None
        self._keys_of = keys_of
        self._left: list[str] | None = None

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        """The key to try."""
        if self._left is None:
            try:
                self._left = list(self._keys_of(key_id))
            except Exception as error:
                self.failure = error
                raise
        if not self._left:
            return None
        self.kiosk_id, self.key = key_id, self._left.pop(0)
        return _loaded(self.key)

    @property
    def more(self) -> bool:
        """Whether another key is left to try."""
        return bool(self._left)


@lru_cache(maxsize=32_768)  # a province has 20,000 kiosks
def _loaded(pem: str) -> Ed25519PublicKey | None:
    key = load_pem_public_key(pem.encode())
    return key if isinstance(key, Ed25519PublicKey) else None


def _sha256_of(header: str) -> bytes | None:
    """The SHA-256 that a ``Content-Digest`` states, of an empty body without one; ``None`` when it states another kind."""
    if not header:
        return hashlib.sha256(b"").digest()
    for part in header.split(","):
        name, equals, value = part.strip().partition("=:")
        if name == "sha-256" and equals and value.endswith(":"):
            try:
                digest = b64decode(value[:-1], validate=True)
            except (NotBase64, ValueError):
                return None
            return digest if len(digest) == hashlib.sha256().digest_size else None
    return None
