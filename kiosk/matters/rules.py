"""Rules in CEL, the Common Expression Language: sandboxed, typed, the same on kiosk and platform.

An expression sees two names: ``values`` (the form's values as text, every field of the matter, empty when unknown) and
``holder`` (`HolderFacts` as a map). It must come to true or false.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import Any

NAMES = ("values", "holder")
HOLDER_NAMES = ("age", "kind", "nationality", "sex")
_FUNCTIONS = frozenset({"size", "startsWith", "endsWith", "contains", "matches", "has", "int", "string"})
_MEMBER = re.compile(r"\b(values|holder)\.([A-Za-z_]\w*)")
_STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")


@dataclass(frozen=True, slots=True, repr=False)
class HolderFacts:
    """What rules may know of the person: never the name or number. `age` in whole years."""

    kind: str
    age: int
    sex: str = "0"
    nationality: str = ""


class RuleError(Exception):
    """An expression that cannot be compiled or does not come to true or false. Shows the expression, never the values."""

    def __init__(self, expression: str, reason: str) -> None:
        super().__init__(f"rule {expression!r}: {reason}")
        self.expression = expression
        self.reason = reason


def holds(expression: str, values: Mapping[str, str], holder: HolderFacts | None = None) -> bool:
    """Whether `expression` is true of these values and this holder. Raises `RuleError`.

    Without a holder (before the card is read) ``holder`` is an empty map, and a rule about it is an error.
    """
    program = _compiled(expression)
    facts: dict[str, str | int] = {}
    if holder is not None:
        facts = {"kind": holder.kind, "age": holder.age, "sex": holder.sex, "nationality": holder.nationality}
    try:
        outcome = program.execute({"values": dict(values), "holder": facts})
    except KeyError as error:
        raise RuleError(expression, f"uses {error}, which is not known") from None
    except (RuntimeError, ValueError, TypeError) as error:
        raise RuleError(expression, f"cannot be evaluated ({type(error).__name__})") from None
    if not isinstance(outcome, bool):
        raise RuleError(expression, f"comes to a {type(outcome).__name__}, not to true or false")
    return outcome


def unknown_names(expression: str, fields: frozenset[str]) -> tuple[str, ...]:
    """The names in `expression` that nothing will ever fill: other variables, functions, fields. Raises `RuleError`."""
    program = _compiled(expression)
    strange = [name for name in program.variables() if name not in NAMES]
    strange += [name for name in program.functions() if name.isidentifier() and name not in _FUNCTIONS]
    bare = _STRING.sub("''", expression)
    for owner, member in _MEMBER.findall(bare):
        known = fields if owner == "values" else frozenset(HOLDER_NAMES)
        if member not in known:
            strange.append(f"{owner}.{member}")
    return tuple(dict.fromkeys(strange))


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:  # noqa: ANN401 - cel.Program, which ships no types that outlive its import
    try:
        return _CEL.compile(expression)
    except ValueError as error:
        said = str(error).split("ERROR: <input>:", maxsplit=1)[-1].splitlines()[0]
        raise RuleError(expression, f"is not CEL: {said}") from None


def _cel() -> ModuleType:
    """The extension module inside the package, without the package.

    That imports its command line and with it a terminal toolkit: 0.15 s of the start and 37 MB for nothing.
    """
    package = PathFinder.find_spec("cel")
    within = package.submodule_search_locations if package is not None else None
    spec = PathFinder.find_spec("cel.cel", within) if within is not None else None
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("common-expression-language is not installed", name="cel")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_CEL = _cel()
