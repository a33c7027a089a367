"""Looking at a kiosk without leaving anything behind that a start would make, and changing it without taking it away.

Whoever calls `kioskctl` is often root, the application never is: a file of root's among its own would keep it from starting.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.config import Config
from offline_cache.database import FILE_NAME
from offline_cache.key_custody import key_file_of


@contextmanager
def untouched(config: Config) -> Iterator[Config]:
    """`config` for somebody who only looks.

    The state of a kiosk that has never started is looked at in a copy, and the copy goes. What a look at any other state
    makes, such as what it works out about the matters, belongs to the owner of the state although root has looked.
    """
    state = config.kiosk.state
    if (state / FILE_NAME).exists():
        try:
            yield config
        finally:
            _hand_over(state, state.stat())
        return
    with TemporaryDirectory(prefix="suishiban-look-") as folder:
        copy = Path(folder) / state.name
        if state.is_dir():
            shutil.copytree(state, copy)
        if key_file_of(state).is_file():
            shutil.copy2(key_file_of(state), key_file_of(copy))
        kiosk = config.kiosk.model_copy(update={"state": copy})
        offline = config.offline.model_copy(update={"backup": None})
        yield config.model_copy(update={"kiosk": kiosk, "offline": offline})


@contextmanager
def handed_over(config: Config) -> Iterator[None]:
    """For somebody who changes the state: what root makes in it, or makes of it before the first start, is the service's."""
    state = config.kiosk.state
    owner = next(folder for folder in (state, *state.parents) if folder.exists()).stat()
    try:
        yield
    finally:
        _hand_over(state, owner)


def _hand_over(state: Path, owner: os.stat_result) -> None:
    """Root's files of the state, and the key beside it, become those of `owner`."""
    if os.geteuid() != 0 or owner.st_uid == 0 or not state.exists():
        return
    for path in (state, key_file_of(state), *state.rglob("*")):
        with suppress(FileNotFoundError):  # the application runs beside, and lets go of something
            if path.lstat().st_uid == 0:
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
