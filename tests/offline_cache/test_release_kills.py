"""kill -9 before every single touch of the disk while a release is taken into use: no half-set state is ever found."""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from offline_cache.releases import ReleaseStore
from tests.offline_cache import release_deaths

ROOT = Path(__file__).parents[2]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a kill does not ask what lies on the disk, and two hundred wait for it."""
    shared = Path("/dev/shm")  # noqa: S108 - a folder of its own inside
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as folder:
        yield Path(folder)


def test_a_release_that_dies_anywhere_is_there_or_is_not(memory):
    said = subprocess.run(
        [sys.executable, "-m", "tests.offline_cache.release_deaths", str(memory)],
        cwd=ROOT, check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    lives = [json.loads(line) for line in said.stdout.splitlines()]
    assert [life for life in lives if not life["good"]] == []
    deaths = Counter(life["scenario"] for life in lives if not life["survived"])
    assert sum(deaths.values()) >= 100
    assert set(deaths) == set(release_deaths.SCENARIOS)
    taken = {life["number"] for life in lives if life["scenario"] == "take"}
    assert taken == {2, 3}, "some died before the change and some after it"


def test_the_judge_sees_a_release_that_is_named_before_it_is_there(tmp_path):
    """The mutant: `current` is set first. A death between the two would leave it naming nothing."""
    release_deaths._prepare(tmp_path / "store")
    store = ReleaseStore(tmp_path / "store")
    store._link("current", 3)  # and here it dies
    found = release_deaths._found(tmp_path / "store", (3,))
    assert found["good"] is False


@pytest.mark.parametrize("torn", ["home.toml", "m0/matter.toml", ".manifest.json"])
def test_a_damaged_release_is_passed_over(tmp_path, torn):
    release_deaths._prepare(tmp_path)
    store = ReleaseStore(tmp_path)
    file = store.folder / "2" / torn
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[:-3])
    chosen = store.choose()
    assert chosen is not None
    assert chosen.number == 1
    store.begin(1)
    assert (store.current, store.refused(2)) == (1, None)
