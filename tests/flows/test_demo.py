"""``make run`` without a display: the scripted visits end well, leave what they promise, and can be stopped."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from kiosk.cli import main

ROOT = Path(__file__).parents[2]
_END_S = 300
_STOP_S = 60
SCREENS = [
    "attract",
    "home",
    "search-sbk",
    "guide",
    "identify",
    "card-error",
    "form",
    "timeout-sheet",
    "form-address-typing",
    "materials-blurred",
    "review",
    "sign",
    "payment-code",
    "payment-pending",
    "payment-paid",
    "submitting",
    "result",
    "printer-out-of-paper",
    "result-offline",
    "elder-home",
    "english-form",
]
PAPERS = ("paper-certificate-a4.pdf", "paper-replacement-receipt.png", "paper-offline-receipt.png")


def start(folder: Path) -> "subprocess.Popen[str]":
    temporary = folder / "tmp"
    temporary.mkdir()
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tools" / "demo.py"), "--out", str(folder / "album")],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_scripted_visits_leave_their_pictures_and_papers(tmp_path: Path) -> None:
    demo = start(tmp_path)
    said, _ = demo.communicate(timeout=_END_S)
    assert demo.returncode == 0, said

    album = tmp_path / "album"
    names = {path.name.split("-", 1)[-1].removesuffix(".png") for path in album.glob("[0-9]*.png")}
    assert [screen for screen in SCREENS if screen not in names] == []
    assert [paper for paper in PAPERS if not (album / paper).is_file()] == []
    shown = re.findall(r'src="([^"]+)"', (album / "index.html").read_text(encoding="utf-8"))
    assert len(shown) > len(SCREENS)
    assert [name for name in shown if not (album / name).is_file()] == []
    for receipt in album.glob("paper-*-receipt.png"):
        assert main(["receipt", "verify", str(receipt), "--key", str(album / "K-0412.pem")]) == 0, receipt.name
    assert "kioskctl receipt verify" in (album / "index.html").read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert list((tmp_path / "tmp").iterdir()) == []


def test_stopped_in_the_middle_it_puts_everything_away(tmp_path: Path) -> None:
    demo = start(tmp_path)
    assert demo.stdout is not None
    before = ""
    while "home.png" not in before:
        line = demo.stdout.readline()
        assert line, before
        before += line
    family = psutil.Process(demo.pid).children(recursive=True)

    demo.send_signal(signal.SIGINT)
    said, _ = demo.communicate(timeout=_STOP_S)
    _, alive = psutil.wait_procs(family, timeout=_STOP_S)

    assert len(family) >= 2
    assert not alive
    assert demo.returncode == 1
    assert "demo: stopped" in said
    assert "Traceback" not in said
    assert list((tmp_path / "tmp").iterdir()) == []
