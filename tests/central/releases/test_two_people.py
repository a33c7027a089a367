"""docs/releases.md as it stands: root holders, an author and an approver, each with a folder of keys of their own."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tuf.api.metadata import Root

from central.releases import commands, shelf
from central.releases.commands import main
from central.releases.keyring import Keyring
from central.releases.repository import LIFE
from kiosk.protocol.release import ROLLOUT_ROLE
from tests.kiosk.matters.samples import write_matter
from tests.kiosk.sync.release_stand import Stand, matter, write_matters

Answer = Callable[..., dict[str, Any]]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    write_matters(folder / "matters")
    return folder


@pytest.fixture
def people(tmp_path: Path, state: Path) -> dict[str, Path]:
    """`init` was run, and everybody took what is theirs away from the platform."""
    assert main(["--state", str(state), "init"]) == 0
    taken = {"safe": ("root.*", "targets.*"), "author": ("*.author.pem",), "approver": ("*.approver.pem",)}
    folders = {}
    for who, patterns in taken.items():
        folders[who] = tmp_path / who
        take(state / shelf.KEYS, folders[who], *patterns)
    return folders


def take(source: Path, target: Path, *patterns: str) -> None:
    target.mkdir(exist_ok=True)
    for pattern in patterns:
        for file in source.glob(pattern):
            file.rename(target / file.name)


@pytest.fixture
def answer(state: Path, capsys: pytest.CaptureFixture[str]) -> Answer:
    def run(*arguments: str, keys: tuple[Path, ...] = ()) -> dict[str, Any]:
        named = [word for folder in keys for word in ("--keys", str(folder))]
        code = main(["--state", str(state), "--json", *named, *arguments])
        said: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert (code == 0) == ("error" not in said)
        return said

    return run


def edit(state: Path, version: int) -> None:
    write_matter(state / "matters", matter("small", "甲局", version), "small")


def test_the_document_from_the_first_key_to_the_way_back(state, people, answer):
    author, approver, safe = people["author"], people["approver"], people["safe"]
    assert sorted(file.name for file in (state / shelf.KEYS).iterdir()) == [
        *("rollout.online.pem", "snapshot.online.pem", "timestamp.online.pem"),
    ]
    assert answer("propose", "--note", "新表", keys=(author,))["release"] == 0
    assert answer("approve", keys=(approver,))["release"] == 1
    edit(state, 2)
    answer("propose", keys=(author,))
    assert answer("approve", "--percent", "1", keys=(approver,))["stages"][0]["percent"] == 1
    assert answer("rollout", "2", "--percent", "10")["stages"][0]["percent"] == 10
    assert answer("withdraw", "small")["withdrawn"] == ["small"]
    assert answer("restore", "small")["withdrawn"] == []
    assert answer("rollback", "1")["release"] == 3, "both have signed the way back with release 2"
    refused = answer("rollback", "2")["error"]
    assert "release was signed by 0/2" in refused, "other content is never public without both people"
    assert answer("rollback", "2", keys=(author, approver))["release"] == 4
    write_matter(state / "matters", matter("third", "丙局"), "third")
    assert "release delegate" in answer("propose", keys=(author,))["error"]
    answer("delegate", keys=(safe,))
    take(safe, author, "*.author.pem")
    take(safe, approver, "*.approver.pem")
    answer("propose", keys=(author,))
    assert answer("approve", keys=(approver,))["release"] == 5
    assert len(list((state / shelf.KEYS).iterdir())) == 3, "nobody's key was made where it does not belong"
    assert not list(author.glob("*.online.pem"))


def test_one_person_alone_publishes_nothing(people, answer):
    answer("propose", keys=(people["author"],))
    assert "signed by" in answer("approve", keys=(people["author"],))["error"]
    assert answer("status")["release"] == 0


def test_departments_may_sign_before_the_first_release(state, people, answer):
    write_matter(state / "matters", matter("third", "丙局"), "third")
    answer("delegate", keys=(people["safe"],))
    take(people["safe"], people["author"], "*.author.pem")
    take(people["safe"], people["approver"], "*.approver.pem")
    answer("propose", keys=(people["author"],))
    assert answer("approve", keys=(people["approver"],))["release"] == 1


def test_an_encrypted_key_needs_its_password(state, people):
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - of this test alone
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    for file in people["author"].iterdir():
        key = load_pem_private_key(file.read_bytes(), None)
        file.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"correct horse"))
        )
    keys = Keyring(people["author"], state / shelf.KEYS)
    for password in ("", "wrong"):
        with pytest.raises(Exception, match="another password"):
            keys.unlocked(password).signers("one", ("author",))
    assert len(keys.unlocked("correct horse").signers("one", ("author",))) == 1


def test_a_key_that_others_may_read_is_not_used(people):
    (people["author"] / "one.author.pem").chmod(0o640)
    with pytest.raises(PermissionError, match="mode 600"):
        Keyring(people["author"]).signers("one")


# ---------------------------------------------------------------- years later


def test_without_renewal_everything_ends_and_with_it_kiosks_go_on(stand, monkeypatch):
    """A clock 390 days on: the platform has refreshed daily, the people have met once."""
    stand.publish()
    assert stand.use().staged
    late = stand.now + timedelta(days=390)
    assert min(stand.repository.expiries().items(), key=lambda item: item[1])[0] == "timestamp"
    stand.publisher.refresh(late)
    expiries = stand.repository.expiries()
    assert expiries[ROLLOUT_ROLE] > late + LIFE["targets"] * 0.9, "signed anew at half of its life"
    assert expiries["root"] < late + timedelta(days=11)
    before = stand.repository.root().signed.version
    assert stand.publisher.renew(late) == ["root", "targets"]
    expiries = stand.repository.expiries()
    assert expiries["root"] > late + timedelta(days=399)
    assert expiries["targets"] > late + timedelta(days=399)
    assert stand.repository.root().signed.version == before + 1
    stand.edit()
    stand.publisher.publish(stand.matters, late)
    assert min(stand.repository.expiries().values()) > late, "departments sign anew with the next release"
    stand.upload()
    later = late + timedelta(days=3)
    monkeypatch.setattr("tuf.ngclient._internal.trusted_metadata_set.datetime", moved(later))
    assert stand.use().wanted == 2, "a kiosk that trusts the first root follows to the second"


def test_a_clock_that_is_moved_sees_what_was_not_renewed(stand, monkeypatch):
    """The bug of before: nothing renewed the root, and after 400 days no kiosk took anything."""
    stand.publish()
    late = stand.now + timedelta(days=401)
    stand.publisher.refresh(late)
    stand.upload()
    monkeypatch.setattr("tuf.ngclient._internal.trusted_metadata_set.datetime", moved(late))
    assert stand.verdict() == "not believed"


def test_too_few_people_renew_nothing(people, answer):
    (people["safe"] / "root.1.pem").unlink()
    (people["safe"] / "root.2.pem").unlink()
    assert answer("renew", keys=(people["safe"],))["release"] == 0, "three are left"
    (people["safe"] / "root.3.pem").unlink()
    assert "signed by" in answer("renew", keys=(people["safe"],))["error"]
    assert "keys of root or targets" in answer("renew", keys=(people["author"],))["error"]


def test_the_status_names_what_ends_first(state, people, answer, capsys, monkeypatch):
    assert answer("status")["first_to_expire"] in (Root.type, "targets")
    answer("propose", keys=(people["author"],))
    answer("approve", keys=(people["approver"],))
    assert answer("status")["first_to_expire"] == "timestamp"
    monkeypatch.setattr(commands, "_now", lambda: datetime.now(UTC) + timedelta(days=350))
    assert main(["--state", str(state), "status"]) == 0
    said = capsys.readouterr().out
    assert "release renew signs it anew" in said
    assert "one is good until" in said
    assert "the next release signs it anew" in said


@pytest.fixture
def stand(tmp_path: Path):
    made = Stand(tmp_path)
    yield made
    made.close()


def moved(now: datetime) -> SimpleNamespace:
    class Clock(datetime):
        """What the updater takes for the time."""

        @classmethod
        def now(cls, tz=None):
            return now.astimezone(tz)

    return SimpleNamespace(datetime=Clock, timezone=timezone)
