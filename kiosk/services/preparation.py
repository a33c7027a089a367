"""What has to be worked out once for a catalogue and not at every start: that its templates typeset, and how its titles read.

The answer is kept in one file beside the kiosk's state, under the digest of the catalogue and of the code that judged it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.matters.catalogue import Catalogue, load_catalogue
from kiosk.matters.problems import MatterProblem
from kiosk.matters.search import Readings
from kiosk.services import typesetter

_CODE = (Path(__file__).parent / "typesetting.py", Path(__file__).parents[1] / "matters")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A catalogue that was checked to the last template, and the readings of its texts."""

    catalogue: Catalogue
    readings: dict[str, Readings]


def prepare(root: Path, memory: Path) -> Prepared:
    """The catalogue under `root`; `memory` is the file that remembers. Raises `TypesetterLost`.

    A catalogue with a fatal problem comes without readings and is not remembered.
    """
    digest = _digest(root)
    remembered = _remembered(memory, digest)
    if remembered is not None:
        return Prepared(load_catalogue(root), remembered)
    catalogue = _checked(root)
    if catalogue.fatal:
        return Prepared(catalogue, {})
    table = typesetter.readings(root)
    fresh = memory.with_suffix(".fresh")
    fresh.write_text(
        json.dumps({"digest": digest, "readings": json.loads(table)}, ensure_ascii=False), encoding="utf-8"
    )
    fresh.replace(memory)
    return Prepared(catalogue, _readings(json.loads(table)))


def _checked(root: Path) -> Catalogue:
    templates: list[Path] = []

    def note(template: Path) -> MatterProblem | None:
        templates.append(template)
        return None

    catalogue = load_catalogue(root, note)
    if not templates:
        return catalogue
    wrong = typesetter.check(templates)
    return load_catalogue(root, wrong.get) if wrong else catalogue


def _remembered(memory: Path, digest: str) -> dict[str, Readings] | None:
    """What was remembered of just this catalogue; a file that cannot be read is as good as none."""
    try:
        kept = json.loads(memory.read_bytes())
        return _readings(kept["readings"]) if kept["digest"] == digest else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _readings(table: dict[str, list[list[str]]]) -> dict[str, Readings]:
    return {text: (tuple(usual), tuple(tuple(every) for every in loose)) for text, (usual, loose) in table.items()}


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted({*_files(root), *(file for place in _CODE for file in _files(place))}):
        content = file.read_bytes()
        digest.update(f"{file}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    yield from (file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
