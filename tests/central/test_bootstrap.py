"""Private files: whole or not at all, for their owner alone."""

import os
from pathlib import Path

import pytest

from central.bootstrap import read_private, write_private


def test_a_private_file_comes_back_as_it_was(tmp_path: Path) -> None:
    write_private(tmp_path / "key", "secret")
    assert read_private(tmp_path / "key") == b"secret"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_what_others_may_read_is_refused(tmp_path: Path) -> None:
    write_private(tmp_path / "key", "secret")
    for mode in (0o640, 0o604, 0o620):
        (tmp_path / "key").chmod(mode)
        with pytest.raises(PermissionError, match="mode 600"):
            read_private(tmp_path / "key")


def test_the_name_is_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut after the rename must not leave a folder without the key that other things were made with."""
    synced: list[str] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    write_private(tmp_path / "key", "secret")
    assert synced[-1] == str(tmp_path)
    assert len(synced) == 2
