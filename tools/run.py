"""``make run``: the platform, the simulated hardware and the touchscreen; without a display, the scripted visit.

Everything lives under ``var/``; ports are chosen free at each start. Ctrl-C or closing the window stops all of it.
"""

import argparse
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nothing has been started yet: Ctrl-C during the imports just ends.
signal.signal(signal.SIGINT, signal.SIG_DFL)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.rig import ROOT, Rig, RigError  # noqa: E402 - needs the path above

_LOGIN = "as before; forgotten: .venv/bin/python -m central people reset admin --state {state}"
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
"""``linux/prctl.h``"""
_BEGIN_ANEW = 75
"""`ui.opening`: the kiosk is to be started again; in the street systemd does that"""


def main(arguments: list[str] | None = None) -> int:
    """Start everything, and wait for the touchscreen to be closed."""
    parser = argparse.ArgumentParser(prog="make run", description="Platform, simulated devices and touchscreen.")
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="where everything lives (default: %(default)s)")
    options = parser.parse_args(arguments)
    if not has_display():
        print(
            "No display: running the scripted visit instead; its pictures will be in build/demo/index.html", flush=True
        )
        # In place of this program, not below it: whoever presses Ctrl-C waits until the demo has put everything away.
        os.execv(sys.executable, [sys.executable, str(ROOT / "tools" / "demo.py")])  # noqa: S606 - our own program
    # A shell that started us in the background has SIGINT ignored; and whoever ends us by SIGTERM means all of it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    began = time.monotonic()
    try:
        with _alone_in(options.var), Rig(options.var) as rig:
            print(f"platform   {rig.central_url}   (console: {rig.central_url}/admin/)")
            print(f"login      {rig.first_password() or _LOGIN.format(state=rig.folder / 'central')}")
            print(f"devices    {rig.folder / 'bench'}   (knobs: the panel at the right, or .venv/bin/kioskctl bench …)")
            print(f"ready after {time.monotonic() - began:.1f} s; close the window or press Ctrl-C to stop", flush=True)
            return touchscreen(rig.config_path)
    except RigError as error:
        print(f"run: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def has_display() -> bool:
    """Whether a window can be shown: an X or Wayland display, or a platform that was asked for by name."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two worlds in one folder would take each other's ports and papers."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RigError(f"'make run' is running already with {folder}; stop it first, or use --var DIR") from None
        yield


def touchscreen(config: Path) -> int:
    """Run the application as a process of its own until it ends, or until a signal asks for the end."""
    started: list[subprocess.Popen[bytes]] = []
    asked = False

    def stop(*_: object) -> None:
        nonlocal asked
        asked = True
        for process in started:
            process.terminate()

    # From here on a signal must not interrupt this process between starting the other and knowing of it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while True:
        command = [sys.executable, "-m", "ui", "--config", str(config)]
        # This program has one thread, so nothing of it can be caught in the midst of something between fork and exec.
        started[:] = [subprocess.Popen(command, cwd=ROOT, preexec_fn=_end_with_parent)]  # noqa: PLW1509 - as said above
        if asked:
            stop()
        code = started[0].wait()
        if asked or code != _BEGIN_ANEW:
            return 0 if asked else code


def _end_with_parent() -> None:
    """In the touchscreen, before it begins: it ends when this program is killed, as platform and devices do by themselves."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
