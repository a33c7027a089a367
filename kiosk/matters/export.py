"""A matter as text: the ``matter.toml`` of its folder, or JSON with an English key for every national element.

What is written reads back as the same matter (`tests/kiosk/matters/test_export.py` proves it with made-up ones). What has
its default is left out of the TOML, as authors do.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.matters.bundles import BUNDLES_FOLDER, BundleSpec
from kiosk.matters.exchange_columns import exchange_of, tables_of
from kiosk.matters.model import Matter
from kiosk.matters.parse import MATTER_FILE
from kiosk.matters.problems import MatterProblem, problems_of

FORMAT = "suishiban.matter/1"
BUNDLE_FORMAT = "suishiban.bundle/1"
_Part = TypeVar("_Part", bound=BaseModel)
_NEVER_LEFT_OUT = frozenset({"version"})
_WIDTH = 110
_DELETE = "\x7f"


def to_toml(part: Matter | BundleSpec) -> str:
    """The text of its file."""
    raw = part.model_dump(exclude_defaults=True)
    kept = {key: getattr(part, key) for key in type(part).model_fields if key in _NEVER_LEFT_OUT}
    raw = {key: raw.get(key, kept.get(key)) for key in type(part).model_fields if key in raw or key in kept}
    lines = [f"{key} = {_value(value)}" for key, value in raw.items() if not _is_table(key, value, part)]
    for key, value in raw.items():
        if not _is_table(key, value, part):
            continue
        for entry in value if isinstance(value, tuple) else [value]:
            lines += ["", f"[[{key}]]" if isinstance(value, tuple) else f"[{key}]", *_entries(entry)]
    return "\n".join(lines) + "\n"


def to_json(part: Matter | BundleSpec) -> str:
    """``matter`` or ``bundle``: everything, by the names of the models; ``exchange``: a matter's rows of the national tables."""
    body = part.model_dump(mode="json", exclude_defaults=True)
    if isinstance(part, Matter):
        whole = {"format": FORMAT, "matter": body, "exchange": exchange_of(part)}
    else:
        whole = {"format": BUNDLE_FORMAT, "bundle": body}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def from_json(text: str, file: Path) -> Matter | MatterProblem:
    """The matter of `to_json`, or what is wrong with the text; `file` is named in the problem."""
    return _read(text, file, {FORMAT: ("matter", Matter)})


def part_from_json(text: str, file: Path) -> Matter | BundleSpec | MatterProblem:
    """As `from_json`, of a bundle too."""
    parts: dict[str, tuple[str, type[Matter | BundleSpec]]] = {
        FORMAT: ("matter", Matter),
        BUNDLE_FORMAT: ("bundle", BundleSpec),
    }
    return _read(text, file, parts)


def _read(text: str, file: Path, parts: Mapping[str, tuple[str, type[_Part]]]) -> _Part | MatterProblem:
    """Of `parts`, which have by their format the name and the model of what will do."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        return MatterProblem(file, "", "expected valid JSON", line=line)
    said = whole.get("format") if isinstance(whole, Mapping) else None
    if not isinstance(said, str) or said not in parts:
        zh = f"应为本平台导出的 JSON，其中 format 为{'或'.join(f'“{each}”' for each in parts)}"
        expected = " or ".join(f"'{each}'" for each in parts)
        return MatterProblem(file, "format", f"expected a JSON object with format {expected}", zh=zh)
    name, model = parts[said]
    try:
        return model.model_validate_json(json.dumps(whole.get(name)))
    except ValidationError as error:
        return problems_of(file, model, error)


def to_folder(matter: Matter, root: Path) -> Path:
    """Write the folder of `matter` under `root`, its ``matter.toml`` in one step. Raises ``OSError``."""
    folder = root / matter.code
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / MATTER_FILE, to_toml(matter))
    return folder


def save_all(matters: Sequence[Matter], root: Path) -> tuple[MatterProblem, ...]:
    """Write new matters under `root`: all, or none when one of them is there already. Raises ``OSError``, with none written."""
    there = [matter for matter in matters if (root / matter.code).exists()]
    if there:
        return tuple(
            MatterProblem(
                root / matter.code, "", "expected no folder of this name; it is there already", zh="事项已经存在"
            )
            for matter in there
        )
    root.mkdir(parents=True, exist_ok=True)
    moved: list[Path] = []
    with TemporaryDirectory(prefix=".import-", dir=root) as fresh:
        for matter in matters:
            to_folder(matter, Path(fresh))
        try:
            for matter in matters:
                place = root / matter.code
                (Path(fresh) / matter.code).rename(place)
                moved.append(place)
        except OSError:
            for folder in moved:
                rmtree(folder)
            raise
    return ()


def bundle_to_file(bundle: BundleSpec, root: Path) -> Path:
    """Write the file of `bundle` under `root`. Raises ``OSError``."""
    folder = root / BUNDLES_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return _replace(folder / f"{bundle.key}.toml", to_toml(bundle))


def to_tables(matters: Iterable[Matter], folder: Path) -> tuple[Path, ...]:
    """Write the exchange tables as CSV files into `folder`, one for each table that has rows. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table, rows in tables_of(matters).items():
        if not rows:
            continue
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        written.append(_replace(folder / f"{table}.csv", text.getvalue()))
    return tuple(written)


def _replace(file: Path, text: str) -> Path:
    fresh = file.with_name(f".{file.name}.fresh")
    fresh.write_text(text, encoding="utf-8", newline="")
    return fresh.replace(file)


def _is_table(key: str, value: object, part: BaseModel) -> bool:
    """Whether it gets a heading of its own: a list of records, or a record that is no mere sentence."""
    if isinstance(value, tuple):
        return bool(value) and all(isinstance(entry, dict) for entry in value) and not _are_sentences(key, part)
    return isinstance(value, dict) and not {"zh"} <= value.keys() and "count" not in value


def _are_sentences(key: str, part: BaseModel) -> bool:
    return all(set(type(entry).model_fields) <= {"zh", "en", "zh_hant"} for entry in getattr(part, key))


def _entries(entry: Mapping[str, object]) -> Iterator[str]:
    yield from (f"{key} = {_value(value)}" for key, value in entry.items() if value is not None)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        inside = [_value(entry) for entry in value]
        short = f"[{', '.join(inside)}]"
        return short if len(short) <= _WIDTH else "[\n" + "".join(f"    {each},\n" for each in inside) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_inline(each)}" for key, each in value.items() if each is not None) + " }"
    return _scalar(value)


def _inline(value: object) -> str:
    """On one line, as an inline table must be (lists inside it as well)."""
    return f"[{', '.join(map(_inline, value))}]" if isinstance(value, tuple) else _value(value)


def _scalar(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case time():
            return value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
        case date():
            return value.isoformat()
        case str():
            return json.dumps(str(value), ensure_ascii=False).replace(_DELETE, "\\u007f")
        case _:
            raise TypeError(f"no TOML for {type(value).__name__}")
