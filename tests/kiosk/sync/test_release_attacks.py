"""Whoever stands between platform and kiosk, or has stolen some of the keys: nothing of it is believed, ever.

The cases are those of reference/sync.md 3.2 and of the TUF specification's list of attacks. Each mutant at the end is a plausible
mistake of ours that one of the cases catches.
"""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import MetaFile, Root, TargetFile

from central.releases.keyring import Keyring
from kiosk.protocol import release as wire
from kiosk.protocol.release import LARGEST_FILE
from kiosk.sync import releases
from kiosk.sync.release_origin import origin_of
from offline_cache.floors import Floors
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


Attack = Callable[[Stand], None]
ATTACKS: dict[str, Attack] = {}


def attack(function: Attack) -> Attack:
    ATTACKS[function.__name__.replace("_", " ")] = function
    return function


def first(stand: Stand) -> Path:
    return stand.folder / "first"


def lose_tuf_files(stand: Stand, *names: str) -> None:
    for name in names:
        (stand.store.metadata / f"{name}.json").write_bytes(b"")


def serve_first(stand: Stand) -> None:
    shutil.rmtree(stand.web)
    shutil.copytree(first(stand), stand.web)


def edit_json(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    content = json.loads(file.read_bytes())
    change(content)
    file.write_text(json.dumps(content))


# ---------------------------------------------------------------- going back and standing still


@attack
def the_whole_repository_of_before(stand):
    stand.use()
    serve_first(stand)


@attack
def the_same_after_the_local_metadata_was_lost(stand):
    stand.use()
    lose_tuf_files(stand, "timestamp", "snapshot", "targets", "release", "rollout", "one", "two")
    serve_first(stand)


@attack
def the_same_after_the_whole_release_folder_was_lost(stand):
    stand.use()
    shutil.rmtree(stand.store.metadata)
    serve_first(stand)


@attack
def an_older_timestamp(stand):
    stand.use()
    shutil.copy(first(stand) / "metadata" / "timestamp.json", stand.web / "metadata" / "timestamp.json")


@attack
def an_older_snapshot_under_a_fresh_timestamp(stand):
    stand.use()
    stand.stamp(1)


@attack
def an_older_department_under_a_fresh_snapshot(stand):
    stand.use()
    stand.snap({"one": 1})


@attack
def an_older_department_after_the_snapshot_was_lost(stand):
    stand.use()
    lose_tuf_files(stand, "timestamp", "snapshot")
    stand.snap({"one": 1})


@attack
def a_snapshot_that_has_forgotten_a_department(stand):
    stand.use()
    snapshot = stand.repository.snapshot()
    assert snapshot is not None
    del snapshot.signed.meta["two.json"]
    snapshot.signed.version += 1
    stand.resign(snapshot)
    stand.put(f"{snapshot.signed.version}.snapshot.json", snapshot)
    stand.stamp(snapshot.signed.version)


@attack
def a_timestamp_that_is_over(stand):
    stand.stamp(2, expires=timedelta(seconds=-1))


@attack
def an_older_root(stand):
    stand.use()
    origin = origin_of(stand.store.folder, stand.root)
    assert origin is not None
    stand.floors.raise_to({f"root@{origin[:16]}": 5})


# ---------------------------------------------------------------- who signs


@attack
def a_strangers_timestamp(stand):
    timestamp = stand.repository.timestamp()
    timestamp.signed.version += 1
    timestamp.signatures.clear()
    timestamp.sign(Keyring(stand.folder / "stranger").make("timestamp", "online"))
    stand.put("timestamp.json", timestamp)


@attack
def a_strangers_department(stand):
    role = stand.role("one")
    role.signed.version += 1
    role.signatures.clear()
    for holder in ("author", "approver"):
        role.sign(Keyring(stand.folder / "stranger").make("one", holder), append=True)
    stand.put(f"{role.signed.version}.one.json", role)
    stand.snap({"one": role.signed.version})


@attack
def an_author_without_an_approver(stand):
    stand.forge("one", lambda _signed: None, signers=("author",))


@attack
def an_author_who_signs_twice(stand):
    role = stand.role("one")
    role.signed.version += 1
    role.signatures.clear()
    (author,) = stand.publisher.keys.signers("one", ("author",))
    role.sign(author)
    file = stand.web / "metadata" / f"{role.signed.version}.one.json"
    stand.put(file.name, role)
    edit_json(file, lambda content: content["signatures"].append(content["signatures"][0]))
    stand.snap({"one": role.signed.version})


@attack
def a_release_that_only_its_author_signed(stand):
    stand.forge("release", lambda _signed: None, signers=("author",))


@attack
def a_department_that_signs_for_another(stand):
    """Two has the content of one; one's role does not name it."""
    role = stand.role("one")
    (path,) = list(role.signed.targets)[-1:]
    stand.forge("two", lambda signed: signed.targets.update({path: role.signed.targets[path]}))
    stand.forge("one", lambda signed: signed.targets.clear(), signers=("author", "approver"))


@attack
def a_department_whose_key_was_revoked(stand):
    top = stand.repository.top()
    top.signed.version += 1
    role = top.signed.delegations.roles["one"]
    role.keyids = [
        Keyring(stand.folder / "new").make("one", holder).public_key.keyid for holder in ("author", "approver")
    ]
    for holder in ("author", "approver"):
        public = Keyring(stand.folder / "new").make("one", holder).public_key
        top.signed.delegations.keys[public.keyid] = public
    top.signatures.clear()
    for signer in stand.publisher.keys.signers("targets"):
        top.sign(signer, append=True)
    stand.put(f"{top.signed.version}.targets.json", top)
    stand.snap({"targets": top.signed.version})


@attack
def a_root_by_one_of_three(stand):
    root = stand.repository.root()
    root.signed.version += 1
    root.signatures.clear()
    root.sign(stand.publisher.keys.signers(Root.type)[0])
    stand.put("2.root.json", root)


# ---------------------------------------------------------------- what is sent


@attack
def a_file_of_a_matter_that_was_changed(stand):
    blob = stand.blob((stand.matters / "small" / "matter.toml").read_bytes())
    blob.write_bytes(blob.read_bytes().replace(b"version = 2", b"version = 3"))


@attack
def a_file_that_was_cut(stand):
    blob = stand.blob((stand.matters / "small" / "matter.toml").read_bytes())
    blob.write_bytes(blob.read_bytes()[:-1])


@attack
def a_file_without_an_end(stand):
    blob = stand.blob((stand.matters / "small" / "matter.toml").read_bytes())
    with blob.open("r+b") as file:
        file.truncate(LARGEST_FILE * 100)


@attack
def an_index_that_was_changed(stand):
    for each in (stand.web / "targets" / "one").iterdir():
        each.write_bytes(each.read_bytes().replace(b"small", b"SMALL"))


@attack
def metadata_larger_than_it_may_be(stand):
    with (stand.web / "metadata" / "timestamp.json").open("ab") as file:
        file.write(b" " * 20_000)


@attack
def metadata_that_is_no_json(stand):
    (stand.web / "metadata" / "timestamp.json").write_bytes(b"\x00\xff not json")


@attack
def metadata_nested_a_hundred_thousand_deep(stand):
    stand.web.joinpath("metadata", "timestamp.json").write_text('{"a":' * 3000)


@attack
def a_snapshot_of_another_hash_than_the_timestamp_says(stand):
    timestamp = stand.repository.timestamp()
    timestamp.signed.version += 1
    timestamp.signed.snapshot_meta = MetaFile(2, length=10, hashes={"sha256": "0" * 64})
    stand.resign(timestamp)
    stand.put("timestamp.json", timestamp)


# ---------------------------------------------------------------- what two thieves of a department's keys could sign


def forge_index(stand: Stand, change: Callable[[dict[str, Any]], None], *, both: bool = True) -> None:
    """Somebody with the keys of a department, and of the release if `both`, offers a changed index."""
    number = 2
    document = json.loads(stand.publisher.document(number).model_dump_json())
    (digest,) = document["departments"]["one"]["indexes"]
    index = json.loads((stand.web / "targets" / "one" / f"{digest}.{digest}.json").read_bytes())
    change(index)
    data = json.dumps(index).encode()
    fresh = sha256(data).hexdigest()
    (stand.web / "targets" / "one" / f"{fresh}.{fresh}.json").write_bytes(data)
    target = TargetFile.from_data(f"one/{fresh}.json", data, ["sha256"])
    role = stand.role("one")
    role.signed.targets[f"one/{fresh}.json"] = target
    role.signed.version += 1
    role.signatures.clear()
    for signer in stand.publisher.keys.signers("one"):
        role.sign(signer, append=True)
    stand.put(f"{role.signed.version}.one.json", role)
    versions = {"one": role.signed.version}
    if both:
        document["departments"]["one"]["indexes"] = [fresh]
        versions |= forge_release(stand, document, number)
    stand.snap(versions)


def forge_release(stand: Stand, document: dict[str, Any], number: int) -> dict[str, int]:
    data = json.dumps(document).encode()
    target = TargetFile.from_data(f"release/{number}.json", data, ["sha256"])
    (stand.web / "targets" / "release" / f"{target.hashes['sha256']}.{number}.json").write_bytes(data)
    release = stand.role("release")
    release.signed.targets[f"release/{number}.json"] = target
    release.signed.version += 1
    release.signatures.clear()
    for signer in stand.publisher.keys.signers("release"):
        release.sign(signer, append=True)
    stand.put(f"{release.signed.version}.release.json", release)
    return {"release": release.signed.version}


@attack
def a_name_that_leads_out_of_the_folder(stand):
    forge_index(stand, lambda index: index["matters"]["small"].update({"../../../etc/evil.toml": ["0" * 64, 1]}))


@attack
def a_matter_whose_code_is_a_path(stand):
    forge_index(stand, lambda index: index["matters"].update({"../other": index["matters"]["small"]}))


@attack
def a_matter_of_another_department(stand):
    forge_index(stand, lambda index: index["matters"].update({"other": index["matters"]["small"]}))


@attack
def an_index_that_says_it_is_another_departments(stand):
    forge_index(stand, lambda index: index.update(department="two"))


@attack
def a_matter_of_a_million_files(stand):
    files = {f"f{number}.toml": ["0" * 64, 1] for number in range(20_000)}
    forge_index(stand, lambda index: index["matters"].update(small=files))


@attack
def a_release_of_half_a_terabyte(stand):
    files = {f"f{number}.png": [f"{number:064x}", LARGEST_FILE] for number in range(49)}

    def change(index: dict[str, Any]) -> None:
        index["matters"].update({f"m{number}": files for number in range(20)})

    forge_index(stand, change)


@attack
def a_release_that_says_it_is_another(stand):
    document = json.loads(stand.publisher.document(1).model_dump_json())
    stand.snap(forge_release(stand, document, 2))


@attack
def a_department_called_like_a_role(stand):
    document = json.loads(stand.publisher.document(2).model_dump_json())
    document["departments"]["rollout"] = document["departments"].pop("two")
    stand.snap(forge_release(stand, document, 2))


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
        original = json.loads(file.read_bytes())
        mutated = mutate(file.read_bytes(), draw)
        (stand.web / "metadata" / file.name).write_bytes(mutated)
        said = stand.verdict()
        if said == BELIEVED:
            assert signed_part(mutated) == original["signed"], f"{file.name} was changed and believed"
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


def signed_part(data: bytes) -> object:
    return json.loads(data)["signed"]


# ---------------------------------------------------------------- mutants


def floor_is_ignored(monkeypatch):
    monkeypatch.setattr(Floors, "below", lambda _self, _versions: {})


def floors_are_never_raised(monkeypatch):
    monkeypatch.setattr(Floors, "raise_to", lambda _self, _versions: None)


def a_department_is_not_asked_who_it_is(monkeypatch):
    original = wire.DepartmentIndex.model_validate_json

    def as_named(data: bytes):
        index = original(data)
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
