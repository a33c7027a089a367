import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest

from offline_cache.blobs import Blobs
from offline_cache.errors import EnclosureLost, StoreFailed, StoreFull

DATA = b"sealed" * 20_000
NAME = sha256(DATA).hexdigest()


def test_what_was_put_is_read_and_removed(tmp_path):
    blobs = Blobs(tmp_path / "blobs")
    assert blobs.names() == set()
    blobs.put([(NAME, DATA)])
    assert (blobs.read(NAME), blobs.names()) == (DATA, {NAME})
    assert (tmp_path / "blobs").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "blobs" / NAME).stat().st_mode & 0o777 == 0o600
    blobs.remove([NAME, NAME])
    assert blobs.names() == set()


@pytest.mark.parametrize("damage", [b"", DATA[:-1], DATA[:-1] + b"x"])
def test_a_damaged_file_is_lost_and_never_another(tmp_path, damage):
    blobs = Blobs(tmp_path / "blobs")
    blobs.put([(NAME, DATA)])
    (tmp_path / "blobs" / NAME).write_bytes(damage)
    with pytest.raises(EnclosureLost, match="damaged"):
        blobs.read(NAME)
    with pytest.raises(EnclosureLost, match="is gone"):
        blobs.read("0" * 64)


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, StoreFull), (errno.EDQUOT, StoreFull), (errno.EIO, StoreFailed)]
)
def test_a_disk_that_refuses_keeps_nothing_of_it(tmp_path, monkeypatch, number, kind):
    blobs = Blobs(tmp_path / "blobs")
    real, written = os.write, []

    def write(descriptor: int, data: memoryview) -> int:
        written.append(real(descriptor, data[:1000]))
        if len(written) > 3:
            raise OSError(number, "no")
        return written[-1]

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(kind):
        blobs.put([(NAME, DATA), ("1" * 64, DATA)])
    assert blobs.names() == set()


def test_everything_is_synced_before_it_counts(tmp_path, monkeypatch):
    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    Blobs(tmp_path / "blobs").put([(NAME, DATA)])
    first, *together = [path.removeprefix(str(tmp_path)) for path in synced]
    assert first == ""
    assert sorted(together) == ["/blobs", f"/blobs/{NAME}"]
