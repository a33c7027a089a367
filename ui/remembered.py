"""What the lobby looked like at the last start, kept beside the kiosk's state: shown at once while the kiosk is assembled.

Names of matters, zone and the like; nobody's data. It holds for one configuration file (whatever the ports in it) and one
version of the screens only, and is never more than a picture: whatever is pressed on it waits for the kiosk itself.
"""

import json
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NAME = "lobby.json"
_UI = Path(__file__).parent
_SHAPES = (_UI, *(_UI / part for part in ("views", "i18n")), _UI / "qml")
"""Whatever decides which values a screen needs"""
_STATE = re.compile(rb'^state\s*=\s*"([^"\\\n]+)"', re.MULTILINE)
_PORT = re.compile(rb'(://[^/"\s]*):\d+')
"""The port of an address: nothing of it is on a screen, and ``make run`` takes other ones at each start"""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Screens and shell as the maps that QML takes, in Chinese and in standard size, and whether to fill the screen."""

    attract: dict[str, Any]
    home: dict[str, Any]
    chrome: dict[str, Any]
    full_screen: bool


def recall(config: Path) -> Remembered | None:
    """What was kept for exactly this configuration and these screens; ``None`` when in any doubt."""
    try:
        text = config.read_bytes()
        state = _STATE.search(text)
        if state is None:
            return None
        kept = json.loads((config.parent / os.fsdecode(state[1]) / NAME).read_bytes())
        if kept.pop("key") != _key(text):
            return None
        return Remembered(**kept)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remember(config: Path, state: Path, lobby: Remembered) -> None:
    """Keep `lobby` for the next start. Raises ``OSError``."""
    content = json.dumps({"key": _key(config.read_bytes()), **asdict(lobby)}, ensure_ascii=False)
    place = state / NAME
    fresh = place.with_suffix(".new")
    fresh.write_text(content, encoding="utf-8")
    fresh.replace(place)


def _key(config: bytes) -> str:
    stamps = ";".join(f"{entry.path}:{stat.st_size}:{stat.st_mtime_ns}" for entry, stat in _files())
    portless = _PORT.sub(rb"\1", config)
    return f"{zlib.crc32(portless):08x}-{zlib.crc32(stamps.encode()):08x}"


def _files() -> Iterator[tuple["os.DirEntry[str]", os.stat_result]]:
    waiting = [str(folder) for folder in _SHAPES]
    while waiting:
        for entry in sorted(os.scandir(waiting.pop()), key=lambda one: one.name):
            if entry.name.endswith((".py", ".qml", ".json")):
                yield entry, entry.stat()
            elif entry.is_dir() and entry.path.startswith(str(_UI / "qml")):
                waiting.append(entry.path)
