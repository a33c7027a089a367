"""From a folder of matters to content-addressed files, department indexes and the document of a release. Writes only blobs.

One edited matter changes one file, one index of some dozen matters and the release's document: that is all a kiosk fetches.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from central.releases.errors import ReleaseError
from central.releases.files import write_once
from kiosk.matters.catalogue import SOURCES_FILE, Catalogue, load_catalogue
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.parse import HOME_FILE
from kiosk.protocol.release import (
    ASSETS,
    BUNDLES,
    CALENDARS,
    LARGEST_FILE,
    MOST_MATTERS,
    RESERVED,
    TABLES,
    DepartmentIndex,
    DepartmentPart,
    FileRef,
    ReleaseDocument,
    blob_path,
)

DEPARTMENTS_FILE = "departments.toml"
NOTICES_FILE = "notices.toml"

_MATTERS_PER_INDEX = 16
"""More make each index longer, fewer make their list longer; at 2,000 matters both stay near 5 kB"""
_SHARED_FILES = (HOME_FILE, SOURCES_FILE, NOTICES_FILE)
_SHARED_FOLDERS = (CALENDARS, TABLES, ASSETS, BUNDLES)
_WRITTEN_BY_EDITORS = (".swp", ".bak", "~")
_BIN_LETTERS = 8


Load = Callable[[Path], Catalogue]


@dataclass(frozen=True, slots=True)
class Packed:
    """A release that nobody has signed yet. `indexes` are the bytes of each department's indexes by their hash."""

    document: ReleaseDocument
    indexes: dict[str, dict[str, bytes]] = field(default_factory=dict)


def pack(
    folder: Path,
    blobs: Path,
    *,
    release: int,
    made_at: datetime,
    min_program: str = "0",
    note: str = "",
    load: Load = load_catalogue,
) -> Packed:
    """Everything under `folder` as release number `release`; its files are put into `blobs`. `load` reads and checks them.

    Raises `ReleaseError` for a catalogue with any problem: a kiosk would refuse it.
    """
    catalogue = _checked(folder, load)
    slugs = _department_slugs(folder)
    found: dict[str, dict[str, dict[str, FileRef]]] = defaultdict(dict)
    titles: dict[str, str] = {}
    for matter in catalogue.matters.values():
        title = matter.department.zh
        slug = _slug(title, slugs)
        titles[slug] = title
        place = folder / matter.code
        found[slug][matter.code] = {file.name: _stored(file, blobs) for file in _files(place)}
    indexes = {slug: _indexed(slug, matters) for slug, matters in sorted(found.items())}
    document = ReleaseDocument(
        release=release,
        made_at=made_at,
        min_program=min_program,
        note=note,
        departments={slug: DepartmentPart(title=titles[slug], indexes=tuple(each)) for slug, each in indexes.items()},
        shared={path.relative_to(folder).as_posix(): _stored(path, blobs) for path in _shared(folder)},
    )
    return Packed(document, indexes)


def departments_of(folder: Path) -> list[str]:
    """The short names of the departments whose matters lie in `folder`. Raises `ReleaseError` as `pack` does."""
    slugs = _department_slugs(folder)
    return sorted({_slug(matter.department.zh, slugs) for matter in _checked(folder).matters.values()})


def _slug(title: str, listed: dict[str, str]) -> str:
    return listed.get(title) or f"d{sha256(title.encode()).hexdigest()[:10]}"


def _checked(folder: Path, load: Load = load_catalogue) -> Catalogue:
    catalogue = load(folder)
    if catalogue.problems:
        raise ReleaseError("\n".join(str(problem) for problem in catalogue.problems))
    if not catalogue.matters:
        raise ReleaseError(f"{folder}: expected at least one matter")
    if len(catalogue.matters) > MOST_MATTERS:
        raise ReleaseError(f"{folder}: expected at most {MOST_MATTERS} matters; found {len(catalogue.matters)}")
    calendar = load_calendar(folder / CALENDARS)
    if not isinstance(calendar, WorkCalendar):
        raise ReleaseError(str(calendar))
    if not calendar.notices:
        raise ReleaseError(
            f"{folder / CALENDARS}: expected at least one calendar; without one every date would be a guess"
        )
    return catalogue


def _department_slugs(folder: Path) -> dict[str, str]:
    """Chinese name → short name, from the file that lists them; a department that is not listed goes by a hash."""
    file = folder / DEPARTMENTS_FILE
    if not file.exists():
        return {}
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8"))["departments"]
        slugs = {str(title): str(slug) for slug, title in listed.items()}
    except (tomllib.TOMLDecodeError, KeyError, AttributeError) as error:
        raise ReleaseError(f'{file}: expected [departments] with lines such as hrss = "云桥区人社局"') from error
    strange = sorted(RESERVED & set(slugs.values()))
    if strange:
        raise ReleaseError(f"{file}: {', '.join(strange)} cannot be the short name of a department")
    return slugs


def _indexed(slug: str, matters: dict[str, dict[str, FileRef]]) -> dict[str, bytes]:
    """The department's matters in as many indexes as keep each small. A matter stays in its index while others come and go."""
    bins = 1
    while bins * _MATTERS_PER_INDEX < len(matters):
        bins *= 2
    sorted_in: dict[int, dict[str, dict[str, FileRef]]] = defaultdict(dict)
    for code in sorted(matters):
        sorted_in[int(sha256(code.encode()).hexdigest()[:_BIN_LETTERS], 16) % bins][code] = matters[code]
    encoded = (
        DepartmentIndex(department=slug, matters=part).model_dump_json().encode()
        for _, part in sorted(sorted_in.items())
    )
    return {sha256(data).hexdigest(): data for data in encoded}


def _files(place: Path) -> list[Path]:
    return [file for file in sorted(place.iterdir()) if file.is_file() and not _is_leftover(file)]


def _shared(folder: Path) -> list[Path]:
    files = [folder / name for name in _SHARED_FILES if (folder / name).is_file()]
    for name in _SHARED_FOLDERS:
        if (folder / name).is_dir():
            files += _files(folder / name)
    return files


def _is_leftover(file: Path) -> bool:
    return file.name.startswith(".") or file.name.endswith(_WRITTEN_BY_EDITORS)


def _stored(file: Path, blobs: Path) -> FileRef:
    data = file.read_bytes()
    if len(data) > LARGEST_FILE:
        raise ReleaseError(f"{file}: expected at most {LARGEST_FILE} bytes; found {len(data)}")
    digest = sha256(data).hexdigest()
    write_once(blobs / blob_path(digest), data)
    return digest, len(data)
