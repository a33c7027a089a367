"""The verifier, without a platform around it: what is believed says what the kiosk said; all else is refused, never an error."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_urlsafe
from time import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519
from hypothesis import example, given, settings
from hypothesis import strategies as st

from central.kiosks import signatures
from central.kiosks.signatures import Call, Refusal, Signed, signed
from kiosk.protocol.signatures import SignedParts, content_digest, signature_headers
from kiosk.sync.signing import RequestSigner

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
NOW = 1_800_000_000
NONCE = "n" * 22


def pem(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def keys_of(kiosk_id: str) -> tuple[str, ...]:
    return (pem(KEY),) if kiosk_id == "K-0412" else ()


@dataclass
class Message:
    method: str = "POST"
    target: str = "/v1/submissions"
    body: bytes = b"{}"
    key: str = "0" * 32
    created: int = NOW
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        path, _, query = self.target.partition("?")
        digest = content_digest(sha256(self.body).digest()) if self.body else ""
        parts = SignedParts(self.method, path, query, digest, self.key)
        self.headers = signature_headers(parts, kiosk_id="K-0412", created=self.created, nonce=NONCE, sign=KEY.sign) | {
            name: value for name, value in (("Content-Digest", digest), ("Idempotency-Key", self.key)) if value
        }

    def check(self, keys: Callable[[str], tuple[str, ...]] = keys_of) -> Signed | Refusal:
        return signed(Call(self.method, self.target, self.headers, bool(self.body)), keys, now=NOW)


segment = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.~", min_size=1, max_size=12)
targets = st.builds(
    lambda path, query: "/v1/" + "/".join(path) + ("?" + "&".join(query) if query else ""),
    st.lists(segment, min_size=1, max_size=4),
    st.lists(st.builds("{}={}".format, segment, segment), max_size=3),
)
messages = st.builds(
    Message,
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "DELETE"]),
    target=targets,
    body=st.binary(max_size=200),
    key=st.sampled_from(["", "0" * 32, "f" * 32]),
)


@given(messages)
def test_what_a_kiosk_signs_is_believed(message: Message) -> None:
    found = message.check()
    assert isinstance(found, Signed)
    assert (found.kiosk_id, found.nonce) == ("K-0412", NONCE)
    assert found.is_of(message.body)
    assert not found.is_of(message.body + b" ")


@settings(max_examples=400)
@given(messages, st.data())
def test_whatever_is_changed_in_it_is_refused(message: Message, data: st.DataObject) -> None:
    said = (message.method, message.target, message.key, message.body)
    name = data.draw(st.sampled_from([*message.headers, "method", "target"]))
    old = getattr(message, name, None) or message.headers[name]
    at = data.draw(st.integers(0, len(old) - 1))
    letter = data.draw(st.sampled_from('Aa1 "=:;()?/-#@%\\'))
    new = data.draw(
        st.sampled_from([old[:at] + old[at + 1 :], old[:at] + letter + old[at:], old[:at] + letter + old[at + 1 :]])
    )
    if name in message.headers:
        message.headers[name] = new
    else:
        setattr(message, name, new)
    found = message.check()
    if isinstance(found, Signed):
        # Another spelling of the very same words, such as a space more between two names.
        assert (found.kiosk_id, found.nonce) == ("K-0412", NONCE)
        target = message.target.removesuffix("?")  # an empty query is none
        assert (message.method, target, message.headers.get("Idempotency-Key", ""), message.body) == said
        assert found.is_of(message.body)


@pytest.mark.parametrize("name", ["Content-Digest", "Idempotency-Key", "Signature", "Signature-Input"])
def test_nothing_can_be_left_out(name: str) -> None:
    message = Message()
    del message.headers[name]
    assert message.check() is Refusal.UNSIGNED


@pytest.mark.parametrize(("name", "value"), [("Idempotency-Key", "1" * 32), ("Content-Digest", "sha-256=:AAAA:")])
def test_nothing_can_be_added_that_was_not_signed_for(name: str, value: str) -> None:
    message = Message(method="GET", body=b"", key="")
    assert isinstance(message.check(), Signed)
    message.headers[name] = value
    found = message.check()
    # An unsigned digest counts for nothing: the call is one without a body.
    assert found is Refusal.UNSIGNED or (isinstance(found, Signed) and name == "Content-Digest" and found.is_of(b""))


@given(
    st.dictionaries(st.sampled_from(["Signature-Input", "Signature", "Content-Digest", "Idempotency-Key"]), st.text())
)
@example({"Signature-Input": "suishiban=" + "(" * 900, "Signature": "suishiban=:AAAA:"})
@example({"Signature-Input": "a=1, " * 150, "Signature": "a=1, " * 150})
@example({"Signature-Input": 'suishiban=("@method");created=99999999999999999;keyid="K";nonce="n";tag="suishiban"'})
def test_no_header_is_an_error(headers: dict[str, str]) -> None:
    assert signed(Call("GET", "/v1/ping", headers, has_body=False), keys_of, now=NOW) is Refusal.UNSIGNED


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_address_is_an_error(method: str, target: str) -> None:
    message = Message(body=b"", key="")
    message.method, message.target = method, target
    assert message.check() is Refusal.UNSIGNED


def test_what_is_too_long_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "_Verifier", None)
    message = Message()
    message.headers["Signature-Input"] += ";x=" + "1" * 2000
    assert message.check() is Refusal.UNSIGNED
    assert Message(target="/v1/" + "a" * 3000).check() is Refusal.UNSIGNED


@pytest.mark.parametrize(("age", "refusal"), [(299, None), (-299, None), (301, Refusal.CLOCK), (-301, Refusal.CLOCK)])
def test_a_moment_counts_for_five_minutes_either_way(age: int, refusal: Refusal | None) -> None:
    found = Message(created=NOW - age).check()
    assert found is refusal if refusal else isinstance(found, Signed)


def test_of_a_forged_signature_its_age_is_not_told() -> None:
    message = Message(created=NOW - 9999)
    message.headers["Signature"] = Message(created=NOW).headers["Signature"]
    assert message.check() is Refusal.UNSIGNED


@pytest.mark.parametrize("nonce", ["", "short", "n" * 65])
def test_a_nonce_has_its_length(nonce: str) -> None:
    parts = SignedParts("GET", "/v1/ping")
    headers = signature_headers(parts, kiosk_id="K-0412", created=NOW, nonce=nonce, sign=KEY.sign)
    assert signed(Call("GET", "/v1/ping", headers, has_body=False), keys_of, now=NOW) is Refusal.UNSIGNED


def test_each_of_a_kiosks_keys_is_tried_and_the_right_one_told() -> None:
    found = Message().check(lambda _: (pem(OTHER), pem(KEY)))
    assert isinstance(found, Signed)
    assert found.public_key == pem(KEY)
    assert Message().check(lambda _: (pem(OTHER),)) is Refusal.UNSIGNED


def test_a_database_that_fails_is_not_taken_for_a_forgery() -> None:
    def fails(_: str) -> tuple[str, ...]:
        raise RuntimeError("busy")

    with pytest.raises(RuntimeError, match="busy"):
        Message().check(fails)


class _Theirs(HTTPSignatureKeyResolver):
    def resolve_private_key(self, key_id: str) -> Any:
        del key_id
        return KEY


@dataclass
class _Request:
    method: str
    url: str
    headers: dict[str, str]


def by_library(covered: tuple[str, ...], body: bytes = b"{}", **more: Any) -> dict[str, str]:
    """The headers that another implementation makes, covering just these."""
    request = _Request("POST", "https://platform.example:8443/v1/submissions", {"Idempotency-Key": "0" * 32})
    if body:
        request.headers["Content-Digest"] = content_digest(sha256(body).digest())
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_Theirs()).sign(
        request,
        key_id="K-0412",
        created=datetime.fromtimestamp(NOW, UTC),
        covered_component_ids=covered,
        use_existing_digest=bool(body),
        **({"nonce": NONCE, "tag": "suishiban", "label": "theirs"} | more),
    )
    return request.headers


ALL = ("@method", "@path", "@query", "content-digest", "idempotency-key")


def test_another_implementation_is_understood_in_any_order() -> None:
    for covered in (ALL, ALL[::-1]):
        call = Call("POST", "/v1/submissions", by_library(covered), has_body=True)
        assert isinstance(signed(call, keys_of, now=NOW), Signed)


@pytest.mark.parametrize("left_out", ALL)
def test_a_genuine_signature_that_covers_less_is_refused(left_out: str) -> None:
    headers = by_library(tuple(name for name in ALL if name != left_out))
    assert signed(Call("POST", "/v1/submissions", headers, has_body=True), keys_of, now=NOW) is Refusal.UNSIGNED


@pytest.mark.parametrize("more", [{"tag": "other"}, {"tag": None}, {"nonce": None}])
def test_a_genuine_signature_for_something_else_is_refused(more: dict[str, Any]) -> None:
    call = Call("POST", "/v1/submissions", by_library(ALL, **more), has_body=True)
    assert signed(call, keys_of, now=NOW) is Refusal.UNSIGNED


def test_two_signatures_of_ours_are_one_too_many() -> None:
    first, second = by_library(ALL), by_library(ALL, label="more")
    headers = first | {name: f"{first[name]}, {second[name]}" for name in ("Signature", "Signature-Input")}
    assert signed(Call("POST", "/v1/submissions", headers, has_body=True), keys_of, now=NOW) is Refusal.UNSIGNED


def test_every_call_has_a_nonce_of_its_own() -> None:
    signer = RequestSigner("K-0412", KEY.sign)
    assert len({signer.headers("GET", "/v1/ping")["Signature-Input"] for _ in range(1000)}) == 1000
    assert abs(time() - signer.clock.now()) < 1
    assert len(token_urlsafe(16)) in range(16, 65)


# ---------------------------------------------------------------- planted bugs, each of which one of these attacks finds


def attacks() -> dict[str, bool]:
    """Which attacks on a call with a body are believed."""
    late = Message(created=NOW - 400)
    other = Message()
    other.body = b"[]"
    less = Message()
    parts = SignedParts("POST", "/v1/submissions")
    less.headers |= signature_headers(parts, kiosk_id="K-0412", created=NOW, nonce=NONCE, sign=KEY.sign)
    long_ago = Message()
    long_ago.headers |= by_library(ALL, tag="another")
    found = {"late": late.check(), "other body": other.check(), "covers less": less.check(), "tag": long_ago.check()}
    return {
        name: isinstance(one, Signed) and one.is_of(b"[]" if "other" in name else b"{}") for name, one in found.items()
    }


PLANTED: dict[str, tuple[object, str, Any]] = {
    "late": (signatures, "WINDOW_S", 10**9),
    "other body": (Signed, "is_of", lambda *_: True),
    "covers less": (signatures, "covered", lambda **_: ("@method", "@path")),
    "tag": (signatures, "TAG", None),
}


def test_the_verifier_withstands_every_attack() -> None:
    assert set(attacks()) == set(PLANTED)
    assert not any(attacks().values())


@pytest.mark.parametrize("attack", PLANTED)
def test_a_planted_bug_lets_its_attack_through(attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, wrong = PLANTED[attack]
    monkeypatch.setattr(where, name, wrong)
    assert attacks()[attack]
