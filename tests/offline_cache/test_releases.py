"""Releases on the disk: whole or not there, linked and not copied, and one process that changes them."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from offline_cache.releases import BASELINE, ReleaseStore, same
from tests.offline_cache.release_deaths import build, files_of, is_whole


@pytest.fixture
def releases(tmp_path: Path) -> Iterator[ReleaseStore]:
    made = ReleaseStore(tmp_path / "releases")
    assert made.sit()
    yield made
    made.rise()


def test_a_release_is_put_together_and_found_whole(releases):
    build(releases, 1)
    found = releases.find(1)
    assert found is not None
    assert is_whole(found.folder, 1)
    assert releases.numbers() == [1]


def test_what_two_releases_share_lies_on_the_disk_once(releases):
    build(releases, 1)
    build(releases, 2)
    shared = [(releases.folder / str(number) / "m1" / "matter.toml").stat().st_ino for number in (1, 2)]
    own = [(releases.folder / str(number) / "m0" / "matter.toml").stat().st_ino for number in (1, 2)]
    assert shared[0] == shared[1]
    assert own[0] != own[1]
    assert same(releases.files(1), releases.files(2)) == {"home.toml", "m1", "m2"}


def test_a_file_that_is_not_here_or_damaged_stops_it(releases):
    with pytest.raises(KeyError):
        releases.build(1, {"home.toml": "0" * 64})
    with pytest.raises(ValueError, match="another hash"):
        releases.put("0" * 64, b"x")
    assert releases.numbers() == []


def test_a_damaged_file_of_the_store_is_dropped(releases):
    digest = sha256(b"good").hexdigest()
    releases.put(digest, b"good")
    assert releases.get(digest) == b"good"
    next((releases.folder / "store").glob("*/*")).write_bytes(b"rot!")
    assert releases.get(digest) is None
    assert not releases.has(digest)


def test_what_was_shipped_need_not_be_fetched(releases, tmp_path):
    (tmp_path / "shipped").mkdir()
    (tmp_path / "shipped" / "home.toml").write_bytes(b"home")
    releases.adopt(tmp_path / "shipped")
    digest = sha256(b"home").hexdigest()
    assert releases.has(digest)
    assert releases.build(1, {"home.toml": digest}).number == 1


def test_one_after_the_other_and_back(releases):
    assert (releases.current, releases.choose()) == (BASELINE, None)
    for number in (1, 2):
        build(releases, number)
        releases.activate(number)
    assert (releases.current, releases.previous) == (2, 1)
    assert releases.roll_back("bad") == 1
    assert (releases.current, releases.previous, releases.refused(2)) == (1, BASELINE, "bad")
    assert releases.roll_back("bad too") == BASELINE
    assert releases.roll_back("nothing left") == BASELINE
    releases.forgive(2)
    assert releases.refused(2) is None


def test_what_nobody_names_any_more_goes(releases):
    for number in (1, 2, 3):
        build(releases, number)
        releases.activate(number)
    releases.prune((1,))
    assert releases.numbers() == [1, 2, 3]
    releases.prune(())
    assert releases.numbers() == [2, 3]
    kept = {file.name for file in (releases.folder / "store").glob("*/*")}
    assert sha256(files_of(1)["m0/matter.toml"]).hexdigest() not in kept
    assert sha256(files_of(3)["m0/matter.toml"]).hexdigest() in kept


def test_only_one_sits(releases):
    other = ReleaseStore(releases.folder)
    assert releases.sit(), "again is no harm"
    assert not other.sit()
    releases.rise()
    assert other.sit()
    other.rise()


def test_a_look_changes_nothing(releases):
    """`kioskctl doctor` beside nobody: a start is not counted by whoever only looks."""
    build(releases, 1)
    releases.activate(1)
    for _ in range(5):
        assert ReleaseStore(releases.folder).choose() is not None


def test_links_and_trials_that_are_nonsense_are_none(releases):
    (releases.folder / "current").symlink_to("../../etc")
    (releases.folder / "trial").write_text("[]")
    assert releases.current == BASELINE
    assert releases.choose() is None
