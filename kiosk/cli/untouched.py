"""Looking at a kiosk without leaving anything behind that a start would make, whoever looks."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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
            _hand_over(state)
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


def _hand_over(state: Path) -> None:
    """Root's files among those of the owner of `state` become theirs."""
    owner = state.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    for path in state.rglob("*"):
        if path.lstat().st_uid == 0:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
