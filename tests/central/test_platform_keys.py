"""The intake keys: made once, kept from others, and all of them usable or no start."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.protocol.crypto.provider import key_id_of
from tests.central.databases import fresh
from tests.central.running import ROOT


def central(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    fresh(state)
    command = [sys.executable, "-W", "error", "-m", "central", "intake-key", "--state", str(state), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_the_key_is_made_once_and_its_private_half_never_shown(tmp_path: Path) -> None:
    first, again = central(tmp_path), central(tmp_path)
    assert first.stdout == again.stdout
    assert len(key_id_of(first.stdout)) == 16
    assert "PRIVATE" not in first.stdout + first.stderr
    (key,) = (tmp_path / "intake").iterdir()
    assert (key.stat().st_mode & 0o777, key.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(("text", "mode", "said"), [(None, 0o640, "mode 600"), ("no key", 0o600, "no intake key")])
def test_a_key_that_cannot_be_used_stops_the_start(tmp_path: Path, text: str | None, mode: int, said: str) -> None:
    assert central(tmp_path).returncode == 0
    key = tmp_path / "intake" / "0001.pem"
    if text is not None:
        key.write_text(text)
    key.chmod(mode)
    refused = central(tmp_path)
    assert refused.returncode != 0
    assert said in refused.stderr
