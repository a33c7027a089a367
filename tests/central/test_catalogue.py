"""One release after the other: only what differs is read again, and what is read again is the same as reading all."""

import shutil
from pathlib import Path

import pytest

from central import catalogue as module
from central.catalogue import load_after
from kiosk.matters.catalogue import SOURCES_FILE, load_catalogue
from kiosk.matters.parse import HOME_FILE, MATTER_FILE
from tests.kiosk.matters.samples import SMALL, write_matter, write_root
from tests.kiosk.matters.test_bundles import with_bundle


@pytest.fixture
def before(tmp_path: Path) -> Path:
    folder = write_root(tmp_path / "before", SMALL)
    write_matter(folder, SMALL.replace('"small"', '"other"'), "other")
    (folder / SOURCES_FILE).touch()
    return folder


@pytest.fixture
def after(before: Path, tmp_path: Path) -> Path:
    """The next release: links to the same files, as releases are unpacked."""
    folder = tmp_path / "after"
    shutil.copytree(before, folder, copy_function=lambda source, target: Path(target).hardlink_to(source))
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The matters that were left unread, at each reading."""
    skipped: list[str] = []
    real = load_catalogue

    def noted(folder: Path, **more: object) -> object:
        skipped[:] = sorted(more.get("skip", ()))  # type: ignore[call-overload]
        return real(folder, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "load_catalogue", noted)
    return skipped


def test_what_is_the_same_file_is_not_read_again(before: Path, after: Path, read: list[str]) -> None:
    known = load_catalogue(before)
    assert not known.problems
    file = after / "other" / MATTER_FILE
    text = file.read_text()
    file.unlink()  # in place of the link, as everything that changes
    file.write_text(text.replace('code = "other"', 'code = "other"\nminutes = 9'))
    found = load_after(known, after)
    assert read == ["small"]
    assert (found.matters["other"].minutes, list(found.matters)) == (9, ["other", "small"])
    assert dict(found.matters) == dict(load_catalogue(after).matters)


def test_the_members_of_a_bundle_that_changed_are_read_again(tmp_path: Path, read: list[str]) -> None:
    before = with_bundle(tmp_path / "before")
    (before / SOURCES_FILE).touch()
    write_matter(before, SMALL.replace('"small"', '"other"'), "other")
    known = load_catalogue(before)
    after = tmp_path / "after"
    shutil.copytree(before, after, copy_function=lambda source, target: Path(target).hardlink_to(source))
    load_after(known, after)
    assert read == ["other", "small"]
    file = after / "_bundles" / "baby.toml"
    text = file.read_text()
    file.unlink()
    file.write_text(text.replace('{ code = "small" }', '{ code = "small" }, { code = "other" }'))
    assert [one.code for one in load_after(known, after).bundles["baby"].members] == ["small", "other"]
    assert read == [], "what one asks has to agree with what the other asks"


def test_what_came_and_what_went_is_seen(before: Path, after: Path) -> None:
    known = load_catalogue(before)
    shutil.rmtree(after / "small")
    write_matter(after, SMALL.replace('"small"', '"third"'), "third")
    assert list(load_after(known, after).matters) == ["other", "third"]


@pytest.mark.parametrize("name", [HOME_FILE, SOURCES_FILE])
def test_with_another_home_everything_is_checked_anew(before: Path, after: Path, read: list[str], name: str) -> None:
    known = load_catalogue(before)
    text = (after / name).read_text()
    (after / name).unlink()
    (after / name).write_text(text)
    load_after(known, after)
    assert read == []


def test_a_mistake_in_what_changed_is_found(before: Path, after: Path) -> None:
    known = load_catalogue(before)
    (after / "other" / MATTER_FILE).unlink()
    (after / "other" / MATTER_FILE).write_text("code = 5")
    found = load_after(known, after)
    assert found.problems
    assert list(found.matters) == ["small"]
