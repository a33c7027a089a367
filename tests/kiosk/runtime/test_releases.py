"""Which release a start begins with when the one in use cannot be examined, or is bad."""

from dataclasses import replace
from hashlib import sha256

import pytest

from kiosk.config import load_config
from kiosk.matters.catalogue import BASELINE
from kiosk.matters.deadline import CALENDARS
from kiosk.runtime.releases import FOLDER, Releases
from kiosk.services.offer import Shelf
from kiosk.services.preparation import Known, Prepared
from kiosk.services.release_check import Undecided, Unfit
from offline_cache.releases import ReleaseStore
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.prepared import prepared


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
    prepared(config.kiosk.state)
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


NEWBORN = {
    *("newborn-birth-certificate", "birth-registration", "vaccination-record", "newborn-household-registration"),
    *("newborn-medical-insurance", "newborn-social-security-card", "maternity-allowance"),
}
"""The members of a bundle: one course is walked through all of them"""


@pytest.mark.parametrize(
    ("changed", "examined"),
    [
        ("", set[str]()),
        ("passport-issue/matter.toml", {"passport-issue"}),
        ("newborn-medical-insurance/matter.toml", NEWBORN),
        ("_bundles/newborn.toml", NEWBORN),
        ("announcements.toml", set[str]()),
        ("home.toml", None),
        ("_calendars/2026.toml", None),
    ],
)
def test_the_first_release_is_examined_where_it_is_not_what_was_shipped(tmp_path, monkeypatch, changed, examined):
    """Byte for byte what this kiosk has examined itself, with everything that is walked through together with it."""
    config = load_config(write_config(tmp_path, GOOD))
    prepared(config.kiosk.state)
    releases = Releases(config)
    shipped = releases.offer_of(None)
    releases._shelf = Shelf(shipped)  # as `activation` does
    files: dict[str, str] = {}
    for place, folder in (("", BASELINE), ("_calendars/", CALENDARS)):
        for file in folder.rglob("*.*"):
            path = place + file.relative_to(folder).as_posix()
            content = file.read_bytes()
            if path == changed:
                content = content.replace(b"version = 1\n", b"version = 2\n", 1) + b"\n# changed\n"
            files[path] = sha256(content).hexdigest()
            releases.store.put(files[path], content)
    asked: list[Known | None] = []

    def noted(*_: object, known: Known | None, **_more: object) -> Prepared:
        asked.append(known)
        return Prepared(shipped.whole, shipped.readings)

    monkeypatch.setattr("kiosk.runtime.releases.prepare", noted)
    with pytest.raises(Unfit, match="_release"):  # that file is the platform's own
        releases.offer_of(releases.store.build(1, files))
    left = None if asked[0] is None else {*shipped.whole.matters} - asked[0].same
    assert left == examined
