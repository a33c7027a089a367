"""Publishing: two people, one lock, and nothing public before both have signed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from central.releases import shelf
from central.releases.commands import main
from central.releases.errors import ReleaseError
from central.releases.keyring import Keyring
from central.releases.publisher import Publisher
from kiosk.protocol.release import LARGEST_DOCUMENT, DepartmentIndex, Rollout
from tests.kiosk.sync.release_stand import Stand
from tools.many_matters import write_many

ROOT = Path(__file__).parents[3]


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    made = Stand(tmp_path)
    yield made
    made.close()


def moved(folder: Path, keys: Keyring, *patterns: str) -> Keyring:
    """Somebody takes keys away with them."""
    folder.mkdir()
    for pattern in patterns:
        for file in keys.folder.glob(pattern):
            file.rename(folder / file.name)
    return Keyring(folder)


def test_an_author_proposes_and_an_approver_makes_it_public(stand, tmp_path):
    stand.publish()  # who may sign is settled
    platform = stand.publisher.keys
    moved(tmp_path / "author", platform, "*.author.pem")
    moved(tmp_path / "approver", platform, "*.approver.pem")
    stand.edit()
    author = Publisher(stand.repository, Keyring(tmp_path / "author", platform.folder))
    assert author.propose(stand.matters, stand.now).release == 2
    assert author.standing().release == 1, "nothing is public yet"
    with pytest.raises(ReleaseError, match="signed by"):
        author.approve(stand.now)
    assert author.standing().release == 1
    approver = Publisher(stand.repository, Keyring(tmp_path / "approver", platform.folder))
    assert approver.approve(stand.now).release == 2
    stand.upload()
    assert stand.use().wanted == 2


def test_without_a_proposal_there_is_nothing_to_approve(stand):
    with pytest.raises(ReleaseError, match="no proposal"):
        stand.publisher.approve(stand.now)


def test_a_new_department_needs_the_keys_of_the_targets(stand, tmp_path):
    stand.publish()
    moved(tmp_path / "safe", stand.publisher.keys, "targets.*.pem", "root.*.pem")
    stand.edit(department="丙局")
    with pytest.raises(ReleaseError, match="may not sign anything yet"):
        stand.publisher.publish(stand.matters, stand.now)
    assert stand.publisher.standing().release == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "small" / "matter.toml").write_text("code = 5"), "matter.toml"),
        (lambda folder: (folder / "home.toml").unlink(), "home.toml"),
        (lambda folder: shutil.rmtree(folder / "_calendars"), "expected at least one calendar"),
        (lambda folder: (folder / "departments.toml").write_text("x = 1"), "departments"),
        (lambda folder: (folder / "small" / "big.png").write_bytes(bytes(4_000_001)), "at most 4000000 bytes"),
        (lambda folder: (folder / "small" / "Ein Bild.png").write_bytes(b"x"), "matters"),
    ],
)
def test_what_a_kiosk_would_refuse_is_not_published(stand, spoil, said):
    spoil(stand.matters)
    with pytest.raises(ReleaseError, match=said):
        stand.publish()
    assert not stand.repository.exists


def test_the_content_of_an_editor_that_crashed_is_left_out(stand):
    (stand.matters / "small" / ".matter.toml.swp").write_bytes(b"x")
    (stand.matters / "small" / "matter.toml~").write_bytes(b"x")
    stand.publish()
    assert stand.use().staged
    assert [file.name for file in (stand.store.folder / "1" / "small").iterdir()] == ["matter.toml"]


def test_the_timestamp_is_signed_anew_before_it_is_over(stand):
    stand.publish()
    edition = stand.publisher.standing().edition
    soon, late = stand.now + timedelta(days=1), stand.now + timedelta(days=5)
    assert not stand.publisher.is_stale(soon)
    before = stand.repository.timestamp().signed.version
    assert stand.publisher.refresh(soon).edition == edition
    assert stand.repository.timestamp().signed.version == before
    assert stand.publisher.refresh(late).edition == edition, "nothing that a kiosk has to look at"
    assert stand.repository.timestamp().signed.version == before + 1
    assert stand.publisher.refresh(stand.now + timedelta(days=20)).edition == edition + 1, "a fresh snapshot"


def test_only_so_many_releases_stay_on_offer(stand):
    for version in range(2, 10):
        stand.edit(version=version)
        stand.publish()
    with pytest.raises(ReleaseError, match="not on offer"):
        stand.publisher.document(1)
    assert stand.publisher.document(8).release == 8
    role = stand.role("one")
    assert len(role.signed.targets) <= 8, "indexes that no release on offer names are let go of"


def test_indexes_stay_small_however_many_matters_there_are(tmp_path):
    folder = write_many(tmp_path / "matters", count=200, departments=2)
    publisher = Publisher(shelf.publisher(tmp_path / "state").repository, Keyring(tmp_path / "keys"))
    now = datetime.now(UTC)
    publisher.init(now)
    publisher.publish(folder, now)
    sizes = [file.stat().st_size for file in (publisher.repository.targets / "d000").iterdir()]
    assert len(sizes) == 8
    assert max(sizes) < 8_000 < LARGEST_DOCUMENT
    matters = [code for code, _ in publisher.matters(publisher.document(1))]
    assert len(set(matters)) == len(matters) == 200
    assert all(
        DepartmentIndex.model_validate_json(file.read_bytes())
        for file in (publisher.repository.targets / "d001").iterdir()
    )


def test_the_platform_reads_its_own_newest_release(tmp_path):
    state = tmp_path / "state"
    assert shelf.newest_catalogue(state) is None
    assert shelf.root_json(state) is None
    assert shelf.begin(state).release == 1
    assert shelf.begin(state).release == 1, "a second start publishes nothing"
    folder = shelf.newest_catalogue(state)
    assert folder is not None
    assert (folder / "_calendars" / "2026.toml").exists()
    assert shelf.root_json(state) is not None


def test_what_another_account_published_is_copied_where_it_cannot_be_linked(tmp_path, monkeypatch):
    """`fs.protected_hardlinks`: the kernel answers EPERM, and the platform knew no matter any more."""
    state = tmp_path / "state"
    shelf.begin(state)

    def refused(self, _target):
        raise PermissionError(1, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "hardlink_to", refused)
    folder = shelf.newest_catalogue(state)
    assert folder is not None
    assert (folder / "home.toml").read_bytes() == (state / "matters" / "home.toml").read_bytes()
    assert (folder / "home.toml").stat().st_nlink == 1


def test_what_was_unpacked_for_old_releases_goes(tmp_path):
    state = tmp_path / "state"
    shelf.begin(state)
    (state / "catalogue" / ".7").mkdir(parents=True)  # a crash left it half done
    for version in range(2, 7):
        shelf.newest_catalogue(state)
        shelf.publisher(state).publish(state / "matters", datetime.now(UTC), note=str(version))
    newest = shelf.newest_catalogue(state)
    assert newest is not None
    assert newest.name == "6"
    assert sorted(file.name for file in (state / "catalogue").iterdir()) == ["4", "5", "6"]


def test_the_way_back_is_good_for_its_release_only(stand):
    """What both signed with release 2 must not undo release 3, and is gone once it was taken."""
    stand.publish()
    assert not stand.publisher.goes_back, "there is nothing before the first"
    stand.edit(version=2)
    stand.publish()
    old = (stand.repository.folder / "way-back.json").read_bytes()
    stand.edit(version=3)
    stand.publish()
    (stand.repository.folder / "way-back.json").write_bytes(old)  # the planted wrong: one of before is put there
    with pytest.raises(ReleaseError, match="no way back"):
        stand.publisher.back(stand.now)
    stand.edit(version=4)
    stand.publish()
    assert stand.publisher.back(stand.now).release == 5
    stand.upload()
    assert stand.use().wanted == 5
    assert b"version = 3" in (stand.store.folder / "5" / "small" / "matter.toml").read_bytes()
    with pytest.raises(ReleaseError, match="no way back"):
        stand.publisher.back(stand.now)
    stand.edit(version=6)
    stand.publish()
    assert stand.use().wanted == 6


def test_a_way_back_that_one_person_signed_is_none(stand):
    stand.publish()
    stand.edit()
    stand.publish()
    way = stand.repository.folder / "way-back.json"
    content = json.loads(way.read_bytes())
    content["signatures"] = content["signatures"][:1]
    way.write_text(json.dumps(content))
    with pytest.raises(ReleaseError, match="signed by 1/2"):
        stand.publisher.back(stand.now)
    assert stand.publisher.standing().release == 2


# ---------------------------------------------------------------- the command line


def run(state: Path, *arguments: str) -> int:
    return main(["--state", str(state), "--json", *arguments])


def test_the_command_line_from_nothing_to_a_rollback(tmp_path, capsys):
    state = tmp_path / "state"

    def answer(*arguments: str) -> dict[str, object]:
        assert run(state, *arguments) == 0
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    assert answer("init")["release"] == 0
    assert answer("publish", "--note", "first")["release"] == 1
    file = state / "matters" / "passport-issue" / "matter.toml"
    file.write_text(file.read_text().replace("version = 1", "version = 2"))
    staged = answer("publish", "--percent", "10", "--region", "990101", "--mandatory-by", "2026-12-01T02:00+08:00")
    assert staged["stages"][0]["percent"] == 10  # type: ignore[index]
    assert answer("rollout", "2", "--percent", "50")["stages"][0]["percent"] == 50  # type: ignore[index]
    assert answer("withdraw", "passport-issue")["withdrawn"] == ["passport-issue"]
    assert answer("restore", "passport-issue")["withdrawn"] == []
    assert answer("rollback", "1")["release"] == 3
    assert answer("status")["edition"] == 6
    assert answer("refresh")["edition"] == 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rollout", "7"], "nothing has been published"),
        (["approve"], "no proposal"),
        (["publish", "--percent", "120"], "0 to 100"),
        (["publish", "--mandatory-by", "2026-12-01T02:00"], "with its zone"),
        (["withdraw", "No Such Matter"], "codes of matters"),
    ],
)
def test_a_mistake_is_a_sentence(tmp_path, capsys, arguments, said):
    state = tmp_path / "state"
    assert main(["--state", str(state), "init"]) == 0
    assert main(["--state", str(state), *arguments]) == 1
    assert said in capsys.readouterr().err


def test_it_is_a_command_of_the_platform(tmp_path):
    said = subprocess.run(
        [sys.executable, "-m", "central", "release", "--state", str(tmp_path), "status"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert said == "release 0 (edition 0)\n"


def test_a_release_stands_in_one_stage_only():
    with pytest.raises(ValueError, match="two stages"):
        Rollout.model_validate({"stages": [{"release": 1, "id": "a"}, {"release": 1, "id": "b"}]})
