"""Writes ``docs/matters.md``: every field of a matter and of a bundle, the shared fields, the code sets and the lint's rules.

Run without arguments to write it; a test holds that it is up to date.
"""

import sys
import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk.matters.bundles import BundleSpec
from kiosk.matters.code_sets import CODE_SETS
from kiosk.matters.exchange_columns import TABLES
from kiosk.matters.lint_list import RULES
from kiosk.matters.materials import MaterialSpec
from kiosk.matters.model import Faq, Fee, Matter
from kiosk.matters.shared import SHARED_FIELDS
from kiosk.matters.text import Part

FILE = Path(__file__).resolve().parent.parent / "docs" / "matters.md"

_HEAD = """# Every field of a matter

Written by `tools/matter_reference.py` from the schema; do not edit by hand. How to write a matter is told in
[add a matter](add-a-matter.md); why codes look as they do in [ADR 0030](adr/0030-codes-carry-the-name-of-their-set.md), why
bundles are files in [ADR 0031](adr/0031-bundles-are-files-of-their-own.md).

*Text* is `{ zh = "…", en = "…", zh_hant = "…" }`, traditional Chinese may be left out; *Prose* is a longer one in which only
`zh` is needed; *Coded* is `{ set = "…", code = "…", name = "…", version = "…" }`; *Term* is
`{ count = 3, unit = "working_days" }` (or `calendar_days`, `months`, `hours`). *Rule* is CEL.
The column is that of the national exchange tables (C0109).
"""
_BASES = {"Text", "Prose", "Coded", "Term"}
_OF_TABLE: dict[str, type[BaseModel]] = {"material": MaterialSpec, "fee": Fee, "faq": Faq}


def text() -> str:
    """The whole page."""
    sections = [_HEAD]
    done: set[type[BaseModel]] = set()
    for model, title in ((Matter, "matter.toml"), (BundleSpec, "_bundles/<key>.toml")):
        sections.append(f"## {title}\n")
        for part in _models(model):
            if part not in done and part.__name__ not in _BASES:
                done.add(part)
                sections.append(_section(part))
    sections += [_shared(), _code_sets(), _rules()]
    return "\n".join(sections)


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and every one inside it, each once, in the order of the fields."""
    seen, waiting = {model}, [model]
    while waiting:
        current = waiting.pop(0)
        yield current
        for info in current.model_fields.values():
            for inner in _inside(info.annotation):
                if inner not in seen:
                    seen.add(inner)
                    waiting.append(inner)


def _inside(annotation: object) -> Iterator[type[BaseModel]]:
    if type(annotation) is type(Part) and issubclass(annotation, Part):
        yield annotation
        return
    for inner in typing.get_args(annotation):
        yield from _inside(inner)


def _section(model: type[BaseModel]) -> str:
    said = (model.__doc__ or "").strip().splitlines()[0]
    columns = _columns(model)
    lines = [
        f"### {model.__name__}\n",
        f"{said}\n",
        "| field | 名称 | type | default | column |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, info in model.model_fields.items():
        default = "required" if info.is_required() else _default(info.default)
        lines.append(
            f"| `{name}` | {info.title or ''} | {_type(info.annotation)} | {default} | {columns.get(name, '')} |"
        )
    return "\n".join(lines) + "\n"


def _columns(model: type[BaseModel]) -> dict[str, str]:
    """The exchange columns that fill each field of `model`."""
    found: dict[str, str] = {}
    for table, columns in TABLES.items():
        for column in columns.values():
            owner, _, rest = column.path.rpartition(".")
            if owner in _TERMS:
                owner, rest = "", owner
            fits = model is _OF_TABLE.get(table) if table in _OF_TABLE else _OWNERS.get(owner) == model.__name__
            if fits and table != "directory":
                found.setdefault(rest, f"`{table}.{column.name}`")
    return found


_TERMS = ("promised", "statutory")
_OWNERS = {
    "": "Matter",
    "national": "National",
    "place": "Place",
    "result": "ResultSpec",
    "consult": "Contact",
}


def _default(value: object) -> str:
    match value:
        case None | () | "":
            return ""
        case Enum():
            return f"`{value.value}`"
        case BaseModel():
            return ""
        case tuple():
            return "all"
        case _:
            return "" if value is PydanticUndefined else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _type(annotation: object) -> str:
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type(inside[0])
    if origin is tuple:
        return f"list of {_type(inside[0])}"
    if origin in {typing.Union, types.UnionType}:
        return " or ".join(_type(each) for each in inside if each is not type(None))
    if origin is typing.Literal:
        return ", ".join(f"`{each}`" for each in inside if each)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{each.value}`" for each in annotation)
    return {"str": "text", "int": "number", "bool": "true or false"}.get(
        getattr(annotation, "__name__", ""), getattr(annotation, "__name__", str(annotation))
    )


def _shared() -> str:
    rows = [
        f"| `{entry.id}` | {entry.title.zh} | {entry.title.en} | {entry.kind} |" for entry in SHARED_FIELDS.values()
    ]
    head = "## Shared fields\n\nA field with one of these keys, or with `shared`, is asked once in a bundle.\n"
    return "\n".join([head, "| id | 名称 | name | kind |", "| --- | --- | --- | --- |", *rows]) + "\n"


def _code_sets() -> str:
    rows = [
        f"| {entry.name} | {entry.version} | {entry.title} | "
        + "、".join(f"{code} {name}" for code, name in list(entry.entries.items())[:12])
        + (" …" if len(entry.entries) > 12 or entry.open else "")  # noqa: PLR2004 - as many as are shown
        + " |"
        for entry in CODE_SETS.values()
    ]
    head = "## Code sets\n\nAny other set may be named; what it means is then not checked.\n"
    return "\n".join([head, "| set | version | 名称 | codes |", "| --- | --- | --- | --- |", *rows]) + "\n"


def _rules() -> str:
    rows = [f"| `{rule.id}` | {rule.severity.value} | {rule.zh} | {rule.en} |" for rule in RULES.values()]
    head = "## The lint\n\nAn error leaves the matter out and refuses a release; a warning and a notice do not.\n"
    return "\n".join([head, "| rule | severity | 要求 | holds |", "| --- | --- | --- | --- |", *rows]) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
