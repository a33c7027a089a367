"""Forty things that somebody between platform and kiosk, or with some of the keys, may do. Each changes what the kiosk sees.

The kiosk uses release 1 while release 2 is on offer; the folder ``first`` holds what was published before.
"""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from tuf.api.metadata import MetaFile, Root, TargetFile

from central.releases.keyring import Keyring
from kiosk.protocol.release import LARGEST_FILE
from kiosk.sync.release_origin import origin_of
from tests.kiosk.sync.release_stand import Stand

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
