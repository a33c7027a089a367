"""How `kioskctl` asks the running application for something, and hears what came of it: small files in the state folder.

Whoever asks keeps a lock on the question, flock(2), which goes with their process. A question without one was given up, perhaps
long ago and before another application: nobody wants any more what it asks.
"""

import fcntl
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: ``import`` from a folder, ``rollback``, ``look``."""

    do: str
    folder: str = ""
    id: str = ""


class Desk:
    """The folder in which both sides leave their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "desk"

    def ask(self, request: Request, *, patience_s: float) -> tuple[bool, str]:
        """Ask, and wait for the answer. Raises ``TimeoutError`` when none came."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = uuid4().hex
        asked, answer = self._folder / f"{name}.ask", self._folder / f"{name}.answer"
        until = time.monotonic() + patience_s
        with _new(asked).open("w", encoding="utf-8") as question:
            fcntl.flock(question, fcntl.LOCK_EX)
            json.dump({"do": request.do, "folder": request.folder}, question)
            question.flush()
            _new(asked).replace(asked)
            return _awaited(asked, answer, until)

    def requests(self) -> list[Request]:
        """What was asked and is waited for; what cannot be read is none, and what nobody waits for goes."""
        found = []
        for file in sorted(self._folder.glob("*.ask")):
            try:
                with file.open(encoding="utf-8") as question:
                    if not _is_waited_for(question):
                        file.unlink(missing_ok=True)
                        continue
                    said = json.load(question)
                found.append(Request(str(said["do"]), str(said["folder"]), file.stem))
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return found

    def answer(self, request: Request, done: bool, text: str) -> None:  # noqa: FBT001 - one fact
        """Say what came of it."""
        (self._folder / f"{request.id}.ask").unlink(missing_ok=True)
        _put(self._folder / f"{request.id}.answer", {"done": done, "text": text})


def _awaited(asked: Path, answer: Path, until: float) -> tuple[bool, str]:
    try:
        while time.monotonic() < until:
            if answer.exists():
                said = json.loads(answer.read_bytes())
                return bool(said["done"]), str(said["text"])
            time.sleep(_LOOK_S)
    finally:
        asked.unlink(missing_ok=True)
        answer.unlink(missing_ok=True)
    raise TimeoutError


def _is_waited_for(question: TextIO) -> bool:
    try:
        fcntl.flock(question, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _new(file: Path) -> Path:
    return file.with_suffix(f"{file.suffix}.new")


def _put(file: Path, content: dict[str, Any]) -> None:
    fresh = _new(file)
    fresh.write_text(json.dumps(content), encoding="utf-8")
    fresh.replace(file)
