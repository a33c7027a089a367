"""Visits on the real screens of one application: the time of every frame, of every tap, and the memory it holds.

A process of its own (``python tools/bench_visits.py --config … --visits 50 --out FILE``), so that the memory is the
application's and not the benchmark's.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self

import psutil
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devices.bench.client import BenchControl
from kiosk.config import DEVICE_ROLES, load_config
from kiosk.visit.state import Visit
from tools.finger import pause
from tools.screen_citizen import ScreenCitizen
from ui.app import Application
from ui.opening import prepare

CERTIFICATE, CARD = "social-insurance-certificate", "social-security-card-replacement"
_TIMED = 4
"""Visits whose frames are timed, with the product's animations; the others only stir the memory"""
_FOLLOWS_S = 0.4
"""A tap whose next screen takes longer waits for a device or the network, not for the screens"""
_SEES_S = 0.3
"""Nobody answers a screen sooner after it has appeared: that is the time from the eye to the finger"""


@dataclass(slots=True)
class Film:
    """What the window did, in milliseconds."""

    frames: list[tuple[float, str]] = field(default_factory=list)
    """From the begin of synchronising to the frame on the screen, and the screen it belongs to"""
    taps: list[tuple[float, str]] = field(default_factory=list)
    """From the release of the finger to the first frame of the next screen"""
    answers: list[float] = field(default_factory=list)
    """From the release of the finger to the first frame that shows anything of it"""


class Stopwatch:
    """Watches the window of an application."""

    def __init__(self, application: Application) -> None:
        self.film = Film()
        self._bridge = application.bridge
        self._window = application.window
        self._began = 0.0
        self._tapped = 0.0
        self._seen, self._seen_at = "", 0.0
        self._from = ""
        self._answered = True
        self._window.beforeSynchronizing.connect(self._begin, Qt.ConnectionType.DirectConnection)
        self._window.frameSwapped.connect(self._end, Qt.ConnectionType.DirectConnection)

    def stop(self) -> None:
        """Watch no more."""
        self._window.beforeSynchronizing.disconnect(self._begin)
        self._window.frameSwapped.disconnect(self._end)

    def tap(self) -> None:
        """The finger is lifted now."""
        self._tapped, self._from, self._answered = time.perf_counter(), str(self._bridge.screen), False

    @property
    def awaiting(self) -> bool:
        """Whether the tap that was noted last may still bring another screen."""
        return self._tapped > 0 and time.perf_counter() - self._tapped < _FOLLOWS_S

    @property
    def unseen(self) -> bool:
        """Whether the screen has appeared just now."""
        return time.perf_counter() - self._seen_at < _SEES_S

    def _begin(self) -> None:
        self._began = time.perf_counter()

    def _end(self) -> None:
        now = time.perf_counter()
        screen = str(self._bridge.screen)
        self.film.frames.append(((now - self._began) * 1000, screen))
        if screen != self._seen:
            self._seen, self._seen_at = screen, now
        if self._tapped and not self._answered:
            self._answered = True
            self.film.answers.append((now - self._tapped) * 1000)
        if self._tapped and screen != self._from:
            self.film.taps.append(((now - self._tapped) * 1000, f"{self._from} → {screen}"))
            self._tapped = 0.0


class TimedCitizen(ScreenCitizen):
    """A citizen whose every tap is timed, and who looks at what comes before doing the next thing."""

    watch: Stopwatch | None = None

    def timed_by(self, watch: Stopwatch | None) -> Self:
        """Begin or end to time."""
        self.watch = watch
        return self

    def _tap(self, item: QQuickItem) -> None:
        if self.watch is None:
            super()._tap(item)
            return
        while self.watch.unseen:
            pause(5)
        point = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        self.finger.press(point)
        pause(60)
        self.watch.tap()
        self.finger.release(point)
        while self.watch.awaiting:
            pause(1)
        pause(250)  # until the change of screens has come to rest


def walk(citizen: ScreenCitizen, matter: str) -> dict[str, float]:
    """One whole visit; seconds of the whole and from the acceptance to the printed papers."""
    began = time.perf_counter()
    citizen.chooses(matter).puts_card("wang").confirms_form()
    if matter == CARD:
        citizen.scans(2).reviews().signs().pays()
    citizen.waits_for("acceptance", lambda visit: visit.case is not None, 40.0)
    accepted = time.perf_counter()
    citizen.waits_for("the receipt", _receipt_printed, 40.0)
    receipt = time.perf_counter()
    citizen.sees_case_number()
    papers = time.perf_counter()
    citizen.rates(1).leaves()
    return {
        "total": time.perf_counter() - began,
        "receipt": receipt - accepted,
        "papers": papers - accepted,
    }


def _receipt_printed(visit: Visit) -> bool:
    return any(key == "receipt" and paper.state.value == "printed" for key, paper in visit.papers.items())


def memory() -> dict[str, float]:
    """MiB of this process (resident, proportional, its own) and resident of its helpers by module."""
    process = psutil.Process(os.getpid())
    full = process.memory_full_info()
    held = {"rss": full.rss / 2**20, "pss": full.pss / 2**20, "uss": full.uss / 2**20}
    for child in process.children(recursive=True):
        module = next((word for word in child.cmdline() if word.startswith(("devices.", "kiosk."))), "helper")
        held[module] = child.memory_info().rss / 2**20
    return held


def _usable(application: Application, role: str) -> bool:
    return bool(application.kiosk.devices.role(role).status.usable)


def run(application: Application, control: BenchControl, visits: int, say: Callable[[str], None]) -> dict[str, Any]:
    """All visits; the record that goes to the file."""
    citizen = TimedCitizen(application, control, still=False)
    # Not with what `kioskctl devices` has for it, which brings the typesetter into this process.
    for role in DEVICE_ROLES:
        citizen.wait(role, partial(_usable, application, role))
    citizen.wait("the platform", lambda: application.kiosk.engine.online)
    pause(1500)  # as long as nobody walks up to a kiosk that was switched on this moment
    held, walks = {0: memory()}, []
    watch = Stopwatch(application)
    citizen.timed_by(watch)
    for number in range(1, visits + 1):
        if number == _TIMED + 1:
            watch.stop()
            citizen = TimedCitizen(application, control, still=True)
        matter = CARD if number % 2 else CERTIFICATE
        walks.append({"matter": matter, "timed": number <= _TIMED, **walk(citizen, matter)})
        if number in (1, 2) or number % 5 == 0:
            held[number] = memory()
            say(f"visit {number:3}: {held[number]['rss']:.1f} MiB")
    film = watch.film
    return {"memory": held, "walks": walks, "frames": film.frames, "taps": film.taps, "answers": film.answers}


def main() -> int:
    """Open the application, walk, write what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--visits", type=int, default=50)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    prepare()
    QGuiApplication(sys.argv[:1])
    config = load_config(options.config)
    control = BenchControl(config.dock.control if config.dock is not None else "")
    application = Application(config.model_copy(update={"dock": None}))
    application.open()
    try:
        record = run(application, control, options.visits, lambda line: print(line, flush=True))
    finally:
        application.close()
    options.out.write_text(json.dumps(record, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
