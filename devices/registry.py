"""Drivers by name: entry points of the group ``suishiban.drivers``.

A driver is one file in ``devices/drivers`` and one line in ``pyproject.toml``. Its class takes its config table, a mapping,
and refuses a wrong one with pydantic's ``ValidationError`` or a ``ValueError``; a class that names a pydantic model as
``Options`` takes an instance of that instead (see `devices.api.options`).
"""

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pydantic import ValidationError

_GROUP = "suishiban.drivers"

# Where Qt was loaded first, its import hook trips over pydantic's lazy modules, once. Without this, the first driver
# that imports one of them would be the one that "cannot be loaded".
with suppress(ImportError):
    import_module("pydantic.fields")


class RegistryError(Exception):
    """A driver that is not there, or options it does not take; the text is a sentence for whoever configures."""


def driver_names(prefix: str = "") -> tuple[str, ...]:
    """The names of all installed drivers that begin with `prefix`, sorted."""
    return tuple(sorted(name for name in _installed() if name.startswith(prefix)))


def load_driver(name: str, options: Mapping[str, object]) -> Any:  # noqa: ANN401 - the kind is known to the caller only
    """Make the driver `name` with its config table; nothing is opened yet. Raises `RegistryError`."""
    installed = _installed()
    if name not in installed:
        known = ", ".join(sorted(installed)) or "none"
        raise RegistryError(f"there is no driver '{name}'; installed drivers: {known}")
    try:
        driver_class = installed[name].load()
    except (ImportError, AttributeError) as missing:
        raise RegistryError(f"driver '{name}' cannot be loaded: {missing}") from missing
    try:
        model = getattr(driver_class, "Options", None)
        return driver_class(model.model_validate(dict(options)) if model else dict(options))
    except ValidationError as wrong:
        found = "; ".join(_sentence(detail["loc"], detail["msg"], detail["type"]) for detail in wrong.errors())
    except ValueError as wrong:
        found = str(wrong)
    raise RegistryError(f"options of driver '{name}': {found}")


@cache
def driver_classes() -> Mapping[str, type]:
    """Every installed driver's class by name; one that cannot be loaded is left out (`load_driver` says why)."""
    classes = {}
    for name, entry in _installed().items():
        try:
            classes[name] = entry.load()
        except (ImportError, AttributeError):
            continue
    return classes


@cache
def _installed() -> dict[str, EntryPoint]:
    return {each.name: each for each in entry_points(group=_GROUP)}


def _sentence(where: tuple[int | str, ...], expected: str, kind: str) -> str:
    field = ".".join(str(part) for part in where) or "(table)"
    if kind == "missing":
        return f"'{field}' is missing"
    if kind == "extra_forbidden":
        return f"'{field}' is not an option of this driver"
    return f"'{field}': {expected[0].lower()}{expected[1:]}"
