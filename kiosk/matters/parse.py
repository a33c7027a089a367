"""From the folder of a matter to a `Matter`, or to what is wrong with it. Nothing here raises for bad data."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.matters.home import Home
from kiosk.matters.model import Matter
from kiosk.matters.problems import MatterProblem, problems_of

MATTER_FILE = "matter.toml"
HOME_FILE = "home.toml"

_LARGEST = 1_000_000
"""Bytes; a matter is a few kilobytes, so more than this is a mistake and not worth the memory"""

_Model = TypeVar("_Model", bound=BaseModel)


def parse_matter(folder: Path) -> Matter | MatterProblem:
    """The matter in `folder`, or the first problem (with the others in ``also``). The folder's name must be its code."""
    file = folder / MATTER_FILE
    matter = parse_toml(file, Matter)
    if isinstance(matter, Matter) and matter.code != folder.name:
        return MatterProblem(file, "code", f"expected '{folder.name}', the name of the folder; found '{matter.code}'")
    return matter


def parse_home(root: Path) -> Home | MatterProblem:
    """The home screen's themes and bundles under `root`, or the problem (which is fatal)."""
    return parse_toml(root / HOME_FILE, Home)


def parse_toml(file: Path, model: type[_Model]) -> _Model | MatterProblem:
    """The TOML `file` as a `model`, or what is wrong with it."""
    text = _read(file)
    if isinstance(text, MatterProblem):
        return text
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        line = _line(place, text)
        return MatterProblem(file, "", f"expected valid TOML: {message}", line=line)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        return problems_of(file, model, error)


def _read(file: Path) -> str | MatterProblem:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return MatterProblem(file, "", "expected this file; it does not exist")
    except OSError as error:
        return MatterProblem(file, "", f"expected a readable file: {error.strerror}")
    if len(content) > _LARGEST:
        return MatterProblem(file, "", f"expected at most {_LARGEST} bytes; found {len(content)}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return MatterProblem(file, "", f"expected UTF-8 text; byte {error.start} is not", line=line)


def _line(place: str, text: str) -> int:
    """The line of tomllib's ``line 3, column 7)`` or ``end of document)``."""
    words = place.replace(",", "").split()
    if "line" in words:
        return int(words[words.index("line") + 1])
    return text.count("\n") + 1
