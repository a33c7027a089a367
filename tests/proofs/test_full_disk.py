"""The disk runs full: the kiosk stops accepting before, what it had accepted is whole, and the queue can be emptied."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.full_disk import BALLAST, mounted, why_not

_PROBE = Path(tempfile.mkdtemp(prefix="suishiban-mount-"))
_WHY_NOT = why_not(_PROBE)
_PROBE.rmdir()
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(bool(_WHY_NOT), reason=f"no private file system here: {_WHY_NOT}")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the small disk is mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    yield place
    assert list(place.iterdir()) == []


def lived(folder: Path, ballast: int) -> dict[str, Any]:
    program = [sys.executable, "-m", "tests.proofs.full_disk", str(folder), str(ballast)]
    done = subprocess.run(mounted(folder, *program), cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_full_disk_refuses_in_time_keeps_everything_and_still_drains(folder):
    found = lived(folder, BALLAST)
    assert found["warned"]
    assert found["told"] == found["waiting"] == found["kept"] > 20
    assert found["wrong"] == []
    assert found["error"] == ""
    assert found["undelivered"] == 0
    assert found["aside"] == []
    assert found["intact"]
    assert found["ballast"]
    assert found["accepts again"]


def test_without_its_ballast_the_queue_is_dead_just_when_it_must_drain(folder):
    """The planted wrong."""
    found = lived(folder, 0)
    assert "full" in found["error"].lower()
    assert found["undelivered"] == -1
    # and still nothing is lost, or taken for damaged
    assert found["aside"] == []
    assert found["told"] == found["kept"]
