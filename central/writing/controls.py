"""The form of a matter, drawn from its schema: no part of the model can be without a control, and none is a box of JSON.

A control's `path` is where its value stands in the matter (``fields.0.label.zh``): it names the input, what the lint says lands
beside it, and `central.writing.posted` builds the matter from it again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.utils.functional import Promise
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from central.writing.words import HINTS, OPTIONS, PARTS
from kiosk.matters.model import NEEDABLE

ROW = "__row__"
"""Stands for the number of a row in the blank that the page copies"""
Word = str | Promise
"""In the language of whoever looks, once it is shown"""
Options = tuple[tuple[str, Word], ...]
"""Code and word of each"""
_RULES = frozenset({"rule", "when", "visible_when"})
PICKED, _OF_PICKED = "事项代码", frozenset({"depends_on"})
_LONG = 300
"""A text that may be longer than this gets several lines"""
_LANGUAGES = ("zh", "en", "zh_hant")
_INPUTS = {int: "number", float: "number", date: "date", time: "time"}


@dataclass(frozen=True, slots=True)
class Control:
    """One value."""

    path: str
    label: Word
    kind: str
    """text, long, rule, number, flag, choice, date, time, lines (one entry a line), several (some of the options), pick (one of
    the page's list of matters) or members (some of those picked on this page)"""
    value: Any = ""
    options: Options = ()
    required: bool = False
    hint: Word = ""
    default: str = ""
    """What holds when it is left empty"""


@dataclass(frozen=True, slots=True)
class Group:
    """Several controls that belong together."""

    path: str
    label: Word
    parts: "tuple[Control | Group | Rows, ...]"
    optional: bool = False
    spoken: bool = False
    """Whether it is one sentence in several languages, shown in one line"""
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """A list. `blank` is a row with `ROW` for its number."""

    path: str
    label: Word
    rows: tuple[Group, ...]
    blank: Group


Tree = Control | Group | Rows


Known = Mapping[str, Options]
"""By the name of a part, or its title: the values it can have that the schema does not list, each with its word"""


def tree_of(
    model: type[BaseModel], body: Mapping[str, Any], known: Known = MappingProxyType({}), path: str = ""
) -> tuple[Tree, ...]:
    """The controls of `model`, filled with what `body` holds: a matter, or what was typed instead of one."""
    return tuple(_part(name, info, body.get(name), known, f"{path}{name}") for name, info in model.model_fields.items())


def paths_of(parts: Sequence[Tree]) -> Iterator[str]:
    """Every path that a value can stand at, blanks of lists too."""
    for part in parts:
        if isinstance(part, Control):
            yield part.path
        elif isinstance(part, Group):
            yield from paths_of(part.parts)
        else:
            yield from paths_of((*part.rows, part.blank))


def _part(name: str, info: FieldInfo, value: Any, known: Known, path: str) -> Tree:  # noqa: ANN401  whatever stands in the body
    label = PARTS.get(info.title or name, info.title or name)
    kind, optional = _bare(info.annotation)
    item = _item(kind)
    if item is not None:
        return _list(item, name, label, value, known, path)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _group(kind, label, value, known, path, optional=optional or not info.is_required())
    return _control(name, info, kind, label, value, known, path)


def _group(model: type[BaseModel], label: Word, value: Any, known: Known, path: str, *, optional: bool) -> Group:  # noqa: ANN401
    body = value if isinstance(value, Mapping) else {}
    parts = tree_of(model, body, known, f"{path}.")
    spoken = set(model.model_fields) <= {*_LANGUAGES, "value"}
    return Group(path, label, parts, optional=optional, spoken=spoken, filled=bool(body))


def _list(item: Any, name: str, label: Word, value: Any, known: Known, path: str) -> Tree:  # noqa: ANN401  a type, as annotations give it
    entries = value if isinstance(value, list | tuple) else []
    if not (isinstance(item, type) and issubclass(item, BaseModel)):
        chosen = tuple(str(entry) for entry in entries)
        options = _options(item) or (
            tuple((one, OPTIONS.get(one, one)) for one in sorted(NEEDABLE)) if name == "needs" else ()
        )
        if options or name in known:
            kind = "members" if name in _OF_PICKED else "several"
            return Control(path, label, kind, chosen, _with(options or known[name], *chosen))
        return Control(
            path, label, "lines", "\n".join(str(entry) for entry in entries), hint=HINTS.get(name, HINTS["lines"])
        )
    rows = tuple(_group(item, label, entry, known, f"{path}.{at}", optional=False) for at, entry in enumerate(entries))
    return Rows(path, label, rows, _group(item, label, {}, known, f"{path}.{ROW}", optional=False))


def _control(name: str, info: FieldInfo, kind: Any, label: Word, value: Any, known: Known, path: str) -> Control:  # noqa: ANN401
    required = info.is_required()
    default = "" if required else _text(info.default)
    shown = _text(value)
    if kind is bool and info.default is not None:
        return Control(path, label, "flag", value=(shown or default) == "true", default=default)
    if info.title == PICKED:
        return Control(path, label, "pick", shown, required=required, hint=dict(known.get(PICKED, ())).get(shown, ""))
    options = _options(kind) or (_with(known[name], shown) if name in known and kind is str else ())
    if options:
        unset = () if default or required or "" in dict(options) else (("", OPTIONS[""]),)
        return Control(path, label, "choice", shown or default, (*unset, *options), required=required, default=default)
    named = info.title if info.title and info.title in HINTS else "rule" if name in _RULES else name
    hint = HINTS.get(named, "")
    return Control(path, label, _kind(name, kind, info), shown, required=required, hint=hint, default=default)


def _with(options: Options, *values: str) -> Options:
    """`options`, and whatever `values` hold besides: a word that nobody knows is shown and said, not lost."""
    there = {code for code, _ in options}
    return (*options, *((value, value) for value in values if value and value not in there))


def _kind(name: str, kind: Any, info: FieldInfo) -> str:  # noqa: ANN401  a type, as annotations give it
    if name in _RULES:
        return "rule"
    if kind in _INPUTS:
        return _INPUTS[kind]
    return "long" if _longest(info) > _LONG else "text"


def _bare(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401  a type, as annotations give it
    """The type without ``Annotated`` and ``None``, and whether it may be ``None``."""
    optional = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
            optional = optional or len(kinds) < len(get_args(annotation))
            annotation = kinds[0]
        else:
            return annotation, optional


def _item(kind: Any) -> Any | None:  # noqa: ANN401  as above
    """What a list is of; None for what is no list."""
    return _bare(get_args(kind)[0])[0] if get_origin(kind) in (tuple, list, frozenset) else None


def _options(kind: Any) -> Options:  # noqa: ANN401  as above
    codes: list[str] = []
    if kind is bool:
        codes = ["", "true", "false"]
    elif get_origin(kind) is Literal:
        codes = [str(code) for code in get_args(kind)]
    elif isinstance(kind, type) and issubclass(kind, Enum):
        codes = [str(member.value) for member in kind]
    return tuple((code, OPTIONS.get(code, code)) for code in codes)


def _longest(info: FieldInfo) -> int:
    """The most characters it may have, where the schema says so."""
    found = [info.metadata, *(get_args(one)[1:] for one in (info.annotation,) if get_origin(one) is Annotated)]
    return max((getattr(rule, "max_length", 0) or 0 for rules in found for rule in rules), default=0)


def _text(value: Any) -> str:  # noqa: ANN401  any plain value
    """As an input shows it, and as the matter's file has it."""
    if value is None or isinstance(value, Mapping | list | tuple):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value.value if isinstance(value, Enum) else value)
