"""The dock's other half: turns knobs over the control socket, shows how the devices stand, and asks them to show what they can.

Nothing of it blocks the GUI thread: knobs and looks have one worker, in order; trials have their own, since a scan takes seconds.
"""

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot

from devices.api.cancel import Cancel
from devices.bench.client import BenchControl, BenchError
from devices.standing import log_bug
from devices.supervisor import Supervisor
from ui.devdock.knobs import Group, groups
from ui.devdock.standing import standing
from ui.devdock.trials import TRIALS, answer

_REFRESH_MS = 1000
_TRIALS_AT_ONCE = 4
_BUG = "程序出错，见日志 a bug, see the log"


class Dock(QObject):
    """Properties ``groupsText`` (constant) and ``newsText``, both JSON; slots ``turn`` and ``tryOut``."""

    changed = Signal()
    _answered = Signal(object)

    def __init__(
        self, control: Path, supervisors: Mapping[str, Supervisor[Any]], drivers: Mapping[str, str] | None = None
    ) -> None:
        """`control` is the bench's control socket; the devices by role, and the names of their drivers."""
        super().__init__()
        self._control = BenchControl(control)
        self._supervisors = supervisors
        self._groups = groups(drivers or {})
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="dock")
        self._triers = ThreadPoolExecutor(max_workers=_TRIALS_AT_ONCE, thread_name_prefix="dock trial")
        self._trials: dict[str, Cancel] = {}
        self.people: list[dict[str, str]] = []
        """the cards there are: key, name, about"""
        self.state: dict[str, Any] = {}
        """the state of every device of the bench"""
        self.standing: dict[str, dict[str, str]] = {}
        """how each supervised device stands, see `ui.devdock.standing`"""
        self.tried: dict[str, str] = {}
        """the last answer of each trial"""
        self.said = ""
        """what the bench said when it refused the last knob"""
        self.gone = ""
        """that there is no bench, while there is none"""
        self._looking = threading.Event()
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._refresh)
        self._timer.start(_REFRESH_MS)
        self._do(self._ask_people)
        self._refresh()

    def close(self) -> None:
        """Ask no more; a scan under way is ended."""
        self._timer.stop()
        for cancel in self._trials.values():
            cancel.cancel()
        for pool in (self._triers, self._worker):
            pool.shutdown(wait=True, cancel_futures=True)

    @Property(str, constant=True)
    def groupsText(self) -> str:  # noqa: N802 - as QML names it
        """The devices with their knobs, `ui.devdock.knobs.Group`, and the text of each one's trial."""
        return json.dumps([self._plain(group) for group in self._groups], ensure_ascii=False)

    @Property(str, notify=changed)
    def newsText(self) -> str:  # noqa: N802 - as QML names it
        """``people``, ``state``, ``standing``, ``tried``, ``trying`` and ``said``, as the attributes."""
        news = {
            "people": self.people,
            "state": self.state,
            "standing": self.standing,
            "tried": self.tried,
            "trying": sorted(self._trials),
            "said": self.said or self.gone,
        }
        return json.dumps(news, ensure_ascii=False)

    @Slot(str)
    def turn(self, turns: str) -> None:
        """Turn knobs, one after the other until one is refused: JSON, a list of ``{device, do, args}``."""
        wanted = json.loads(turns)
        self._do(lambda: self._turn(wanted))

    @Slot(str)
    def tryOut(self, role: str) -> None:  # noqa: N802 - as QML names it
        """Ask the device of `role` what its trial asks; while it is being asked, this ends it."""
        if role in self._trials:
            self._trials[role].cancel()
            return
        if role not in self._supervisors or role not in TRIALS:
            return
        self._trials[role] = cancel = Cancel()
        self._take({"tried": {**self.tried, role: TRIALS[role].meanwhile}})
        self._watched(self._triers.submit(self._try_out, role, cancel))

    def _plain(self, group: Group) -> dict[str, object]:
        trial = TRIALS.get(group.key) if group.key in self._supervisors else None
        return {**group.as_plain(), "trial": trial.text if trial is not None else ""}

    def _do(self, work: Callable[[], None]) -> None:
        self._watched(self._worker.submit(work))

    def _watched(self, future: Future[None]) -> None:
        future.add_done_callback(_log_if_bug)

    def _turn(self, turns: list[dict[str, Any]]) -> None:
        said = ""
        try:
            for turn in turns:
                self._control.send(turn["device"], turn["do"], **turn["args"])
        except BenchError as error:
            said = str(error)
        self._answered.emit({"said": said})
        self._look()

    def _try_out(self, role: str, cancel: Cancel) -> None:
        told = _BUG
        try:
            told = answer(role, self._supervisors[role], cancel)
        finally:
            self._answered.emit({"answer": (role, told)})

    def _refresh(self) -> None:
        if not self._looking.is_set():
            self._looking.set()
            self._do(self._look)

    def _look(self) -> None:
        # First what does not hang on the bench, which may be gone.
        self._answered.emit({"standing": {role: standing(each) for role, each in self._supervisors.items()}})
        try:
            self._answered.emit({"state": self._control.send("bench", "state")["devices"], "gone": ""})
        except BenchError as error:
            self._answered.emit({"gone": str(error)})
        finally:
            self._looking.clear()

    def _ask_people(self) -> None:
        try:
            self._answered.emit(self._control.send("id_card_reader", "people"))
        except BenchError as error:
            self._answered.emit({"gone": str(error)})

    def _take(self, news: dict[str, Any]) -> None:
        before = self.newsText
        if "answer" in news:
            role, told = news["answer"]
            self._trials.pop(role, None)
            self.tried = {**self.tried, role: told}
        self.people = news.get("people", self.people)
        self.state = news.get("state", self.state)
        self.standing = news.get("standing", self.standing)
        self.tried = news.get("tried", self.tried)
        self.said = news.get("said", self.said)
        self.gone = news.get("gone", self.gone)
        if self.newsText != before:
            self.changed.emit()


def _log_if_bug(future: Future[None]) -> None:
    if not future.cancelled() and isinstance(bug := future.exception(), Exception):
        log_bug("dock", "worker", bug)
