"""What has to be worked out once for a catalogue and not at every start: what is wrong with it, and how its titles read.

The answer is kept in one file beside the kiosk's state, under the digest of the catalogue and of the code that judged it.
Its first line says what it is of and what is wrong, the second holds the readings, every further line one good matter.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from kiosk.matters.announcements import load_announcements
from kiosk.matters.bundles import load_bundles
from kiosk.matters.catalogue import SOURCES_FILE, Catalogue, load_catalogue
from kiosk.matters.model import Matter
from kiosk.matters.parse import parse_home, parse_toml
from kiosk.matters.problems import MatterProblem
from kiosk.matters.search import Readings, texts_of
from kiosk.matters.sources import Sources
from kiosk.matters.thrift import Thrift
from kiosk.services import typesetter

log = logging.getLogger(__name__)

_HERE = Path(__file__).parent
_CODE = (
    *(_HERE / name for name in ("typesetting.py", "examination.py", "rehearsal.py")),
    *sorted(_HERE.glob("rehearsal_*.py")),
    *(_HERE.parent / name for name in ("matters", "visit")),
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A catalogue that was checked to the last template, and the readings of its texts."""

    catalogue: Catalogue
    readings: dict[str, Readings]


@dataclass(frozen=True, slots=True)
class Known:
    """A catalogue that was prepared before, and the matters in it whose files are the same in the one to be prepared."""

    prepared: Prepared
    same: frozenset[str]


def prepare(
    root: Path,
    memory: Path,
    *,
    digest: str | None = None,
    known: Known | None = None,
    interrupter: typesetter.Interrupter | None = None,
) -> Prepared:
    """The catalogue under `root`; `memory` is the file that remembers. Raises `TypesetterLost`.

    `digest` is that of all files under `root` where the caller knows it. Only what is not `known` is examined. A catalogue
    with a fatal problem comes without readings and is not remembered.
    """
    digest = _code_digest() + (digest or _digest(root))
    remembered = _remembered(memory, root, digest)
    if remembered is not None:
        return remembered
    verdict = typesetter.examine(root, known.same if known is not None else (), interrupter)
    if any(problem.fatal for problem in verdict.problems):
        return Prepared(Catalogue(root, problems=verdict.problems), {})
    matters, readings = _merged(verdict, known)
    _remember(memory, _record(digest, root, verdict, matters, readings))
    return _assembled(root, verdict.problems, matters, readings) or Prepared(load_catalogue(root), readings)


def _remember(memory: Path, record: bytes) -> None:
    """On a full disk nothing is remembered, and the next start examines again: that refuses neither a start nor a release."""
    fresh = memory.with_suffix(".fresh")
    try:
        fresh.write_bytes(record)
        fresh.replace(memory)
    except OSError as error:
        log.warning("what was worked out about the matters could not be kept: %s", error.strerror)
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _merged(verdict: typesetter.Verdict, known: Known | None) -> tuple[list[Matter], dict[str, Readings]]:
    """What was examined now, and what was known; the latter are the very values that were there before."""
    matters = Thrift().kept(Matter.model_validate_json(line) for line in verdict.matters.split(b"\n") if line)
    readings = _readings(verdict.readings)
    if known is not None:
        before = known.prepared
        kept = {code: before.catalogue.matters[code] for code in known.same if code in before.catalogue.matters}
        readings |= {text: before.readings[text] for text in texts_of(kept)}
        matters += kept.values()
    return sorted(matters, key=lambda matter: matter.code), readings


def _record(
    digest: str,
    root: Path,
    verdict: typesetter.Verdict,
    matters: Sequence[Matter],
    readings: Mapping[str, Readings],
) -> bytes:
    head = {"digest": digest, "problems": [_recorded(problem, root) for problem in verdict.problems]}
    lines = (json.dumps(part, ensure_ascii=False).encode() for part in (head, readings))
    return b"\n".join((*lines, *(matter.model_dump_json(exclude_defaults=True).encode() for matter in matters)))


def _remembered(memory: Path, root: Path, digest: str) -> Prepared | None:
    """What was remembered of just this catalogue; a file that cannot be read is as good as none."""
    try:
        head, table, *lines = memory.read_bytes().split(b"\n")
        said = json.loads(head)
        if said["digest"] != digest:
            return None
        problems = tuple(
            MatterProblem(root / found["file"], found["path"], found["expected"], found["line"])
            for found in said["problems"]
        )
        # One after the other, so that a screen need not wait for two thousand at once.
        matters = Thrift().kept(Matter.model_validate_json(line) for line in lines if line)
        readings = _readings(table)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return _assembled(root, problems, matters, readings)


def _assembled(
    root: Path, problems: tuple[MatterProblem, ...], matters: Sequence[Matter], readings: dict[str, Readings]
) -> Prepared | None:
    home, sources, said_now = parse_home(root), parse_toml(root / SOURCES_FILE, Sources), load_announcements(root)
    if isinstance(home, MatterProblem) or isinstance(sources, MatterProblem) or isinstance(said_now, MatterProblem):
        return None
    bundles = load_bundles(root)
    if isinstance(bundles, MatterProblem):
        return None
    by_code = MappingProxyType({matter.code: matter for matter in matters})
    offered = Catalogue(
        root, by_code, home, sources, problems, announcements=said_now, bundles=MappingProxyType(bundles)
    )
    return Prepared(offered, readings)


def _recorded(problem: MatterProblem, root: Path) -> dict[str, str | int | None]:
    file = str(problem.file.relative_to(root))
    return {"file": file, "path": problem.path, "expected": problem.expected, "line": problem.line}


def _readings(table: bytes) -> dict[str, Readings]:
    read: dict[str, list[list[str]]] = json.loads(table)
    return {text: (tuple(usual), tuple(tuple(every) for every in loose)) for text, (usual, loose) in read.items()}


@lru_cache(maxsize=1)
def _code_digest() -> str:
    return _digest(*_CODE)


def _digest(*places: Path) -> str:
    digest = hashlib.sha256()
    for place in places:
        for file in sorted(_files(place)):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(place)}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    yield from (file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
