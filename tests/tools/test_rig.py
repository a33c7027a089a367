"""A world that does not come up whole leaves nothing of itself running."""

from pathlib import Path

import psutil
import pytest

from tools.rig import Rig, RigError


def test_a_platform_that_does_not_start_takes_the_bench_with_it(tmp_path: Path) -> None:
    """Whoever starts a world without `with` has nobody else to end it."""
    (tmp_path / "central").mkdir()
    (tmp_path / "central" / "central.db").write_text("no database")
    before = set(psutil.Process().children())
    with pytest.raises(RigError, match="central ended with"):
        Rig(tmp_path).start()
    assert set(psutil.Process().children()) == before
