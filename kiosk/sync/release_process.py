"""``python -m kiosk.sync.release_process``: where releases are looked for, verified and fetched; TUF lives here only.

Asked once on its standard pipes (`devices.transports.framed_pipe`), it ends when its input closes, whatever it is doing.
The request is a `Task`. Until the answer comes it may ask back, each time for the versions in the one blob:

- ``{"floors": "below"}``: is answered with the floors that lie above them (`offline_cache.floors`), as JSON in a blob.
- ``{"floors": "raise"}``: is answered when they are raised, with ``failed`` when they could not be.

The answer is ``{"not_believed": WHY}``, ``{"not_reached": WHY}``, or ``edition``, ``wanted`` and ``staged`` with the rollout, as
JSON, in a blob.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from devices.transports.framed_pipe import Header, Message, packed, read_message
from kiosk.protocol.release_look import Looked, NotBelieved, NotReached
from kiosk.sync.identity import PlatformFolder, tls_context
from kiosk.sync.release_source import FolderSource, PlatformSource
from kiosk.sync.release_task import Task
from kiosk.sync.releases import Member, ReleaseClient
from offline_cache.errors import StoreFailed
from offline_cache.releases import ReleaseStore
from offline_cache.vault import Vault

_PARENT_GONE = 3


class _Parent:
    """The process that asked. Its floors are asked for, for a database has one owner."""

    def __init__(self) -> None:
        self._heard: SimpleQueue[Message] = SimpleQueue()
        Thread(target=self._listen, name="parent", daemon=True).start()

    def hear(self) -> Message:
        """What it says next."""
        return self._heard.get()

    def say(self, header: Header, blob: bytes = b"") -> None:
        """Tell it something."""
        sys.stdout.buffer.write(packed(header, [blob]))
        sys.stdout.buffer.flush()

    def below(self, versions: Mapping[str, int]) -> dict[str, int]:
        """As `Floors.below`."""
        self.say({"floors": "below"}, json.dumps(dict(versions)).encode())
        below: dict[str, int] = json.loads(self.hear()[1][0])
        return below

    def raise_to(self, versions: Mapping[str, int]) -> None:
        """As `Floors.raise_to`."""
        self.say({"floors": "raise"}, json.dumps(dict(versions)).encode())
        if "failed" in self.hear()[0]:
            raise StoreFailed("the floors could not be raised")

    def _listen(self) -> None:
        with open(0, "rb", buffering=0, closefd=False) as requests:
            while (message := read_message(requests)) is not None:
                self._heard.put(message)
        # A kiosk that is gone may be followed by one that stands on the same files.
        os._exit(_PARENT_GONE)


def _look(task: Task, parent: _Parent) -> Looked:
    state = Path(task.state)
    platform = PlatformFolder(state)
    store = ReleaseStore(state / task.releases)
    store.adopt(*map(Path, task.shipped))
    member = Member(task.kiosk_id, task.region, task.model)
    client = ReleaseClient(store, parent, member, program=task.program, root=platform.release_root.read_bytes)
    if task.folder is not None:
        return client.look(FolderSource(Path(task.folder)))
    ca_file = Path(task.ca_file) if task.ca_file is not None else None
    source = PlatformSource(task.url, lambda: tls_context(platform, Vault.of(state), ca_file))
    try:
        return client.look(source)
    finally:
        source.close()


def main() -> int:
    """Answer the one request."""
    parent = _Parent()
    header, _ = parent.hear()
    try:
        looked = _look(Task(**header), parent)
    except NotBelieved as error:
        parent.say({"not_believed": str(error)})
    except NotReached as error:
        parent.say({"not_reached": str(error)})
    except OSError as error:
        parent.say({"not_reached": type(error).__name__})
    else:
        told = {"edition": looked.edition, "wanted": looked.wanted, "staged": looked.staged}
        parent.say(told, looked.rollout.model_dump_json().encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
