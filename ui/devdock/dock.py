"""The dock's other half: sends knobs to the control socket off the GUI thread, and shows how the devices stand."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot

from devices.bench.client import BenchControl, BenchError

_REFRESH_MS = 1000


class Dock(QObject):
    """Properties ``people``, ``state``, ``said``; slot ``send``."""

    changed = Signal()
    _answered = Signal(object)

    def __init__(self, control: Path) -> None:
        """`control` is the bench's control socket."""
        super().__init__()
        self._control = BenchControl(control)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="dock")
        self._people: list[dict[str, str]] = []
        self._state: dict[str, Any] = {}
        self._said = ""
        self._busy = threading.Event()
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._refresh)
        self._timer.start(_REFRESH_MS)
        self._pool.submit(self._ask_people)
        self._refresh()

    def close(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]  # PySide takes a C++ type's name too
    def people(self) -> list[dict[str, str]]:
        """The cards there are: key, name, about."""
        return self._people

    @Property("QVariant", notify=changed)  # type: ignore[arg-type]  # as above
    def state(self) -> dict[str, Any]:
        """Every device's state by its name."""
        return self._state

    @Property(str, notify=changed)
    def said(self) -> str:
        """What the bench said to the last knob, when it refused."""
        return self._said

    @Slot(str, str, "QVariant")
    def send(self, device: str, do: str, args: Any) -> None:  # noqa: ANN401 - a map of plain values
        """Turn one knob."""
        values = args.toVariant() if hasattr(args, "toVariant") else dict(args or {})
        self._pool.submit(self._send, device, do, values)

    def _send(self, device: str, do: str, args: dict[str, Any]) -> None:
        try:
            self._control.send(device, do, **args)
            said = ""
        except BenchError as error:
            said = str(error)
        self._answered.emit({"said": said, **self._states()})

    def _refresh(self) -> None:
        if not self._busy.is_set():
            self._busy.set()
            self._pool.submit(lambda: self._answered.emit(self._states()))

    def _states(self) -> dict[str, Any]:
        try:
            return {"state": self._control.send("bench", "state")["devices"]}
        except BenchError as error:
            return {"said": str(error)}

    def _ask_people(self) -> None:
        try:
            self._answered.emit(self._control.send("id_card_reader", "people"))
        except BenchError as error:
            self._answered.emit({"said": str(error)})

    def _take(self, news: dict[str, Any]) -> None:
        self._busy.clear()
        self._people = news.get("people", self._people)
        self._state = news.get("state", self._state)
        self._said = news.get("said", self._said)
        self.changed.emit()
