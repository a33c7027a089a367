"""The clock that a kiosk signs by, and the headers it makes."""

from base64 import b64decode
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.protocol.signatures import SignedParts, covered, signature_headers
from kiosk.sync.signing import PlatformClock, RequestSigner

TRUE = datetime(2026, 3, 2, 15, 40, tzinfo=UTC)


class Hands:
    """Both clocks of a machine."""

    def __init__(self, wall: float = 0.0) -> None:
        self.wall, self.monotonic = wall, 1000.0
        self.clock = PlatformClock(lambda: self.wall, lambda: self.monotonic)

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds


def date(moment: float) -> str:
    return format_datetime(datetime.fromtimestamp(moment, UTC), usegmt=True)


def test_before_an_answer_this_machines_clock_is_all_there_is() -> None:
    hands = Hands(wall=123.0)
    assert (hands.clock.now(), hands.clock.offset_s) == (123.0, None)


@pytest.mark.parametrize("wrong_by", [0, -3600, 10 * 365 * 86400, -10 * 365 * 86400])
def test_the_platforms_time_goes_on_whatever_becomes_of_the_wall_clock(wrong_by: float) -> None:
    true = TRUE.timestamp()
    hands = Hands(wall=true + wrong_by)
    hands.clock.heard(date(true))
    assert hands.clock.now() == pytest.approx(true, abs=1)
    assert hands.clock.offset_s == pytest.approx(-wrong_by, abs=1)
    hands.pass_by(7200)
    assert hands.clock.now() == pytest.approx(true + 7200, abs=1)
    hands.wall = true + 7200  # somebody has set it
    assert hands.clock.now() == pytest.approx(true + 7200, abs=1)
    assert hands.clock.offset_s == pytest.approx(0, abs=1)


def test_whole_seconds_do_not_make_it_jump() -> None:
    true = TRUE.timestamp()
    hands = Hands(wall=true)
    readings = []
    for _ in range(50):
        hands.clock.heard(date(hands.wall))
        readings.append(hands.clock.now() - hands.wall)
        hands.pass_by(0.37)
    assert max(readings) - min(readings) < 0.001


NONSENSE = (
    None, "", "yesterday", "Mon, 99 Foo 2026 99:99:99 GMT", "\x00" * 100, "Thu, 01 Jan 1970 00:00:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -1200",
)  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_passed_over(nonsense: str | None) -> None:
    hands = Hands(wall=5.0)
    hands.clock.heard(nonsense)
    assert (hands.clock.now(), hands.clock.offset_s) == (5.0, None)


def test_what_is_signed_is_what_the_standard_says() -> None:
    """RFC 9421 2.5: one line a component, then the parameters, no line end after the last."""
    bases: list[bytes] = []

    def sign(base: bytes) -> bytes:
        bases.append(base)
        return b"\x01" * 64

    headers = signature_headers(
        SignedParts("POST", "/v1/renew", "a=1", "sha-256=:AA==:", "0" * 32),
        kiosk_id="K-0412",
        created=1795339950,
        nonce="n" * 22,
        sign=sign,
    )
    params = (
        '("@method" "@path" "@query" "content-digest" "idempotency-key")'
        f';created=1795339950;keyid="K-0412";nonce="{"n" * 22}";tag="suishiban"'
    )
    assert bases == [
        (
            '"@method": POST\n"@path": /v1/renew\n"@query": ?a=1\n"content-digest": sha-256=:AA==:\n'
            f'"idempotency-key": {"0" * 32}\n"@signature-params": {params}'
        ).encode()
    ]
    assert headers["Signature-Input"] == f"suishiban={params}"
    assert b64decode(headers["Signature"].removeprefix("suishiban=:").removesuffix(":")) == b"\x01" * 64


def test_a_call_has_the_headers_that_it_needs_and_no_others() -> None:
    signer = RequestSigner("K-0412", Ed25519PrivateKey.generate().sign)
    assert set(signer.headers("GET", "/v1/ping")) == {"Signature", "Signature-Input"}
    body = b"{}"
    full = signer.headers("POST", "/v1/submissions", body, key="0" * 32)
    assert set(full) == {"Signature", "Signature-Input", "Content-Digest", "Idempotency-Key"}
    assert full["Content-Digest"] == signer.headers("PUT", "/v1/x", body_sha256=sha256(body).digest())["Content-Digest"]
    assert "Content-Digest" in signer.headers("POST", "/v1/x", b"")
    assert covered(has_body=False, has_key=False) == ("@method", "@path", "@query")
