"""A role that asks for both sets of algorithms takes nothing less."""

from collections.abc import Sequence
from typing import Any

import pytest
from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from securesystemslib.signer import CryptoSigner, Signature, Signer
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, Root

from kiosk.protocol.crypto import provider, release_key
from kiosk.protocol.crypto.provider import CryptoUnavailable
from kiosk.protocol.crypto.release_key import Sm2Key, Sm2Signer

INTERNATIONAL = CryptoSigner.generate_ed25519()
NATIONAL = Sm2Signer(provider("national").generate_signing_key())


@pytest.fixture(autouse=True)
def registered() -> None:
    release_key.register()


def root(signers: Sequence[Signer]) -> bytes:
    metadata = Metadata(Root(consistent_snapshot=True))
    for key in (INTERNATIONAL.public_key, NATIONAL.public_key):
        metadata.signed.add_key(key, "root")
    metadata.signed.roles["root"].threshold = 2
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def verify(data: bytes) -> None:
    metadata: Metadata[Root] = Metadata.from_bytes(data)
    metadata.signed.verify_delegate("root", metadata.signed_bytes, metadata.signatures)


def test_both_signatures_are_taken() -> None:
    verify(root((INTERNATIONAL, NATIONAL)))


@pytest.mark.parametrize("signers", [(), (INTERNATIONAL,), (NATIONAL,), (NATIONAL, NATIONAL)])
def test_one_of_them_is_not_enough(signers: Sequence[Signer]) -> None:
    with pytest.raises(UnsignedMetadataError):
        verify(root(signers))


def test_a_signature_over_something_else_does_not_count() -> None:
    data = root((INTERNATIONAL, NATIONAL))
    altered = data.replace(b'"consistent_snapshot":true', b'"consistent_snapshot":false')
    assert altered != data
    with pytest.raises(UnsignedMetadataError):
        verify(altered)


def test_without_the_national_package_the_metadata_is_read_and_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = root((INTERNATIONAL, NATIONAL))

    def missing(_name: str) -> Any:
        raise CryptoUnavailable("not here")

    monkeypatch.setattr(release_key, "provider", missing)
    with pytest.raises(UnsignedMetadataError):
        verify(data)


@pytest.mark.parametrize("text", ["", "xyz", "00", "30"])
def test_any_signature_text_is_safe(text: str) -> None:
    key = NATIONAL.public_key
    with pytest.raises((UnverifiedSignatureError, VerificationError)):
        key.verify_signature(Signature(key.keyid, text), b"data")


def test_a_key_that_is_none_cannot_be_checked_with() -> None:
    with pytest.raises(VerificationError):
        Sm2Key.of("no key").verify_signature(Signature("x", "00"), b"data")
    with pytest.raises(ValueError, match="address"):
        Sm2Signer.from_priv_key_uri("file:x", NATIONAL.public_key)
