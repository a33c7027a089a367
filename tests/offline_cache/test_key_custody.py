from contextlib import closing

import pytest

from offline_cache.database import Database
from offline_cache.errors import StoreRefused
from offline_cache.key_custody import CREDENTIAL, custodian, key_file_of
from tests.offline_cache.samples import application, queue

KEY = bytes(range(32))


@pytest.fixture
def credential(tmp_path, monkeypatch):
    """As systemd hands it to the service."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    file = folder / CREDENTIAL
    file.write_bytes(KEY)
    return file


def test_a_credential_keeps_the_key_and_no_file_is_made(store, credential):
    with closing(Database.open(store)) as database:
        queue(database).accept(application(), settles_order=None)
    assert not key_file_of(store).exists()
    assert custodian(store) == "a systemd credential"
    with closing(Database.open(store)) as database:
        assert queue(database).depth() == 1
    credential.write_bytes(bytes(32))
    with pytest.raises(StoreRefused, match="cannot be read"):
        Database.open(store)


def test_the_key_of_the_file_can_move_into_the_credential(store, credential, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    Database.open(store).close()
    assert custodian(store).endswith("store.key")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credential.parent))
    with pytest.raises(StoreRefused, match="There are two keys"):
        Database.open(store)
    credential.write_bytes(key_file_of(store).read_bytes())
    Database.open(store).close()
    key_file_of(store).unlink()
    Database.open(store).close()


def test_a_credential_of_another_length_is_no_key(store, credential):
    credential.write_bytes(KEY[:-1])
    with pytest.raises(StoreRefused, match="31 bytes where 32 were expected"):
        Database.open(store)


def test_an_environment_variable_is_no_key(store, monkeypatch):
    monkeypatch.setenv("SUISHIBAN_STORE_KEY", KEY.hex())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "")
    Database.open(store).close()
    assert key_file_of(store).read_bytes() != KEY
