"""The one spelling in which our own kiosks sign, read by an expression, without the library: the fleet calls often.

Whatever is spelled otherwise, rightly or wrongly, is left to the library. What is understood here is held to the library's
verdict by a test (`tests/central/kiosks/test_usual_form.py`).
"""

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.protocol.signatures import DIGEST, KEY, LABEL, TAG, covered

_INPUT = re.compile(
    rf"{LABEL}=(?P<params>\((?P<names>[a-z\"@ -]{{1,120}})\);created=(?P<created>0|[1-9][0-9]{{0,11}})"
    rf';keyid="(?P<kiosk>[A-Za-z0-9._-]{{1,40}})";nonce="(?P<nonce>[A-Za-z0-9_-]{{16,64}})";tag="{TAG}")'
)
_SIGNATURE = re.compile(rf"{LABEL}=:([A-Za-z0-9+/]{{85}}[AQgw]==):")
_PATH = re.compile(r"/[A-Za-z0-9/_-]*")
_METHOD = re.compile(r"[A-Z]{3,7}")
_VALUES = {DIGEST: re.compile(r"sha-256=:[A-Za-z0-9+/]{43}=:"), KEY: re.compile(r"[0-9a-f-]{1,64}")}


@dataclass(frozen=True, slots=True)
class Usual:
    """A signature in the usual form: over which bytes, and what it says. Nothing of it is believed yet."""

    kiosk_id: str
    nonce: str
    created: int
    signature: bytes
    base: bytes


def usual(method: str, path: str, headers: Mapping[str, str], *, has_body: bool) -> Usual | None:
    """The signature of a call without a query; None when anything is spelled otherwise or covers something else."""
    said = _INPUT.fullmatch(headers.get("Signature-Input", ""))
    signature = _SIGNATURE.fullmatch(headers.get("Signature", ""))
    names = covered(has_body=has_body, has_key="Idempotency-Key" in headers)
    if said is None or signature is None or said["names"] != " ".join(f'"{name}"' for name in names):
        return None
    values = {DIGEST: headers.get("Content-Digest", ""), KEY: headers.get("Idempotency-Key", "")}
    if not _METHOD.fullmatch(method) or not _PATH.fullmatch(path):
        return None
    if any(name in names and not form.fullmatch(values[name]) for name, form in _VALUES.items()):
        return None
    values |= {"@method": method, "@path": path, "@query": "?"}
    base = "".join(f'"{name}": {values[name]}\n' for name in names) + f'"@signature-params": {said["params"]}'
    return Usual(said["kiosk"], said["nonce"], int(said["created"]), b64decode(signature[1]), base.encode("ascii"))
