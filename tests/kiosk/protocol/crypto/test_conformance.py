"""One suite for every provider: what is promised of signatures, hashes and seals holds for both sets of algorithms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.protocol.crypto import provider
from kiosk.protocol.crypto.provider import CryptoProvider, CryptoUnavailable, NotForUs, key_id_of

NAMES = ("international", "national")
PROVIDERS = {name: provider(name) for name in NAMES}
SIGNING = {name: PROVIDERS[name].generate_signing_key() for name in NAMES}
INTAKE = {name: PROVIDERS[name].generate_intake_key() for name in NAMES}

every = pytest.mark.parametrize("crypto", PROVIDERS.values(), ids=NAMES)
WRONG_PEMS = (
    "",
    "x",
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    "-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----\n",
)


@every
def test_a_provider_knows_its_name(crypto: CryptoProvider) -> None:
    assert provider(crypto.name).name == crypto.name


def test_an_unknown_provider_is_named_with_those_there_are() -> None:
    with pytest.raises(CryptoUnavailable, match=r"'rot13'.*international, national"):
        provider("rot13")


@every
def test_a_signature_holds_for_its_text_and_its_key_only(crypto: CryptoProvider) -> None:
    private, other = crypto.generate_signing_key(), crypto.generate_signing_key()
    public = crypto.public_key(private)
    signature = crypto.sign(private, b"text")
    assert crypto.verify(public, b"text", signature)
    assert not crypto.verify(public, b"texT", signature)
    assert not crypto.verify(crypto.public_key(other), b"text", signature)


@every
def test_no_altered_bit_of_a_signature_passes(crypto: CryptoProvider) -> None:
    private = SIGNING[crypto.name]
    key, signature = crypto.verifying_key(crypto.public_key(private)), crypto.sign(private, b"text")
    for bit in range(len(signature) * 8):
        altered = bytearray(signature)
        altered[bit // 8] ^= 1 << bit % 8
        assert not key.verify(b"text", bytes(altered))


@every
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300), signature=st.binary(max_size=100))
def test_any_bytes_are_safe_as_a_signature(crypto: CryptoProvider, data: bytes, signature: bytes) -> None:
    assert not crypto.verifying_key(crypto.public_key(SIGNING[crypto.name])).verify(data, signature)


@every
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=5000), context=st.binary(max_size=120))
def test_what_was_sealed_opens_again(crypto: CryptoProvider, data: bytes, context: bytes) -> None:
    private = INTAKE[crypto.name]
    sealed = crypto.seal(crypto.intake_public_key(private), data, context)
    assert crypto.open(private, sealed, context) == data
    assert len(sealed) <= len(data) + 200


@every
def test_the_same_text_is_never_sealed_to_the_same_bytes(crypto: CryptoProvider) -> None:
    key = crypto.sealing_key(crypto.intake_public_key(INTAKE[crypto.name]))
    assert len({key.seal(b"text", b"") for _ in range(20)}) == 20


@every
def test_nobody_else_and_no_other_context_opens_it(crypto: CryptoProvider) -> None:
    private, other = INTAKE[crypto.name], crypto.generate_intake_key()
    sealed = crypto.seal(crypto.intake_public_key(private), b"text", b"case/1")
    for key, context in ((other, b"case/1"), (private, b"case/2"), (private, b"")):
        with pytest.raises(NotForUs):
            crypto.open(key, sealed, context)


@every
def test_no_altered_cut_or_lengthened_seal_opens(crypto: CryptoProvider) -> None:
    key = crypto.opening_key(INTAKE[crypto.name])
    sealed = crypto.seal(key.public_pem, b"text", b"context")
    broken = [sealed[:length] for length in range(len(sealed))] + [sealed + b"\0"]
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 0x40
        broken.append(bytes(altered))
    for attempt in broken:
        with pytest.raises(NotForUs):
            key.open(attempt, b"context")


@every
@settings(max_examples=60, deadline=None)
@given(sealed=st.binary(max_size=400))
def test_any_bytes_are_safe_to_open(crypto: CryptoProvider, sealed: bytes) -> None:
    with pytest.raises(NotForUs):
        crypto.open(INTAKE[crypto.name], sealed, b"context")


@every
def test_a_digest_is_64_digits_and_tells_texts_apart(crypto: CryptoProvider) -> None:
    digests = {crypto.digest(text) for text in (b"", b"a", b"b", b"a" * 100_000)}
    assert len(digests) == 4
    assert {len(digest) for digest in digests} == {64}


def test_digests_are_those_of_the_standards() -> None:
    assert PROVIDERS["international"].digest(b"abc").startswith("ba7816bf8f01cfea")  # FIPS 180-4
    assert PROVIDERS["national"].digest(b"abc").startswith("66c7f0f462eeedd9")  # GB/T 32905 A.1


@every
@pytest.mark.parametrize("pem", WRONG_PEMS)
def test_a_text_that_is_no_key_is_a_value_error(crypto: CryptoProvider, pem: str) -> None:
    for load in (crypto.verifying_key, crypto.sealing_key):
        with pytest.raises(ValueError, match=r"(?i)key|pem"):
            load(pem)
    for load_private in (crypto.signing_key, crypto.opening_key):
        with pytest.raises(ValueError, match=r"(?i)key|pem"):
            load_private(pem.encode())


@every
def test_the_keys_of_the_other_provider_are_refused(crypto: CryptoProvider) -> None:
    other = PROVIDERS[next(name for name in NAMES if name != crypto.name)]
    with pytest.raises(ValueError, match="key"):
        crypto.signing_key(SIGNING[other.name])
    with pytest.raises(ValueError, match="key"):
        crypto.opening_key(INTAKE[other.name])
    with pytest.raises(ValueError, match="key"):
        crypto.verifying_key(other.public_key(SIGNING[other.name]))
    with pytest.raises(ValueError, match="key"):
        crypto.sealing_key(other.intake_public_key(INTAKE[other.name]))


def test_an_intake_key_does_not_sign_and_a_signing_key_does_not_open() -> None:
    crypto = PROVIDERS["international"]
    with pytest.raises(ValueError, match="Ed25519"):
        crypto.signing_key(INTAKE["international"])
    with pytest.raises(ValueError, match="X25519"):
        crypto.opening_key(SIGNING["international"])


@every
def test_a_key_id_is_short_and_its_own(crypto: CryptoProvider) -> None:
    pem = crypto.intake_public_key(INTAKE[crypto.name])
    other = crypto.intake_public_key(crypto.generate_intake_key())
    assert len(key_id_of(pem)) == 16
    assert key_id_of(pem.replace("\n", "\r\n")) == key_id_of(pem) != key_id_of(other)


@pytest.mark.parametrize("pem", [WRONG_PEMS[0], WRONG_PEMS[1], WRONG_PEMS[3]])
def test_no_key_has_no_id(pem: str) -> None:
    with pytest.raises(ValueError, match="PEM"):
        key_id_of(pem)
