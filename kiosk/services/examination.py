"""``python -m kiosk.services.examination CATALOGUE [CODE]``: everything that can be wrong with it, a line of JSON for each.

Looked for before a citizen can meet it, in a process of its own. Schema, rules and references; every template typeset with
its sample; every picture decoded; calendars, announcements and tables read; every matter walked through from the guide to
the receipt. `kioskctl examine` says the same to people, and loads the whole kiosk for it, for which no author need wait.
"""

import json
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from kiosk.matters.announcements import load_tables
from kiosk.matters.bundles import BUNDLES_FOLDER
from kiosk.matters.catalogue import Catalogue, load_catalogue
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.parse import MATTER_FILE
from kiosk.matters.problems import MatterProblem
from kiosk.protocol.release import CALENDARS
from kiosk.services.rehearsal import Stumble, rehearse
from kiosk.services.typesetting import check_template

_PICTURES = (".png", ".jpg", ".jpeg")
_KNOWN = frozenset({".toml", ".typ", ".json", *_PICTURES})
_MOST_PIXELS = 25_000_000
"""A4 at 500 dpi; a picture that unpacks to more is not meant well"""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found. `catalogue` holds the matters that are good."""

    catalogue: Catalogue
    problems: tuple[MatterProblem, ...]


def examine(root: Path, skip: Collection[str] = (), only: str = "") -> Examined:
    """All of the catalogue under `root`; whatever is wrong is in `problems`, those of the catalogue itself first.

    The matters in `skip` are left out: the same files were examined before. With `only` the other matters are read, to be
    composed with, and not walked or typeset: somebody has done so before; the bundles are all walked.
    """

    def typesets(template: Path) -> MatterProblem | None:
        return None if only and template.parent.name != only else check_template(template)

    found = load_catalogue(root, typesets, skip=skip)
    if found.fatal:
        return Examined(found, found.problems)
    calendar = load_calendar(root / CALENDARS) if (root / CALENDARS).is_dir() else load_calendar()
    if isinstance(calendar, MatterProblem):
        return Examined(found, (*found.problems, *calendar.all))
    more = [*_extras(root), *_files(root, skip), *_rehearsed(found, calendar, only)]
    return Examined(found, (*found.problems, *more))


def told(problem: MatterProblem) -> dict[str, object]:
    """One line about `problem`, for machines: in English and in Chinese, and whether it stops the whole catalogue."""
    place = f"{problem.file.name} {problem.path}".strip()
    both = {"problem": f"{place}: {problem.expected}", "zh": f"{place}：{problem.say('zh_CN')}"}
    return {**both, "fatal": problem.fatal}


def main(arguments: Sequence[str]) -> int:
    """Examine a folder, or of it one matter and the bundles."""
    root, *only = arguments
    problems = examine(Path(root), only="".join(only)).problems
    for problem in problems:
        sys.stdout.write(json.dumps(told(problem)) + "\n")
    return 1 if problems else 0


def _extras(root: Path) -> Iterator[MatterProblem]:
    tables = load_tables(root)
    if isinstance(tables, MatterProblem):
        yield from tables.all


def _files(root: Path, skip: Collection[str]) -> Iterator[MatterProblem]:
    folders = [entry for entry in root.iterdir() if entry.is_dir() and entry.name not in skip and entry.name[0] != "."]
    files = [entry for entry in root.iterdir() if entry.is_file()]
    files += [file for folder in folders for file in folder.rglob("*")]
    for file in sorted(files):
        if not file.is_file() or file.name.startswith("."):
            continue
        if file.suffix not in _KNOWN:
            yield MatterProblem(file, "", f"expected one of {', '.join(sorted(_KNOWN))}")
        elif file.suffix in _PICTURES and (wrong := _picture(file)) is not None:
            yield MatterProblem(file, "", f"expected a picture: {wrong}")


def _picture(file: Path) -> str | None:
    try:
        with Image.open(file, formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return f"{picture.width}×{picture.height} is larger than {_MOST_PIXELS} pixels"
            picture.load()
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        return type(error).__name__
    return None


def _rehearsed(catalogue: Catalogue, calendar: WorkCalendar, only: str) -> Iterator[MatterProblem]:
    for code, matter in catalogue.matters.items():
        if only and code != only:
            continue
        wrong = rehearse(matter, calendar)
        if wrong is not None:
            yield _not_done(catalogue.root / code / MATTER_FILE, wrong)
    if only in catalogue.bundles and only not in catalogue.courses and not catalogue.problems:
        yield MatterProblem(
            catalogue.root / BUNDLES_FOLDER / f"{only}.toml",
            "members",
            "expected members of which one at least is done at a kiosk, and hours that all share; nobody can do this here",
            zh="至少要有一个事项能在本机办，并且这些事项有共同的开放时间；现在这件事在本机办不了",
        )
    for key, course in catalogue.courses.items():
        wrong = rehearse(course, calendar)
        if wrong is not None:
            yield _not_done(catalogue.root / BUNDLES_FOLDER / f"{key}.toml", wrong)


def _not_done(file: Path, wrong: Stumble) -> MatterProblem:
    said = f"expected a visit from guide to receipt: {wrong.en}"
    return MatterProblem(file, "", said, zh=f"应能从办事指南一直办到回执：{wrong.zh}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
