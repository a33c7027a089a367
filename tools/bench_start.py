"""How long the application takes to its first interactive screen, beside an empty Qt Quick window with the keyboard."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tools.bench_figures import Figure, median
from tools.rig import ROOT

_ALLOWED = 1.5
_RUNS = 5
_WAIT_S = 60.0
_SHOWN, _READY, _BEHIND, _KEPT = "first screen shown", "taking input", "kiosk is behind", "kept for the next start"
_MARKS = (_SHOWN, _READY, _BEHIND, _KEPT)
"""What `ui.window` and `ui.opening` log"""

EMPTY = """
import sys
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow
app = QGuiApplication(sys.argv)
engine = QQmlApplicationEngine()
engine.loadData(b'''
import QtQuick
import QtQuick.VirtualKeyboard
Window {
    width: 1080; height: 1920; visible: true
    InputPanel { width: 1080; y: active ? 1920 - height : 1920 }
}''')
engine.rootObjects()[0].frameSwapped.connect(lambda: print("first screen shown\\\\ntaking input", flush=True))
app.exec()
"""


def start_figures(config: Path) -> list[Figure]:
    """Both in turns, so that whatever else the machine does troubles both alike; one unmeasured start of each before."""
    ours, empty = [sys.executable, "-m", "ui", "--config", str(config)], [sys.executable, "-c", EMPTY]
    started(ours, until=_KEPT)  # as any kiosk that was ever started before
    started(empty)
    pairs = [(started(ours, until=_BEHIND), started(empty)) for _ in range(_RUNS)]
    ready, behind = (median(our[key] for our, _ in pairs) for key in (_READY, _BEHIND))
    peer = median(other[_READY] for _, other in pairs)
    beside = f"{ready * 1000:.0f} ms, empty window with keyboard {peer * 1000:.0f} ms; medians of {_RUNS}"
    return [
        Figure("start to first interactive screen", ready / peer, "×", _ALLOWED, beside),
        Figure("  to the whole kiosk behind it", behind / peer, "×", None, f"{behind * 1000:.0f} ms"),
    ]


def environment() -> dict[str, str]:
    """The same for both: offscreen, software renderer, our choice of keyboard; bytecode is kept, as of what is installed."""
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "bench" / "bytecode"),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
        "QT_QUICK_CONTROLS_STYLE": "Basic",
        "QT_IM_MODULE": "qtvirtualkeyboard",
        "QT_VIRTUALKEYBOARD_DESKTOP_DISABLE": "1",
    }


def started(command: Sequence[str], until: str = _READY) -> dict[str, float]:
    """Seconds from the spawn until the process said each of its marks; it is ended after the one that is waited for."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        lines: queue.Queue[tuple[float, str]] = queue.Queue()
        listener = threading.Thread(target=_listen, args=(process, lines))
        listener.start()
        marks: dict[str, float] = {}
        said: list[str] = []
        try:
            while until not in marks:
                at, line = lines.get(timeout=_WAIT_S)
                if not line:
                    raise RuntimeError(f"{command[:3]} ended before its first screen:\n{''.join(said)[-2000:]}")
                said.append(line)
                marks |= {mark: at - began for mark in _MARKS if mark in line and mark not in marks}
        finally:
            process.terminate()
            listener.join()
    return marks


def _listen(process: subprocess.Popen[bytes], lines: queue.Queue[tuple[float, str]]) -> None:
    if process.stdout is None:
        return
    for line in process.stdout:
        lines.put((time.perf_counter(), line.decode(errors="replace")))
    lines.put((time.perf_counter(), ""))
