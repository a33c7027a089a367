"""Looking for releases with an honest platform: what is fetched, what it costs, who takes what."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata, Root, TargetFile

from central.releases.repository import LIFE
from kiosk.protocol.release import OWNERS_FILE, ROLLOUT_PATH, Stage, bucket, release_path
from kiosk.protocol.release_look import NotBelieved, NotReached
from kiosk.sync import release_origin
from kiosk.sync.release_source import FolderSource
from tests.kiosk.sync.release_stand import Stand


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    made = Stand(tmp_path)
    yield made
    made.close()


class Counting(FolderSource):
    """Counts what is asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[str] = []

    def _fetch(self, url):
        self.asked.append(url.removeprefix("folder:/"))
        return super()._fetch(url)


def test_a_release_comes_whole_and_says_whose_matters_they_are(stand):
    assert stand.publish() == 1
    looked = stand.use()
    assert (looked.wanted, looked.staged, stand.store.current) == (1, True, 1)
    folder = stand.store.folder / "1"
    assert (folder / "small" / "matter.toml").read_bytes() == (stand.matters / "small" / "matter.toml").read_bytes()
    assert '"other": "乙局"' in (folder / OWNERS_FILE).read_text(encoding="utf-8")


def test_nothing_changed_costs_two_requests(stand):
    stand.publish()
    stand.use()
    source = Counting(stand.web)
    assert not stand.client().look(source).staged
    assert source.asked == ["metadata/2.root.json", "metadata/timestamp.json"]


def test_an_edit_costs_that_department_and_nothing_of_the_others(stand):
    stand.publish()
    stand.use()
    stand.edit()
    stand.publish()
    source = Counting(stand.web)
    assert stand.client().look(source).staged
    assert not [path for path in source.asked if "two" in path]
    assert len([path for path in source.asked if path.startswith("blobs/")]) == 1


def test_what_is_let_go_of_is_not_what_the_next_look_needs(stand):
    stand.publish()
    stand.use()
    stand.store.prune(())
    stand.edit()
    stand.publish()
    source = Counting(stand.web)
    assert stand.client().look(source).staged
    assert not [path for path in source.asked if "two" in path]


def test_files_that_are_on_the_machine_are_not_fetched(stand):
    stand.publish()
    stand.store.adopt(stand.matters)
    source = Counting(stand.web)
    assert stand.client().look(source).staged
    assert not [path for path in source.asked if path.startswith("blobs/")]


def test_a_new_department_a_matter_that_goes_and_one_that_moves(stand):
    stand.publish()
    stand.use()
    shutil.rmtree(stand.matters / "other")
    stand.edit("small", "丙局")
    stand.publish()
    assert stand.use().staged
    assert not (stand.store.folder / "2" / "other").exists()
    assert '"small": "丙局"' in (stand.store.folder / "2" / OWNERS_FILE).read_text(encoding="utf-8")


def test_a_platform_that_is_away_is_not_reached(stand):
    stand.publish()
    stand.use()
    shutil.rmtree(stand.web)
    assert stand.verdict() == "not reached"
    stand.upload()
    assert stand.verdict() == "believed"


def test_a_kiosk_that_was_away_longer_than_any_signature_lives_catches_up(stand):
    stand.publish()
    stand.use()
    for file in ("timestamp", "snapshot"):
        path = stand.store.metadata / f"{file}.json"
        path.write_text(
            path.read_text().replace("2026", "2020").replace("2027", "2020")
        )  # no signature of it holds any more
    stand.edit()
    stand.publish()
    assert stand.use().wanted == 2


def test_new_root_keys_are_followed(stand):
    stand.publish()
    stand.use()
    keys, repository = stand.publisher.keys, stand.repository
    root = repository.root()
    old = keys.signers(Root.type)
    root.signed.version += 1
    root.signed.expires = (stand.now + LIFE["root"]).replace(microsecond=0)
    root.signed.revoke_key(old[0].public_key.keyid, Root.type)
    root.signed.add_key(keys.make(Root.type, "6").public_key, Root.type)
    root.signatures.clear()
    for signer in [*old[1:4], keys.make(Root.type, "6")]:
        root.sign(signer, append=True)
    repository.rotate_root(root)
    stand.edit()
    stand.publish()
    assert stand.use().wanted == 2
    stand.root = repository.root_bytes()  # enrolled anew at the same platform, which gives its newest root
    assert stand.verdict() == "believed"


def test_a_new_key_of_the_platform_begins_a_new_floor(stand):
    """As TUF 5.3.11 wants it: who has stolen the old one may have pushed the version to the sky."""
    stand.publish()
    stand.use()
    stand.stamp(1, version=10**9)
    assert stand.verdict() == "believed"
    keys, repository = stand.publisher.keys, stand.repository
    root: Metadata[Root] = repository.root()
    (stolen,) = keys.folder.glob("timestamp.*.pem")
    root.signed.revoke_key(keys.signers("timestamp")[0].public_key.keyid, "timestamp")
    stolen.unlink()
    root.signed.add_key(keys.make("timestamp", "online").public_key, "timestamp")
    root.signed.version += 1
    root.signatures.clear()
    for signer in keys.signers(Root.type):
        root.sign(signer, append=True)
    repository.rotate_root(root)
    stand.edit()
    stand.publish()
    assert stand.use().wanted == 2


# ---------------------------------------------------------------- who takes what


def stage(release: int, **more: object) -> Stage:
    return Stage.model_validate({"release": release, "id": "r", **more})


def test_a_share_is_drawn_by_the_kiosk_itself_and_only_grows():
    drawn = {f"K-{number:04}" for number in range(1000) if stage(2, percent=10).takes(f"K-{number:04}")}
    more = {f"K-{number:04}" for number in range(1000) if stage(2, percent=30).takes(f"K-{number:04}")}
    assert 60 < len(drawn) < 140
    assert drawn < more
    assert bucket("r", "K-0412") == bucket("r", "K-0412") != bucket("s", "K-0412")


def test_a_kiosk_outside_the_share_keeps_the_release_before(stand):
    stand.publish()
    stand.edit()
    stand.publish()
    stand.publisher.rollout(stage(2, percent=0), stand.now)
    stand.upload()
    assert stand.use().wanted == 1
    stand.publisher.rollout(stage(2, percent=0, kiosks=["K-0412"]), stand.now)
    stand.upload()
    assert stand.use().wanted == 2


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        ({"regions": ["990101"]}, True),
        ({"regions": ["990102"]}, False),
        ({"models": ["M1"], "regions": ["990101"]}, True),
        ({"models": ["M2"]}, False),
        ({"percent": 0}, False),
    ],
)
def test_region_and_model_narrow_it(rule, taken):
    assert stage(2, **rule).takes("K-0412", region="990101", model="M1") is taken


def test_a_release_for_a_newer_program_waits(stand):
    stand.publisher.publish(stand.matters, stand.now, min_program="0.2")
    stand.upload()
    with pytest.raises(NotReached, match=r"needs program 0\.2"):
        stand.look()
    stand.program = "0.10.0"
    assert stand.look().staged


def said_more(stand: Stand, role: str, path: str) -> None:
    """A younger platform says more than this program knows, in the document and inside of it."""
    info = stand.role(role).signed.targets[path]
    folder, _, name = path.rpartition("/")
    place = stand.web / "targets" / folder
    told = json.loads((place / f"{info.hashes['sha256']}.{name}").read_bytes())
    parts = told["stages"] if "stages" in told else list(told["departments"].values())
    assert parts
    for part in (told, *parts):
        part["by_moonlight"] = {"only": True}
    body = json.dumps(told).encode()
    target = TargetFile.from_data(path, body, ["sha256"])
    (place / f"{target.hashes['sha256']}.{name}").write_bytes(body)
    stand.forge(role, lambda targets: targets.targets.update({path: target}))


@pytest.mark.parametrize(("role", "path"), [("rollout", ROLLOUT_PATH), ("release", release_path(1))])
def test_what_a_younger_platform_says_besides_is_read_past(stand, role, path):
    """A kiosk that cannot be updated tonight still takes releases, rollbacks, withdrawals and notices."""
    stand.publish()
    said_more(stand, role, path)
    assert stand.use().wanted == 1
    assert stand.store.current == 1


def test_a_fleet_that_is_rolled_back_gets_the_old_content_under_a_new_number(stand):
    stand.publish()
    stand.edit()
    stand.publish()
    assert stand.use().wanted == 2
    stand.publisher.again(1, stand.now)
    stand.upload()
    assert stand.use().wanted == 3
    assert b"version = 2" not in (stand.store.folder / "3" / "small" / "matter.toml").read_bytes()


def test_a_withdrawn_matter_is_known_at_once(stand):
    stand.publish()
    stand.use()
    stand.publisher.withdraw(["small"], stand.now)
    stand.upload()
    assert stand.look().rollout.withdrawn == ("small",)
    stand.publisher.withdraw(["small"], stand.now, back=True)
    stand.upload()
    assert stand.look().rollout.withdrawn == ()


# ---------------------------------------------------------------- what it may not cost


def test_a_release_that_was_refused_is_not_fetched_again(stand):
    stand.publish()
    stand.store.refuse(1, "bad")
    looked = stand.look()
    assert (looked.wanted, looked.staged) == (1, False)


def test_a_damaged_file_in_the_store_is_fetched_again(stand):
    stand.publish()
    stand.use()
    stand.edit()
    stand.publish()
    untouched = (stand.matters / "other" / "matter.toml").read_bytes()
    for file in (stand.store.folder / "store").glob("*/*"):
        if file.read_bytes() == untouched:
            file.write_bytes(untouched[:-1] + b"!")
    assert stand.verdict() == "not reached"
    assert stand.verdict() == "believed"
    assert stand.store.find(2) is not None


def test_another_platforms_releases_are_moved_aside_at_the_next_start(stand, tmp_path):
    stand.publish()
    stand.use()
    other = Stand(tmp_path / "elsewhere")
    stand.root = other.repository.root_bytes()
    with pytest.raises(NotReached, match="another platform"):
        stand.look()
    release_origin.begin_with(stand.store.folder, stand.root)
    assert (tmp_path / "state" / "releases.of-another-platform-1").is_dir()
    assert not stand.store.folder.exists()
    other.close()


def test_without_an_enrolment_nothing_is_asked(stand):
    stand.publish()
    stand.root = None
    with pytest.raises(NotReached, match="not enrolled"):
        stand.look()


def test_a_root_that_is_none_is_not_believed(stand):
    stand.publish()
    stand.root = b"{}"
    with pytest.raises(NotBelieved):
        stand.look()


def test_signatures_live_as_long_as_was_decided():
    assert LIFE["timestamp"] == timedelta(days=7)
