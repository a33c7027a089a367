"""What the application must not carry along: libraries of its helper processes, and for the first screen nearly all of them.

Each in a process of its own: this one has imported everything already.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

HELPERS = ("tuf", "securesystemslib", "cv2", "numpy", "zxingcpp", "typst", "pypinyin")
"""They live in `kiosk.sync.release_process`, the cameras' processes and `kiosk.services.typesetting_process`"""
ELSEWHERE = (
    "django",
    "ninja",
    "central",
    "devices.bench",
    "ui.devdock",
    "hypothesis",
    "http_message_signatures",
    "sqlite3",
)
SELDOM = ("charset_normalizer.api", "difflib", "tarfile")
"""What is needed by a misspelt file, by a bundle of logs, or never at all (`ui.startup`)"""
LATE = (
    "pydantic",
    "pydantic_core",
    "requests",
    "urllib3",
    "cryptography",
    "cel",
    "apsw",
    "PIL",
    "qrcode",
    "serial",
    "ssl",
)
"""The first screen waits for none of them (`ui.opening`)"""

APPLICATION = "import ui.startup, ui.opening, kiosk.runtime, ui.app, kiosk.services.signature, qrcode.main"
"""All that a start and a visit import, the late ones too (`ui.preload`)"""
FIRST_SCREEN = "import ui.startup, ui.opening"


def brought(program: str, unwanted: tuple[str, ...]) -> list[str]:
    """Those of `unwanted` that are there when `program` has run."""
    asked = f"{program}\nimport json, sys\nprint(json.dumps([name for name in {unwanted!r} if name in sys.modules]))"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True)
    found: list[str] = json.loads(said.stdout)
    return found


def test_the_application_carries_nothing_of_its_helpers_along():
    assert brought(APPLICATION, (*HELPERS, *ELSEWHERE)) == []


def test_the_application_carries_nothing_along_that_hardly_any_kiosk_ever_needs():
    assert brought(APPLICATION, SELDOM) == []
    assert brought("import requests", SELDOM) == ["charset_normalizer.api"]  # as it comes without ui.startup


def test_a_text_that_does_not_say_how_it_is_written_is_utf_8():
    said = "answer = requests.Response()\nanswer._content = '随时办'.encode()\nassert answer.text == '随时办'"
    assert brought(f"{APPLICATION}, requests\n{said}", ("requests", "charset_normalizer.api")) == ["requests"]


def test_the_first_screen_waits_for_no_library_of_the_kiosk_behind_it():
    assert brought(FIRST_SCREEN, (*LATE, *HELPERS, *ELSEWHERE, "kiosk.config", "kiosk.runtime")) == []


def qt_names_made(program: str) -> bool:
    """Whether PySide's ``Qt``, some 150 enumerations that are made when it is first named, is there after `program`."""
    asked = f"{program}\nimport PySide6.QtCore\nprint('Qt' in vars(PySide6.QtCore))"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True)
    return said.stdout.strip() == "True"


def test_the_first_screen_waits_for_no_name_of_qt_that_it_does_not_use():
    prepared = f"{FIRST_SCREEN}, ui.art\nui.opening.prepare()\nui.art.icon('house', 'bold', 'ffffff', 24)"
    assert not qt_names_made(prepared)
    assert qt_names_made(f"{prepared}\nfrom PySide6.QtCore import Qt")


@pytest.mark.parametrize("planted", ["kiosk.sync.release_process", "kiosk.protocol.crypto.release_key"])
def test_it_is_seen_when_the_kiosk_looks_for_releases_itself(planted):
    assert "securesystemslib" in brought(f"{APPLICATION}\nimport {planted}", HELPERS)


def test_it_is_seen_when_the_first_screen_waits_for_more():
    assert brought(f"{FIRST_SCREEN}\nimport kiosk.config", LATE)
