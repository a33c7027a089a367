"""A store whose first page is lost: all the rest is there, and nothing says where. That of a new store says it nearly as well.

Of the pages of a store the first is written most often. It names the tables and where they begin; a store that was made by the
same steps has them in the same places, and what lies elsewhere is found page by page (`offline_cache.strays`).
"""

import shutil
from contextlib import closing
from os import SEEK_END
from pathlib import Path

from offline_cache.database import FILE_NAME, PAGE_BYTES, Database

_PIECE = 1 << 20


def with_new_first_page(path: Path, key: bytes, folder: Path) -> Path:
    """A copy of the store `path`, under its `key`, in the empty `folder`; its first page is another one.

    Raises:
        StoreFailed: there is no room, or the disk failed.
        StoreRefused: likewise.
        OSError: likewise.
    """
    page, counted = _first_page(folder / "new", key, path.stat().st_size)
    copied = folder / FILE_NAME
    shutil.copyfile(path, copied)
    with copied.open("r+b") as file:
        file.write(page)
        file.truncate(max(counted, path.stat().st_size))
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        shutil.copyfile(log, copied.with_name(log.name))
    return copied


def _first_page(folder: Path, key: bytes, size: int) -> tuple[bytes, int]:
    """That of a new store of at least `size` bytes, and how many that are: neither fewer nor more would be believed."""
    with closing(Database.open(folder, key=key)) as new:
        with new.transaction() as transaction:
            transaction.execute("CREATE TABLE filling (data BLOB)")
        for _ in range(size // _PIECE + 1):
            new.alone("INSERT INTO filling VALUES (zeroblob(?))", (_PIECE,))
        new.scrub()
    with (folder / FILE_NAME).open("rb") as file:
        page = file.read(PAGE_BYTES)
        counted = file.seek(0, SEEK_END)
    shutil.rmtree(folder)
    return page, counted
