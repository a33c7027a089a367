"""The plug is pulled: whatever `accept` had returned for is there, intact, on every disk that the cut could leave.

The long form is `make soak ARGS="--proofs"`: 20,000 images.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.powercut.disk import Disk
from tests.proofs.powercut.judge import Verdict, judge
from tests.proofs.powercut.kiosk import HONEST, NORMAL
from tests.proofs.powercut.recording import Deed, compiler, record, recorder, syncs

IMAGES, ITEMS = 1000, 40
ENOUGH_FOR_A_MUTANT = 200

pytestmark = pytest.mark.skipif(
    compiler() is None, reason="no C compiler for the recorder (apt-get install gcc libc6-dev)"
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """In memory where there is such a place: a thousand disks are written."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh private folder is made in it
    with tempfile.TemporaryDirectory(prefix="power-cut-", dir=memory if memory.is_dir() else None) as made:
        yield Path(made)


def lived(folder: Path, mutant: str, items: int = ITEMS) -> tuple[list[Deed], Path]:
    """A kiosk's life, recorded."""
    disk = folder / mutant / "disk"
    disk.mkdir(parents=True)
    program = ["-m", "tests.proofs.powercut.kiosk", str(disk), str(items), mutant]
    return record(recorder(folder), disk, program, folder / mutant / "log"), disk


def judged(folder: Path, mutant: str, images: int, seed: int = 1) -> Verdict:
    recording, disk = lived(folder, mutant)
    return judge(Disk(recording, disk).images(images, seed), folder)


def test_no_cut_loses_an_accepted_application_or_the_store(folder):
    verdict = judged(folder, HONEST, IMAGES)
    assert verdict.images == IMAGES
    assert verdict.items > IMAGES
    assert verdict.lost == []
    assert verdict.unopenable == []


@pytest.mark.parametrize("mutant", [NORMAL])
def test_the_cuts_find(folder, mutant):
    """The planted wrong."""
    assert judged(folder, mutant, ENOUGH_FOR_A_MUTANT).lost


def test_the_replayed_disk_is_the_real_one_when_nothing_is_lost(folder):
    recording, disk = lived(folder, "replayed", items=12)
    real = {
        str(path.relative_to(disk)): path.read_bytes()
        for path in disk.rglob("*")
        if path.is_file() and path.name != "marks" and not path.name.endswith("-shm")
    }
    assert real
    assert Disk(recording, disk).at_the_end().files == real


def test_one_sync_makes_a_small_application_durable(folder):
    few, many = (syncs(lived(folder, f"counted-{items}", items)[0]) for items in (2, 5))
    assert many - few == 3
