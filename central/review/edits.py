"""What is different between two parts of a matter, down to the value, named by the titles that the fields have. Pure."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from pydantic import BaseModel

_LANGUAGES = {"zh": "", "en": "英文", "zh_hant": "繁体"}
"""A text is its Chinese; of a translation is said which"""
_NAMES = ("title", "name", "label", "question", "text", "otherwise")
"""What an entry of a list is called by, the first that it has"""
_LONGEST = 120
BETWEEN = " › "


class Edit(NamedTuple):
    """One difference. `what` is ``part``, ``part.new``, ``part.gone`` or ``part.order``; `name` is its path in titles."""

    what: str
    name: str
    before: str = ""
    after: str = ""


def edits(old: object, new: object, path: tuple[str, ...], *, but: frozenset[str] = frozenset()) -> Iterator[Edit]:
    """Every value that is another; of a list its entries by their key or name. `but` are fields of the top told elsewhere."""
    if old == new:
        return
    name = BETWEEN.join(path)
    if isinstance(old, BaseModel) and isinstance(new, BaseModel) and type(old) is type(new):
        for field, about in type(new).model_fields.items():
            if field not in but:
                title = about.title or _LANGUAGES.get(field, field)
                yield from edits(getattr(old, field), getattr(new, field), (*path, title) if title else path)
    elif isinstance(old, tuple) and isinstance(new, tuple):
        yield from _entries(old, new, path)
    elif _is_nothing(old):
        yield Edit("part.new", name, after=brief(new))
    elif _is_nothing(new):
        yield Edit("part.gone", name, before=brief(old))
    else:
        yield Edit("part", name, brief(old), brief(new))


def _entries(old: tuple[object, ...], new: tuple[object, ...], path: tuple[str, ...]) -> Iterator[Edit]:
    before, after = _by_name(old), _by_name(new)
    name = BETWEEN.join(path)
    for key in after:
        if key not in before:
            yield Edit("part.new", name, after=brief(after[key]))
        else:
            yield from edits(before[key], after[key], (*path, called(after[key]) or key))
    for key in before:
        if key not in after:
            yield Edit("part.gone", name, before=brief(before[key]))
    yield from order_of(old, new, path)


def order_of(old: tuple[object, ...], new: tuple[object, ...], path: tuple[str, ...]) -> Iterator[Edit]:
    """Whether what both have stands in another order."""
    before, after = _by_name(old), _by_name(new)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Edit("part.order", BETWEEN.join(path))


def _by_name(entries: tuple[object, ...]) -> Mapping[str, object]:
    """The entries by what they are recognised by; by their place where two have the same."""
    names = [str(getattr(entry, "key", "") or called(entry) or "") for entry in entries]
    if len(set(names)) < len(names) or "" in names:
        names = [str(place) for place in range(1, len(entries) + 1)]
    return dict(zip(names, entries, strict=True))


def called(entry: object) -> str:
    """How people call an entry: its title, name, question or text; a plain value is its own name."""
    if not isinstance(entry, BaseModel):
        return str(entry.value if isinstance(entry, Enum) else entry)
    for field in _NAMES:
        if found := getattr(entry, field, None):
            return brief(found)
    return ""


def brief(value: object) -> str:
    """A value in one line."""
    if isinstance(value, BaseModel):
        text = getattr(value, "zh", None) or called(value)
        return short(text or "，".join(_said(value)))
    if isinstance(value, tuple | frozenset | list):
        return short("、".join(brief(one) for one in value))
    return "" if value is None else short(str(value.value if isinstance(value, Enum) else value))


def _said(value: BaseModel) -> Iterator[str]:
    for field, about in type(value).model_fields.items():
        if not _is_nothing(found := getattr(value, field)):
            yield f"{about.title or field} {brief(found)}"


def _is_nothing(value: object) -> bool:
    return value is None or value in ("", ())


def short(text: str) -> str:
    """At most so many characters as a line of the difference holds."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
