"""HPKE in base mode (RFC 9180) with the costly half done ahead: X25519, which knows nothing yet of what will be sealed.

Nine tenths of a seal are the fresh key pair and its exchange with the recipient's key. They are made while nobody waits, and each
is used once; when there is none the library seals in one go. What comes out is the same either way, and the library opens it:
the conformance suite holds both to that. Suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
"""

import os
import time
from collections import deque
from hashlib import sha256
from threading import Lock, Thread

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

_KEM_ID = b"KEM" + (0x0020).to_bytes(2, "big")
_SUITE_ID = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x0020, 0x0001, 0x0002))
_VERSION = b"HPKE-v1"
_BASE_MODE = b"\x00"
_KEY_BYTES, _NONCE_BYTES, _SECRET_BYTES = 32, 12, 32
_BLOCK_BYTES = 64
_PADS = tuple(bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
_AHEAD, _FEW = 256, 192
_REST_S = 0.02
"""Of nobody sealing, before anything is made ahead: making holds the interpreter, and costs whoever seals what it saves"""


class _Keyed:
    """HMAC-SHA256 (RFC 2104) under one key, with all that the key alone decides done when it is made.

    ``hmac.digest`` looks its algorithm up at every call, which costs three times as much after a wait for the disk.
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        block = key.ljust(_BLOCK_BYTES, b"\x00")
        self._inner, self._outer = (sha256(block.translate(pad)) for pad in _PADS)

    def digest(self, data: bytes) -> bytes:
        """32 bytes."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(data)
        outer.update(inner.digest())
        return outer.digest()


_UNSALTED = _Keyed(b"")


def _extract(suite: bytes, salt: _Keyed, label: bytes, data: bytes) -> bytes:
    """LabeledExtract (RFC 9180 section 4)."""
    return salt.digest(_VERSION + suite + label + data)


def _expand(suite: bytes, secret: _Keyed, label: bytes, info: bytes, length: int) -> bytes:
    """LabeledExpand (section 4), of one block at most: 32 bytes."""
    return secret.digest(length.to_bytes(2, "big") + _VERSION + suite + label + info + b"\x01")[:length]


_CONTEXT = _BASE_MODE + _extract(_SUITE_ID, _UNSALTED, b"psk_id_hash", b"")


class SealingAhead:
    """Seals to one key. Safe to use from several threads."""

    def __init__(self, key: X25519PublicKey) -> None:
        """Nothing is made ahead before the first seal."""
        self._key = key
        self._raw = key.public_bytes_raw()
        self._begin()

    def _begin(self) -> None:
        self._ready: deque[tuple[bytes, _Keyed]] = deque()
        self._filling = Lock()
        self._sealed_at = 0.0
        self._process = os.getpid()

    def seal(self, data: bytes, context: bytes) -> bytes:
        """What `SUITE.encrypt` gives for `context` as its info: the encapsulated key, then the ciphertext."""
        if self._process != os.getpid():
            self._begin()  # a forked process must not use what its parent made
        self._sealed_at = time.monotonic()
        try:
            encapsulated, secret = self._ready.popleft()
        except IndexError:
            sealed: bytes = SUITE.encrypt(data, self._key, info=context)
            self._refill()
            return sealed
        if len(self._ready) < _FEW:
            self._refill()
        schedule = _CONTEXT + _extract(_SUITE_ID, _UNSALTED, b"info_hash", context)
        cipher = AESGCM(_expand(_SUITE_ID, secret, b"key", schedule, _KEY_BYTES))
        nonce = _expand(_SUITE_ID, secret, b"base_nonce", schedule, _NONCE_BYTES)
        return encapsulated + cipher.encrypt(nonce, data, b"")

    def _refill(self) -> None:
        if self._filling.acquire(blocking=False):
            Thread(target=self._fill, name="sealing-ahead", daemon=True).start()

    def _fill(self) -> None:
        try:
            while len(self._ready) < _AHEAD:
                rested = time.monotonic() - self._sealed_at
                if rested < _REST_S:
                    time.sleep(_REST_S - rested)
                else:
                    self._ready.append(self._encapsulated())
                    time.sleep(0)
        finally:
            self._filling.release()

    def _encapsulated(self) -> tuple[bytes, _Keyed]:
        """A fresh key pair's public half, and the secret that the recipient can make of it (sections 4.1 and 5.1)."""
        ephemeral = X25519PrivateKey.generate()
        time.sleep(0)  # whoever has something to seal goes first
        encapsulated = ephemeral.public_key().public_bytes_raw()
        prk = _Keyed(_extract(_KEM_ID, _UNSALTED, b"eae_prk", ephemeral.exchange(self._key)))
        shared = _Keyed(_expand(_KEM_ID, prk, b"shared_secret", encapsulated + self._raw, _SECRET_BYTES))
        return encapsulated, _Keyed(_extract(_SUITE_ID, shared, b"secret", b""))
