import ssl

import pytest

from kiosk.protocol.receipt_token import verify
from offline_cache.errors import StoreRefused
from offline_cache.vault import Vault


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "receipt.key"
    first = Vault.open(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Vault.open(path).public_key_pem == first.public_key_pem


def test_a_damaged_key_is_refused_by_name(tmp_path):
    path = tmp_path / "receipt.key"
    path.write_bytes(b"nothing")
    path.chmod(0o600)
    with pytest.raises(StoreRefused, match=r"receipt\.key is damaged"):
        Vault.open(path)


def test_only_this_key_fits_its_signatures(tmp_path):
    mine, other = Vault.open(tmp_path / "a.key"), Vault.open(tmp_path / "b.key")
    token = mine.sign_receipt(b'{"k":"a","n":"b","m":"c","t":"2026-03-02T15:40:00Z","h":"0123456789abcdef"}')
    assert verify(token, mine.public_key_pem) is not None
    assert verify(token, other.public_key_pem) is None


def test_the_key_of_receipts_becomes_the_device_key(tmp_path):
    former = Vault.open(tmp_path / "receipt.key").public_key_pem
    assert Vault.of(tmp_path).public_key_pem == former
    assert [file.name for file in tmp_path.iterdir()] == ["device.key"]


def test_another_key_follows_and_is_the_same_until_it_does(tmp_path):
    vault = Vault.of(tmp_path)
    before, following = vault.public_key_pem, vault.following()
    assert vault.following().public_key_pem == following.public_key_pem != before
    assert Vault.of(tmp_path).public_key_pem == before, "a rotation that broke off changes nothing"
    vault.adopt(following)
    assert vault.public_key_pem == Vault.of(tmp_path).public_key_pem == following.public_key_pem
    assert vault.following().public_key_pem != following.public_key_pem


def test_tls_shows_a_certificate_of_this_key_only(tmp_path):
    vault = Vault.of(tmp_path)
    (tmp_path / "none.pem").write_text("nothing")
    with pytest.raises(ssl.SSLError):
        vault.identify(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), tmp_path / "none.pem")
