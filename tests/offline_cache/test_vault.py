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
