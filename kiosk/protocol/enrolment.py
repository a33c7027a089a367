"""Enrolment: how a kiosk that has nothing but a one-time code becomes one that the platform knows, and stays it.

The code (128 bits) never travels. It keys an HMAC over the request, so only who was given the code can enrol, and one over
the answer, so the kiosk believes nobody else: neither depends on who is at the other end of a first connection.
"""

import hmac
import re
import secrets
from base64 import b32decode, b32encode
from hashlib import sha256
from typing import Annotated

from pydantic import Field, StringConstraints

from kiosk.protocol.messages import Message

KIOSK_ID = r"^K-[0-9]{4,6}$"
"""The number of a kiosk; the platform enrols no other"""
_CODE_BYTES = 16
_LETTERS = 26
Pem = Annotated[str, StringConstraints(max_length=8192, pattern=r"^-----BEGIN [A-Z ]+-----\n")]
Mac = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class EnrolRequest(Message):
    """``POST /v1/enrol``, the one unsigned call. `csr` is signed by the device key; `mac` is `request_mac`."""

    kiosk_id: Annotated[str, StringConstraints(pattern=KIOSK_ID)]
    csr: Pem
    mac: Mac


class EnrolAnswer(Message):
    """`enrolment` is the JSON of an `Enrolment`, `mac` is `answer_mac` over these very characters."""

    enrolment: str
    mac: Mac


class Enrolment(Message):
    """What an enrolled kiosk keeps under ``state/platform``. A part that is empty is not used by this platform."""

    kiosk_id: str
    certificate: Pem
    """The client certificate, 30 days"""
    authority: Pem
    """Who signs the platform's own certificates, and this one"""
    intake_key: str = ""
    """PEM of the key that submissions are sealed to"""
    command_key: str = ""
    """PEM of the key that signs commands"""
    release_root: str = ""
    """Base64 of the first ``root.json`` of the releases"""


class RenewRequest(Message):
    """``POST /v1/renew``, signed like every call. A `csr` by another key than the known one asks for that key to follow."""

    csr: Pem


class RenewAnswer(Message):
    """The next certificate, and the authority as it is now."""

    certificate: Pem
    authority: Pem
    expires: Annotated[int, Field(gt=0)]
    """Seconds since 1970"""


def new_code() -> str:
    """A one-time code for people: 26 letters and digits in groups of four."""
    letters = b32encode(secrets.token_bytes(_CODE_BYTES)).decode().rstrip("=")
    return "-".join(letters[at : at + 4] for at in range(0, _LETTERS, 4))


def code_key(code: str) -> bytes:
    """The HMAC key that `code` stands for; case, spaces and dashes do not matter.

    Raises:
        ValueError: `code` is none.
    """
    letters = re.sub(r"[\s-]", "", code).upper()
    if not re.fullmatch(r"[A-Z2-7]{26}", letters):
        raise ValueError("an enrolment code has 26 letters and digits, in groups of four")
    return hmac.digest(b32decode(letters + "======"), b"suishiban enrolment 1", "sha256")


def request_mac(key: bytes, kiosk_id: str, csr: str) -> str:
    """Proof that whoever made the request knows the code."""
    return hmac.new(key, f"request\n{kiosk_id}\n{csr}".encode(), sha256).hexdigest()


def answer_mac(key: bytes, csr: str, enrolment: str) -> str:
    """Proof that whoever answers knows the code, and answers this very request."""
    asked = sha256(csr.encode()).hexdigest()
    return hmac.new(key, f"answer\n{asked}\n{enrolment}".encode(), sha256).hexdigest()


def kiosk_urn(kiosk_id: str) -> str:
    """The name of a kiosk in its certificate (a URI in subjectAltName)."""
    return f"urn:kiosk:{kiosk_id}"
