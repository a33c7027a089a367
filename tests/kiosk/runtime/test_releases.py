"""Which release a start begins with when the one in use cannot be examined, or is bad."""

from dataclasses import replace
from hashlib import sha256

import pytest

from kiosk.config import load_config
from kiosk.runtime.releases import FOLDER, Releases
from kiosk.services.release_check import Undecided, Unfit
from offline_cache.releases import ReleaseStore
from tests.kiosk.kiosk_toml import GOOD, write_config


def start(tmp_path, monkeypatch, wrong: dict[int, Unfit]) -> tuple[int, ReleaseStore]:
    """Releases 4 and 5 lie on the disk, 5 is in use; `wrong` is what their examination says at this start."""
    config = load_config(write_config(tmp_path, GOOD))
    store = ReleaseStore(config.kiosk.state / FOLDER)
    for number in (4, 5):
        content = f"release {number}".encode()
        digest = sha256(content).hexdigest()
        store.put(digest, content)
        store.build(number, {"text": digest})
        store.activate(number)
        store.settle()
    releases = Releases(config)
    shipped = releases.offer_of(None)

    def examined(release):
        number = release.number if release is not None else 0
        if number in wrong:
            raise wrong[number]
        return replace(shipped, whole=replace(shipped.whole, release=number))

    monkeypatch.setattr(releases, "offer_of", examined)
    used = releases.open().offer.release
    store.begin(used)
    return used, store


@pytest.mark.expects_log("release 5 could not be examined")
def test_one_that_could_not_be_examined_is_not_refused_and_the_one_before_is_used_meanwhile(tmp_path, monkeypatch):
    used, store = start(tmp_path, monkeypatch, {5: Undecided("the typesetter was lost")})
    assert (used, store.current, store.refused(5)) == (4, 5, None)


def test_a_bad_one_is_refused_and_the_one_before_is_used(tmp_path, monkeypatch):
    used, store = start(tmp_path, monkeypatch, {5: Unfit("title: expected a text")})
    assert (used, store.current, store.refused(5)) == (4, 4, "title: expected a text")


def test_two_bad_ones_leave_what_was_shipped(tmp_path, monkeypatch):
    used, store = start(tmp_path, monkeypatch, {5: Unfit("bad"), 4: Unfit("bad as well")})
    assert (used, store.current) == (0, 0)
    assert (store.refused(5), store.refused(4)) == ("bad", "bad as well")
