"""The plug is pulled: whatever `accept` had returned for is there, intact, on every disk that the cut could leave.

The long form is `make soak ARGS="--proofs"`: 20,000 images.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from offline_cache.spares import Spares
from tests.proofs.places import fresh_folder
from tests.proofs.powercut.disk import Disk
from tests.proofs.powercut.judge import Opened, Verdict, judge
from tests.proofs.powercut.kiosk import FILES_FIRST, HONEST, LAZY_FILES, LAZY_NAMES, LAZY_SPARES, MADE_LAZILY, NORMAL
from tests.proofs.powercut.recording import Deed, UnfollowedError, compiler, record, recorder, syncs
from tests.proofs.shop import intake_key

IMAGES, ITEMS = 1000, 40
ENOUGH_FOR_A_MUTANT = IMAGES

pytestmark = pytest.mark.skipif(
    compiler() is None, reason="no C compiler for the recorder (apt-get install gcc libc6-dev)"
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A thousand disks are laid out in it, one after the other."""
    with fresh_folder("power-cut") as made:
        yield made


def lived(folder: Path, mutant: str, intake_public_pem: str, items: int = ITEMS) -> tuple[list[Deed], Path]:
    """A kiosk's life, recorded."""
    place = Path(tempfile.mkdtemp(dir=folder))
    disk, intake = place / "disk", place / "intake.pem"
    disk.mkdir()
    intake.write_text(intake_public_pem)
    program = ["-m", "tests.proofs.powercut.kiosk", str(disk), str(items), mutant, str(intake)]
    return record(recorder(folder), disk, program, place / "log"), disk


def judged(folder: Path, mutant: str, images: int, seed: int = 1, *, all_of_them: bool = False) -> Verdict:
    """What that many cuts through a kiosk's life leave behind."""
    key = intake_key()
    recording, disk = lived(folder, mutant, key.public_pem)
    return judge(Disk(recording, disk).images(images, seed), folder, Opened(key), all_of_them=all_of_them)


def test_no_cut_loses_an_accepted_application_or_the_store(folder):
    verdict = judged(folder, HONEST, IMAGES, all_of_them=True)
    assert verdict.images == IMAGES
    assert verdict.items > IMAGES
    assert verdict.lost == []
    assert verdict.unopenable == []


@pytest.mark.parametrize("mutant", [NORMAL, LAZY_FILES, LAZY_NAMES, LAZY_SPARES, MADE_LAZILY, FILES_FIRST])
def test_the_cuts_find(folder, mutant):
    """The planted wrong."""
    assert judged(folder, mutant, ENOUGH_FOR_A_MUTANT).lost


def test_the_cuts_find_that_a_lost_name_is_not_looked_for(folder, monkeypatch):
    monkeypatch.setattr(Spares, "find_lost", lambda *_: None)
    assert judged(folder, HONEST, ENOUGH_FOR_A_MUTANT).lost


def test_the_replayed_disk_is_the_real_one_when_nothing_is_lost(folder):
    recording, disk = lived(folder, HONEST, intake_key().public_pem, items=12)
    real = {
        str(path.relative_to(disk)): path.read_bytes()
        for path in disk.rglob("*")
        if path.is_file() and path.name != "marks" and not path.name.endswith("-shm")
    }
    assert real
    assert Disk(recording, disk).at_the_end().files == real


@pytest.mark.parametrize(("kind", "expected"), [("small", 1), ("large", 3), ("rested", 2)])
def test_one_sync_keeps_a_small_application_two_one_with_a_page_three_without_a_spare(folder, kind, expected):
    """The file, its folder, the commit; the checkpoint that comes every 200 pages of the log is not yet due here."""
    intake = folder / "counted.pem"
    intake.write_text(intake_key().public_pem)
    counts = []
    for items in (2, 5):
        disk = Path(tempfile.mkdtemp(dir=folder))
        program = ["-m", "tests.proofs.powercut.accepting", str(disk), str(items), kind, str(intake)]
        counts.append(syncs(record(recorder(folder), disk, program, folder / "counted.log")))
    assert counts[1] - counts[0] == 3 * expected


@pytest.mark.parametrize(
    "program",
    [
        "import mmap, os; f = open('{disk}/x', 'w+b'); f.write(bytes(4096)); f.flush(); mmap.mmap(f.fileno(), 4096)[0] = 1",
        "import os; open('{beside}', 'wb').close(); os.rename('{beside}', '{disk}/x')",
    ],
    ids=["a shared writable map", "a name from outside"],
)
def test_what_cannot_be_followed_stops_the_proof(folder, program):
    disk = Path(tempfile.mkdtemp(dir=folder))
    told = program.format(disk=disk, beside=folder / "beside")
    with pytest.raises(UnfollowedError):
        record(recorder(folder), disk, ["-c", told], folder / "unfollowed.log")
