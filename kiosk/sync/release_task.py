"""Looking for a release, in a process of its own that ends with the look.

What verifies and fetches needs libraries that nothing else in the kiosk does; their memory goes with the process.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from devices.transports.framed_pipe import Header, Message
from devices.transports.helper_process import HelperLate, HelperLost, HelperProcess
from kiosk.protocol.release import Rollout
from kiosk.protocol.release_look import Looked, NotBelieved, NotReached
from offline_cache.errors import StoreFailed
from offline_cache.floors import Floors

_MODULE = "kiosk.sync.release_process"
_LOOK_S = 600.0
"""Meanwhile nothing else is done about releases. Thousands of files over a slow line take longer: what has come stays, and
the next look goes on from there"""


@dataclass(frozen=True, slots=True)
class Task:
    """What is looked for, and as whom. Paths are texts: it goes over a pipe."""

    kiosk_id: str
    state: str
    """folder with the device key and what the platform gave at enrolment"""
    releases: str
    """name of the folder in `state` that holds the releases"""
    shipped: tuple[str, ...]
    """folders whose files need not be fetched"""
    url: str
    program: str
    """version of this kiosk"""
    region: str = ""
    model: str = ""
    ca_file: str | None = None
    folder: str | None = None
    """where to look instead of at the platform"""


class _Ends(Protocol):
    def end(self) -> None:
        """Come to nothing at once."""


class ReleaseLooks:
    """Makes looks, one at a time; `end` may be called from any thread."""

    def __init__(self, task: Task, floors: Floors) -> None:
        """`task` without a folder."""
        self._task, self._floors = task, floors
        self._helper: _Ends | None = None
        self._ended = False

    def look(self, folder: Path | None = None) -> Looked:
        """At the platform, or in `folder`: verify what is published, and stage what is for this kiosk.

        Two requests when nothing has changed. Raises `NotBelieved` or `NotReached`; what is in use stays either way.
        """
        task = replace(self._task, folder=str(folder) if folder is not None else None)
        helper = HelperProcess(_MODULE, ())
        self._helper = helper
        try:
            return self._answer(helper, asdict(task))
        except (HelperLost, HelperLate) as lost:
            raise NotReached("ended" if self._ended else f"the look did not end well: {lost}") from lost
        finally:
            self._helper = None
            helper.stop()

    def end(self) -> None:
        """What is under way comes to nothing at once, and nothing more is begun."""
        self._ended = True
        helper = self._helper
        if helper is not None:
            helper.end()

    def _answer(self, helper: HelperProcess, request: Header) -> Looked:
        blobs: list[bytes] = []
        while not self._ended:
            said, (blob,) = helper.ask(request, blobs, deadline_s=_LOOK_S)
            if "not_believed" in said:
                raise NotBelieved(said["not_believed"])
            if "not_reached" in said:
                raise NotReached(said["not_reached"])
            if "floors" not in said:
                rollout = Rollout.model_validate_json(blob)
                return Looked(said["edition"], rollout, said["wanted"], staged=said["staged"])
            request, blobs = self._of_floors(said["floors"], json.loads(blob))
        raise NotReached("ended")

    def _of_floors(self, what: str, versions: dict[str, int]) -> Message:
        try:
            if what == "below":
                return {}, [json.dumps(self._floors.below(versions)).encode()]
            self._floors.raise_to(versions)
        except StoreFailed:
            return {"failed": True}, [b"{}"]
        return {}, []
