"""Two versions of a value that is kept as JSON, told by the paths at which they differ."""

import json
from collections.abc import Iterator

_LONGEST = 300
"""Characters of a value; whoever needs all of it looks at the row itself"""


def differing(before: str, after: str) -> list[tuple[str, str, str]] | None:
    """Path, before and after of each value that is another; None where one of the two is no JSON object or list."""
    try:
        old, new = json.loads(before or "null"), json.loads(after or "null")
    except ValueError:
        return None
    if (
        not isinstance(old, dict | list | None)
        or not isinstance(new, dict | list | None)
        or (old is None and new is None)
    ):
        return None
    return list(_paths(old, new, ()))


def _paths(old: object, new: object, path: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _paths(old.get(key), new.get(key), (*path, str(key)))
    elif isinstance(old, list) and isinstance(new, list):
        for place in range(max(len(old), len(new))):
            yield from _paths(_at(old, place), _at(new, place), (*path, str(place + 1)))
    else:
        yield "/".join(path), _brief(old), _brief(new)


def _at(entries: list[object], place: int) -> object:
    return entries[place] if place < len(entries) else None


def _brief(value: object) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
