"""Hands a view to QML: a plain map with QML's spelling of names."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass


def camel(name: str) -> str:
    """``bundle_total`` is ``bundleTotal`` in QML."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def qml_map(value: object) -> object:
    """Turn a frozen view, with all the views, tuples and maps inside it, into maps, lists and plain values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {camel(field.name): qml_map(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): qml_map(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [qml_map(item) for item in value]
    return value
