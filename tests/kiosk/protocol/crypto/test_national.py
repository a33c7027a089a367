"""The national algorithms cross over to another implementation: the ``openssl`` command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.protocol.crypto import national as national_module
from kiosk.protocol.crypto import provider, sm2_encryption
from kiosk.protocol.crypto.provider import CryptoProvider

SIGNER = "distid:1234567812345678"
"""The signer's id of GB/T 35276 that everybody takes"""


@pytest.fixture
def crypto() -> CryptoProvider:
    return provider("national")


@pytest.fixture
def keys(crypto: CryptoProvider, tmp_path: Path) -> tuple[Path, Path]:
    private, public = tmp_path / "private.pem", tmp_path / "public.pem"
    private.write_bytes(crypto.generate_signing_key())
    public.write_text(crypto.public_key(private.read_bytes()))
    return private, public


def openssl(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["/usr/bin/openssl", *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=20,
        stdin=subprocess.DEVNULL,
    )


def test_openssl_believes_our_signature(crypto: CryptoProvider, keys: tuple[Path, Path], tmp_path: Path) -> None:
    text, signature = tmp_path / "text", tmp_path / "signature"
    text.write_bytes("申请".encode())
    signature.write_bytes(crypto.sign(keys[0].read_bytes(), text.read_bytes()))
    verify = ("pkeyutl", "-verify", "-pubin", "-inkey", keys[1], "-rawin", "-digest", "sm3", "-pkeyopt", SIGNER)
    assert openssl(*verify, "-in", text, "-sigfile", signature).returncode == 0
    text.write_bytes(b"another")
    assert openssl(*verify, "-in", text, "-sigfile", signature).returncode != 0


def test_we_believe_the_signature_of_openssl(crypto: CryptoProvider, keys: tuple[Path, Path], tmp_path: Path) -> None:
    text, signature = tmp_path / "text", tmp_path / "signature"
    text.write_bytes(b"text")
    sign = ("pkeyutl", "-sign", "-inkey", keys[0], "-rawin", "-digest", "sm3", "-pkeyopt", SIGNER)
    assert openssl(*sign, "-in", text, "-out", signature).returncode == 0
    assert crypto.verify(keys[1].read_text(), b"text", signature.read_bytes())
    assert not crypto.verify(keys[1].read_text(), b"tent", signature.read_bytes())


def test_openssl_agrees_on_sm3(crypto: CryptoProvider, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_bytes(b"text")
    assert openssl("dgst", "-sm3", "-r", text).stdout.split()[0].decode() == crypto.digest(b"text")


def test_openssl_decrypts_the_key_in_our_envelope(
    crypto: CryptoProvider, keys: tuple[Path, Path], tmp_path: Path
) -> None:
    wrapped = tmp_path / "wrapped"
    sealed = crypto.seal(keys[1].read_text(), b"text", b"")
    wrapped.write_bytes(sealed[2 : 2 + int.from_bytes(sealed[:2], "big")])
    decrypted = openssl("pkeyutl", "-decrypt", "-inkey", keys[0], "-in", wrapped)
    assert (decrypted.returncode, len(decrypted.stdout)) == (0, 16)


def test_we_decrypt_what_openssl_encrypted(keys: tuple[Path, Path], tmp_path: Path) -> None:
    text, wrapped = tmp_path / "text", tmp_path / "wrapped"
    text.write_bytes(b"0123456789abcdef")
    assert openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", keys[1], "-in", text, "-out", wrapped).returncode == 0
    key = national_module._private(keys[0].read_bytes())
    assert sm2_encryption.decrypt(key, wrapped.read_bytes()) == b"0123456789abcdef"


def test_openssl_reads_our_keys(keys: tuple[Path, Path]) -> None:
    assert b"SM2" in openssl("pkey", "-in", keys[0], "-noout", "-text").stdout


def test_without_the_extra_one_sentence_says_what_is_missing() -> None:
    program = (
        "import sys; sys.modules['tongsuopy'] = None\n"
        "from kiosk.protocol.crypto import CryptoUnavailable, provider\n"
        "provider('international')\n"
        "try: provider('national')\n"
        "except CryptoUnavailable as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert "install suishiban[national]" in said.stdout
