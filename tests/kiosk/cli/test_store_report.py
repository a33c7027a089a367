"""What the doctor says of the store."""

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest

from kiosk.cli.store_report import check_store, store_report
from kiosk.config import Config, load_config
from offline_cache.aside import UNREADABLE
from offline_cache.copies import keep
from offline_cache.errors import StoreUnreadable
from offline_cache.message import Enclosure, Outgoing
from offline_cache.sealing import Seal
from offline_cache.standing import Limits
from offline_cache.store import Store
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.offline_cache.samples import clear


@pytest.fixture
def config(tmp_path) -> Config:
    return load_config(write_config(tmp_path, GOOD))


def report(config: Config, seal: Seal | None = clear, limits: Limits | None = None) -> tuple[str, bool]:
    with closing(Store.open(config.kiosk.state, seal, limits=limits, ballast_bytes=1024)) as store:
        lines = store_report(config, store)
        return "\n".join(line.says for line in lines), all(line.ok for line in lines)


def test_a_sound_store(config):
    text, sound = report(config)
    assert (sound, text.splitlines()[0]) == (True, "0 waiting for the platform, 0 set aside")
    assert "no backup yet, key kept by the file " in text
    with closing(Store.open(config.kiosk.state, clear)) as store:
        store.look_after(True)
    assert f"backup of {datetime.now(UTC):%Y}-" in report(config)[0]


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(stop_count=1), "NOTHING IS ACCEPTED: too many wait"),
        (Limits(stop_free_bytes=1 << 60), "NOTHING IS ACCEPTED: the disk is too full"),
        (Limits(warn_count=1), "soon nothing will be accepted: too many wait"),
    ],
)
def test_limits_are_said(config, limits, sentence):
    with closing(Store.open(config.kiosk.state, clear)) as store:
        store.outbox.accept(message(), settles_order=None)
    text, sound = report(config, limits=limits)
    assert (sentence in text, sound) == (True, sentence.startswith("soon"))


def test_a_kiosk_that_is_not_enrolled_accepts_nothing(config):
    text, sound = report(config, seal=None)
    assert ("NOTHING IS ACCEPTED: this kiosk is not enrolled" in text, sound) == (True, False)


def test_a_message_that_lacks_a_file_and_a_store_that_was_moved_aside(config):
    with closing(Store.open(config.kiosk.state, clear)) as store:
        store.outbox.accept(message(), settles_order=None)
        store.blobs.remove(store.blobs.names())
    (config.kiosk.state / UNREADABLE / "20260302T154000Z-0").mkdir(parents=True)
    text, sound = report(config)
    assert "1 messages lack a file and cannot be delivered: 00000000" in text
    assert "an unreadable store is kept in " in text
    assert not sound


@pytest.mark.expects_log("was not taken over in whole")
def test_a_backup_that_is_kept_is_said_until_the_store_has_it(config):
    with closing(Store.open(config.kiosk.state, clear)) as store:
        store.look_after(True)
        place = keep(config.kiosk.state / "backup")
    text, sound = report(config)
    # the report starts the store, which takes over what can be read
    assert (f"not of this store is kept in {place}: the store has all of it" in text, sound) == (True, True)
    (place / "merged").unlink()
    (place / "store.db").write_bytes(bytes(8192))
    text, sound = report(config)
    assert (f"kept in {place}: the next start brings" in text, sound) == (True, False)


def test_looking_moves_nothing_aside(config):
    Store.open(config.kiosk.state, clear).close()
    path = config.kiosk.state / "store.db"
    image = bytearray(path.read_bytes())
    image[-100] ^= 1
    path.write_bytes(image)
    with pytest.raises(StoreUnreadable, match="damaged"):
        check_store(config)
    assert path.read_bytes() == image


def message() -> Outgoing:
    page = Enclosure.of(json.dumps(["page"] * 20_000).encode(), "image/jpeg")
    return Outgoing("0" * 32, "case", b"{}", "L-0412-0001", datetime.now(UTC), (page,))
