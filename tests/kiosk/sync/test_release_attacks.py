"""Whoever stands between platform and kiosk, or has stolen some of the keys: nothing of it is believed, ever.

The cases are those of reference/sync.md 3.2 and of the TUF specification's list of attacks. Each mutant at the end is a plausible
mistake of ours that one of the cases catches.
"""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import Metadata

from kiosk.protocol import release as wire
from kiosk.sync import releases
from offline_cache.floors import Floors
from tests.kiosk.sync.release_attacks import ATTACKS
from tests.kiosk.sync.release_stand import Stand

BELIEVED = "believed"
MUTATIONS = int(os.environ.get("SUISHIBAN_MUTATIONS", "150"))
"""5,000 in `make soak`"""
_FETCHED = ("timestamp.json", "2.snapshot.json", "2.one.json", "2.release.json", "2.rollout.json")
"""Of release 2, by a kiosk that has release 1"""


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A kiosk that uses release 1 while release 2 is on offer; what was published first is kept aside."""
    made = Stand(tmp_path)
    made.publish()
    made.use()
    shutil.copytree(made.web, tmp_path / "first")
    made.edit()
    made.publish()
    yield made
    made.close()


# ---------------------------------------------------------------- all of them


def test_there_are_at_least_the_twenty_two_of_the_reference():
    assert len(ATTACKS) >= 22


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_not_believed(stand, name):
    ATTACKS[name](stand)
    before = stand.store.current
    assert stand.verdict() == "not believed"
    assert stand.store.find(2) is None or before == 2
    assert not list(stand.folder.rglob("evil*"))


@pytest.mark.parametrize("name", ["an older timestamp", "a file of a matter that was changed", "a strangers timestamp"])
def test_and_an_honest_platform_is_believed_again_afterwards(stand, name):
    stand.use()
    ATTACKS[name](stand)
    assert stand.verdict() in {"not believed", BELIEVED}
    stand.edit(version=9)
    assert stand.publish() == 3
    assert stand.use().wanted == 3


def test_damaged_metadata_of_our_own_is_fetched_again(stand):
    for file in stand.store.metadata.glob("*.json"):
        if not file.is_symlink():
            file.write_bytes(b"")
    assert stand.use().wanted == 2


def test_a_department_is_not_locked_out_by_what_a_snapshot_alone_says(stand):
    """A stolen snapshot key says a department is at version 1e9; its own next version must still count."""
    stand.use()
    name = f"one@{'0' * 16}"
    assert stand.floors.of(name) == 0
    stand.snap({"two": 10**9})
    assert stand.verdict() in {"not believed", "not reached", BELIEVED}
    rows = stand.database.rows("SELECT role, version FROM floor WHERE role LIKE 'two@%'")
    assert all(version < 10**9 for _, version in rows)


def test_mutated_files_of_metadata_and_not_one_is_believed(stand, tmp_path):
    """Any byte of any signed file: what cannot change without a key is never believed when it changed."""
    draw = random.Random(4)
    honest = tmp_path / "honest"
    shutil.copytree(stand.web, honest)
    files = [file for file in sorted((honest / "metadata").iterdir()) if file.name in _FETCHED]
    state = tmp_path / "kept"
    shutil.copytree(stand.store.metadata, state)
    for _ in range(MUTATIONS):
        file = draw.choice(files)
        mutated = mutate(file.read_bytes(), draw)
        (stand.web / "metadata" / file.name).write_bytes(mutated)
        said = stand.verdict()
        if said == BELIEVED:
            assert meant(mutated) == meant(file.read_bytes()), f"{file.name} was changed and believed"
        shutil.copy(file, stand.web / "metadata" / file.name)
        shutil.rmtree(stand.store.metadata)
        shutil.copytree(state, stand.store.metadata, symlinks=True)
        if stand.store.find(2) is not None:
            shutil.rmtree(stand.store.folder / "2")


def mutate(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data))
    match draw.randrange(4):
        case 0:
            return data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
        case 1:
            return data[:at]
        case 2:
            return data[:at] + bytes(draw.randrange(256) for _ in range(3)) + data[at:]
        case _:
            return data[:at] + data[at + draw.randrange(1, 40) :]


def meant(data: bytes) -> bytes:
    """What the keys sign: the canonical form of what was read. An expiry of …06z and …06Z is the same, as is another order."""
    return Metadata.from_bytes(data).signed_bytes


# ---------------------------------------------------------------- mutants


def floor_is_ignored(monkeypatch):
    monkeypatch.setattr(Floors, "below", lambda _self, _versions: {})


def floors_are_never_raised(monkeypatch):
    monkeypatch.setattr(Floors, "raise_to", lambda _self, _versions: None)


def a_department_is_not_asked_who_it_is(monkeypatch):
    original = wire.DepartmentIndex.model_validate_json

    def as_named(data: bytes, **how: Any):
        index = original(data, **how)
        return index.model_copy(update={"department": "one" if "small" in index.matters else "two"})

    monkeypatch.setattr(wire.DepartmentIndex, "model_validate_json", as_named)


def sizes_are_not_added_up(monkeypatch):
    monkeypatch.setattr(releases, "LARGEST_RELEASE", 10**15)
    monkeypatch.setattr(releases._Look, "_fetch_files", lambda _self, _files: None)
    monkeypatch.setattr(releases._Look, "_build", lambda _self, _number, _files, _about: None)


MUTANTS = {
    "floor ignored": (floor_is_ignored, "the same after the local metadata was lost"),
    "floors never raised": (floors_are_never_raised, "the same after the whole release folder was lost"),
    "a department is not asked who it is": (
        a_department_is_not_asked_who_it_is,
        "an index that says it is another departments",
    ),
    "sizes are not added up": (sizes_are_not_added_up, "a release of half a terabyte"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_mistake_is_caught(stand, monkeypatch, name):
    plant, case = MUTANTS[name]
    plant(monkeypatch)
    ATTACKS[case](stand)
    assert stand.verdict() == BELIEVED, "the case has no teeth: it is refused without what was taken out"
