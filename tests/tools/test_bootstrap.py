"""``tools/bootstrap.sh``, as far as it goes before it installs anything."""

import shutil
import subprocess
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def test_an_environment_that_is_linked_from_another_checkout_is_left_alone(tmp_path: Path) -> None:
    """Planted by comparing ``sys.prefix`` alone: behind a link it is this checkout's, and pip turns the other's install round."""
    here, other = tmp_path / "here", tmp_path / "other"
    (here / "tools").mkdir(parents=True)
    for name in ("tools/bootstrap.sh", "requirements.lock", "pyproject.toml"):
        shutil.copy2(HOUSE / name, here / name)
    (other / "bin").mkdir(parents=True)
    python = other / "bin" / "python"
    python.write_text(f'#!/bin/sh\necho "$@" >>"{other}/called"\necho "{here}/.venv"\n', encoding="utf-8")
    python.chmod(0o755)
    (here / ".venv").symlink_to(other)

    ended = subprocess.run(
        [here / "tools" / "bootstrap.sh"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": "/usr/bin:/bin"},
    )

    assert ended.returncode == 1
    assert f".venv is a link to {other}" in ended.stderr
    assert "rm .venv" in ended.stderr
    assert {path.name for path in other.iterdir()} == {"bin"}
    assert (here / ".venv").is_symlink()
