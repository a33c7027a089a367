"""``/releases/…`` of a running platform: what a kiosk fetches is what was published."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from central.releases import shelf
from kiosk.sync.release_source import PlatformSource
from kiosk.sync.releases import Member, ReleaseClient
from offline_cache.database import Database
from offline_cache.floors import Floors
from offline_cache.releases import ReleaseStore
from tests.central.running import RunningCentral


@pytest.fixture(scope="module")
def central(tmp_path_factory):
    state = tmp_path_factory.mktemp("central")
    shelf.begin(state)
    with RunningCentral.start(state) as running:
        yield running


def get(central: RunningCentral, path: str):
    return requests.get(f"{central.url}/releases/{path}", timeout=10, allow_redirects=False)


def test_a_kiosk_fetches_a_whole_release(central, tmp_path):
    database = Database.open(tmp_path / "state")
    store = ReleaseStore(tmp_path / "state" / "releases")
    client = ReleaseClient(
        store, Floors(database), Member("K-0412"), program="0.1.0", root=lambda: shelf.root_json(central.state)
    )
    source = PlatformSource(central.url)
    assert client.look(source).staged
    source.close()
    database.close()
    assert store.find(1) is not None


@pytest.mark.parametrize(
    "path",
    [
        "lock",
        "metadata/",
        "metadata/../lock",
        "../secret",
        "proposal/release.json",
        "metadata/.hidden",
        "metadata/7.root.json",
    ],
)
def test_nothing_else_is_served(central, path):
    assert get(central, path).status_code == 404


def test_what_never_changes_may_be_kept_and_the_timestamp_may_not(central):
    assert get(central, "metadata/timestamp.json").headers["Cache-Control"] == "no-cache"
    assert "immutable" in get(central, "metadata/1.root.json").headers["Cache-Control"]


def test_a_timestamp_that_cannot_be_signed_anew_is_served_while_it_is_good(central):
    """The bug of before: 500, although the file that lies there is good for days."""
    key = next((central.state / shelf.KEYS).glob("timestamp.*.pem"))
    here, old = shelf.publisher(central.state), datetime.now(UTC) - timedelta(days=5)
    with here.repository.locked():
        snapshot = here.repository.snapshot()
        assert snapshot is not None
        here.repository.stamp(here.keys, old, snapshot.signed.version)
    assert here.is_stale(datetime.now(UTC))
    key.chmod(0o644)  # a key that others may read is not used
    try:
        answer = get(central, "metadata/timestamp.json")
        assert answer.status_code == 200
        assert answer.json()["signed"]["_type"] == "timestamp"
        assert "cannot be signed anew: PermissionError" in central.log
    finally:
        key.chmod(0o600)
    assert get(central, "metadata/timestamp.json").json()["signed"]["version"] > answer.json()["signed"]["version"]
