"""A sealed submission shows its name and size to everybody, and its content to the platform."""

import json
import sys
from base64 import b64encode
from hashlib import sha256

import pytest
from pydantic import ValidationError

from kiosk.protocol.crypto import provider, provider_of
from kiosk.protocol.crypto.provider import CryptoUnavailable, NotForUs, key_id_of
from kiosk.protocol.sealed import SealedAttachment, SealedSubmission, Sealer, attachment_context, body_context, wrap

CRYPTO = provider("international")
PRIVATE = CRYPTO.generate_intake_key()
PUBLIC = CRYPTO.intake_public_key(PRIVATE)
SEALER = Sealer(PUBLIC, key_id_of(PUBLIC), CRYPTO)
ID, KIOSK = "0" * 32, "K-0412"


def test_the_platform_reads_what_was_sealed_and_the_wire_shows_nothing_of_it() -> None:
    body = SEALER.seal(b"Wang Jianguo", context=body_context("case", KIOSK, ID))
    pages = [SEALER.seal(page, context=attachment_context(KIOSK, ID)) for page in (b"page one", b"page two")]
    named = [(sha256(data).hexdigest(), len(data)) for data in pages]
    posted = wrap(message_id=ID, kiosk_id=KIOSK, kind="case", key_id=SEALER.key_id, sealed=body, attachments=named)
    submission = SealedSubmission.model_validate_json(posted)
    assert (submission.id, submission.kiosk_id, submission.kind) == (ID, KIOSK, "case")
    assert submission.key_id == key_id_of(PUBLIC)
    opened = CRYPTO.open(PRIVATE, submission.sealed_bytes(), body_context("case", KIOSK, ID).encode())
    assert opened == b"Wang Jianguo"
    context = attachment_context(KIOSK, ID).encode()
    assert [CRYPTO.open(PRIVATE, data, context) for data in pages] == [b"page one", b"page two"]
    assert [(one.sha256, one.size) for one in submission.attachments] == named
    assert b"Jianguo" not in posted
    assert not any(b"page" in data for data in pages)


@pytest.mark.parametrize("name", ["international", "national"])
def test_a_kiosk_seals_by_the_algorithms_of_the_key_it_is_given(name: str) -> None:
    crypto = provider(name)
    private = crypto.generate_intake_key()
    sealer = Sealer.to(crypto.intake_public_key(private))
    assert crypto.open(private, sealer.seal(b"text", context="c"), b"c") == b"text"


def test_a_key_of_algorithms_that_are_not_installed_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    national = provider("national")
    pem = national.intake_public_key(national.generate_intake_key())
    monkeypatch.delitem(sys.modules, "kiosk.protocol.crypto.national")
    monkeypatch.setitem(sys.modules, "tongsuopy.crypto", None)
    with pytest.raises(CryptoUnavailable, match=r"install suishiban\[national\]"):
        provider_of(pem)


def test_a_text_that_is_no_key_of_anybody_is_refused() -> None:
    with pytest.raises(ValueError, match="not an intake key"):
        provider_of("no key")


@pytest.mark.parametrize(
    "context",
    [
        body_context("rating", KIOSK, ID),
        body_context("case", "K-0413", ID),
        body_context("case", KIOSK, "1" * 32),
        attachment_context(KIOSK, ID),
    ],
)
def test_a_sealed_body_cannot_pass_for_another(context: str) -> None:
    sealed = SEALER.seal(b"text", context=body_context("case", KIOSK, ID))
    with pytest.raises(NotForUs):
        CRYPTO.open(PRIVATE, sealed, context.encode())


@pytest.mark.parametrize(
    "change",
    [{"kind": "secret"}, {"id": "x"}, {"key_id": "x"}, {"sealed": ""}, {"more": 1}, {"kiosk_id": ""}],
    ids=str,
)
def test_a_submission_that_breaks_the_schema_is_refused_without_quoting_it(change: dict[str, object]) -> None:
    body = {"id": ID, "kiosk_id": KIOSK, "kind": "case", "key_id": "0" * 16, "sealed": "QUJD"}
    assert SealedSubmission.model_validate(body).sealed_bytes() == b"ABC"
    with pytest.raises(ValidationError) as refused:
        SealedSubmission.model_validate(body | change)
    assert "QUJD" not in str(refused.value)


@pytest.mark.parametrize("text", ["A", "QUJD\n", "QU-D", "申请"])
def test_what_is_not_base64_is_not_for_us(text: str) -> None:
    submission = SealedSubmission(id=ID, kiosk_id=KIOSK, kind="case", key_id="0" * 16, sealed=text)
    with pytest.raises(NotForUs):
        submission.sealed_bytes()


def test_sealing_to_something_that_is_no_intake_key_is_refused() -> None:
    with pytest.raises(ValueError, match="X25519"):
        Sealer(CRYPTO.public_key(CRYPTO.generate_signing_key()), "0" * 16, CRYPTO)


def test_what_is_wrapped_by_hand_is_the_model_and_nothing_else() -> None:
    named = [("a" * 64, 7), ("b" * 64, 1 << 40)]
    posted = wrap(
        message_id=ID, kiosk_id=KIOSK, kind="report", key_id="0" * 16, sealed=bytes(range(256)), attachments=named
    )
    read = SealedSubmission.model_validate_json(posted)
    assert read == SealedSubmission(
        id=ID,
        kiosk_id=KIOSK,
        kind="report",
        key_id="0" * 16,
        sealed=b64encode(bytes(range(256))).decode(),
        attachments=tuple(SealedAttachment(sha256=digest, size=size) for digest, size in named),
    )
    assert json.loads(posted) == json.loads(read.model_dump_json())
    with pytest.raises(ValueError, match="at most 200"):
        wrap(message_id=ID, kiosk_id=KIOSK, kind="case", key_id="0" * 16, sealed=b"x", attachments=named[:1] * 201)
