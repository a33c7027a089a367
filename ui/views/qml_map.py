"""Hands a view to QML: a plain map with QML's spelling of names."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


def camel(name: str) -> str:
    """``bundle_total`` is ``bundleTotal`` in QML."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def qml_map(value: object) -> object:
    """Turn a frozen view, with all the views, tuples and maps inside it, into maps, lists and plain values."""
    if value is None or isinstance(value, str | int | float):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {shown: qml_map(getattr(value, name)) for name, shown in _names(type(value))}
    if isinstance(value, Mapping):
        return {str(key): qml_map(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [qml_map(item) for item in value]
    return value


def coming_text(coming: tuple[str, object] | None) -> str:
    """JSON: ``{screen, text}``, `text` being letter for letter what the bridge's `viewText` would be, or ``null``."""
    return json.dumps({"screen": coming[0], "text": json.dumps(coming[1])} if coming is not None else None)


def plain(args: Any) -> dict[str, Any]:  # noqa: ANN401 - what QML hands over
    """The arguments of an intent: a JavaScript object or a map of plain values."""
    values: dict[str, Any] = args.toVariant() if hasattr(args, "toVariant") else dict(args or {})
    return values


@cache
def _names(view: type) -> tuple[tuple[str, str], ...]:
    """Each field of a dataclass, and what QML calls it."""
    return tuple((field.name, camel(field.name)) for field in fields(view))
