from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.protocol.crypto import provider
from kiosk.protocol.receipt_token import ClockState, Doubt, check, claims_of, payload_of, read_unverified, verify
from offline_cache.vault import Vault

CLAIMS = claims_of(
    kiosk_id="0412",
    receipt_no="L-0412-0023",
    matter_code="社会保险参保证明打印",
    applied_at=datetime(2026, 3, 2, 15, 40, 12, tzinfo=UTC),
    application_sha256="0123456789abcdef" * 4,
    release=17,
    clock=ClockState(synchronised=False, offset_ms=-2340),
)


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    return Vault.open(tmp_path_factory.mktemp("vault") / "receipt.key")


@pytest.fixture(scope="module")
def token(vault):
    return vault.sign_receipt(payload_of(CLAIMS))


def test_the_claims_come_back(vault, token):
    assert verify(token, vault.public_key_pem) == CLAIMS
    assert read_unverified(token) == CLAIMS


def test_the_token_fits_a_small_code(token):
    assert len(token) < 300
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_no_single_character_can_be_changed(vault, token):
    for position in range(len(token)):
        for letter in "Ab0_.":
            if token[position] != letter:
                assert verify(token[:position] + letter + token[position + 1 :], vault.public_key_pem) is None


@given(st.text(max_size=300))
def test_any_text_is_safe(text):
    assert read_unverified(text) is None


def test_a_signed_payload_that_is_no_receipt_is_refused(vault):
    assert verify(vault.sign_receipt(b'{"k":"0412"}'), vault.public_key_pem) is None


def test_a_key_of_another_kind_is_an_error(token):
    with pytest.raises(ValueError, match=r"key|PEM|Ed25519"):
        verify(token, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")


def test_release_and_clock_stand_in_it(token):
    claims = read_unverified(token)
    assert claims is not None
    assert (claims.release, claims.synchronised, claims.offset_ms) == (17, False, -2340)
    assert len(claims.application_sha256_prefix) == 24


def test_receipts_from_before_there_were_releases_stay_genuine(vault):
    old = vault.sign_receipt(b'{"k":"0412","n":"L-1","m":"x","t":"2026-03-02T15:40:12Z","h":"0123456789abcdef"}')
    claims = verify(old, vault.public_key_pem)
    assert claims is not None
    assert (claims.release, claims.synchronised, claims.offset_ms) == (0, None, None)


def test_each_doubt_has_its_name(vault, token):
    payload, signature = token.split(".")
    assert check(token + "=", vault.public_key_pem) is Doubt.NO_TOKEN
    assert check(payload, vault.public_key_pem) is Doubt.NO_TOKEN
    assert check(f"{payload}.{signature[:-4]}AAAA", vault.public_key_pem) is Doubt.WRONG_SIGNATURE
    assert check(vault.sign_receipt(b"{}"), vault.public_key_pem) is Doubt.NO_RECEIPT
    crypto = provider("international")
    assert check(token, crypto.public_key(crypto.generate_signing_key())) is Doubt.WRONG_SIGNATURE
