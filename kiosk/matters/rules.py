"""Rules in CEL, the Common Expression Language: sandboxed, typed, the same on kiosk and platform.

An expression sees three names: ``values`` (the form's values as text, every field of the matter, empty when unknown),
``situation`` (the key of the answer to each question of the 情形问答, empty when it was not asked) and ``holder``
(`HolderFacts` as a map). It must come to true or false, and soon: it is short, its brackets are shallow, and it goes through
at most one list, because lists within lists multiply (a hundred in a hundred of a hundred take half a minute).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from math import prod
from types import ModuleType
from typing import Any

NAMES = ("values", "holder", "situation")
HOLDER_NAMES = ("age", "kind", "nationality", "sex")
LONGEST = 1000
"""Characters of an expression"""

_FUNCTIONS = frozenset({"size", "startsWith", "endsWith", "contains", "matches", "has", "int", "string"})
_MEMBER = re.compile(r"\b(values|holder|situation)\s*\.\s*([A-Za-z_]\w*)")
_FIELD = re.compile(rf"{_MEMBER.pattern}\b(?!\s*\()")
"""A member that is no call: ``values.exists(…)`` goes through all of them"""
_MACRO = re.compile(r"\.\s*(all|exists|exists_one|existsOne|map|filter|transform\w+|bind|sortBy)\s*\(")
_COMPUTED = re.compile(r"\b(values|holder|situation)\s*\[")
_REPEAT = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_MOST_REPEATS = 1000
_DEEPEST = 24
_MOST_MACROS = 1
_OWN = re.compile(r"\.\s*(?:all|exists|exists_one|existsOne|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
"""The variable that a macro brings with it"""
_STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_STRING_OR_MEMBER = re.compile(rf"{_STRING.pattern}|\b(?P<owner>values|situation)\s*\.\s*(?P<member>[A-Za-z_]\w*)")


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


def holds(
    expression: str,
    values: Mapping[str, str],
    holder: HolderFacts | None = None,
    situation: Mapping[str, str] | None = None,
) -> bool:
    """Whether `expression` is true of these values, this holder and this situation. Raises `RuleError`.

    Without a holder (before the card is read) ``holder`` is an empty map, and a rule about it is an error.
    """
    if expression == "true":
        return True
    program = _compiled(expression)
    facts: dict[str, str | int] = {}
    if holder is not None:
        facts = {"kind": holder.kind, "age": holder.age, "sex": holder.sex, "nationality": holder.nationality}
    about = {"values": values, "holder": facts, "situation": situation or {}}
    try:
        outcome = program.execute({name: _looked_at(expression, name, told) for name, told in about.items()})
    except KeyError as error:
        raise RuleError(expression, f"uses {error}, which is not known") from None
    except (RuntimeError, ValueError, TypeError) as error:
        raise RuleError(expression, f"cannot be evaluated ({type(error).__name__})") from None
    if not isinstance(outcome, bool):
        raise RuleError(expression, f"comes to a {type(outcome).__name__}, not to true or false")
    return outcome


def unknown_names(expression: str, fields: frozenset[str], situations: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The names in `expression` that nothing will ever fill: other variables, functions, fields. Raises `RuleError`."""
    program = _compiled(expression)
    bare = _STRING.sub("''", expression)
    own = frozenset(_OWN.findall(bare))
    strange = [name for name in program.variables() if name not in NAMES and name not in own]
    strange += [name for name in program.functions() if name.isidentifier() and name not in _FUNCTIONS]
    known = {"values": fields, "holder": frozenset(HOLDER_NAMES), "situation": situations}
    strange += [f"{owner}.{member}" for owner, member in _MEMBER.findall(bare) if member not in known[owner]]
    strange += [f"{owner}[…]" for owner in _COMPUTED.findall(bare)]
    return tuple(dict.fromkeys(strange))


def names_used(expression: str, owner: str) -> frozenset[str]:
    """Which members of `owner` (one of `NAMES`) an expression looks at."""
    return frozenset(member for found, member in _MEMBER.findall(_STRING.sub("''", expression)) if found == owner)


def _looked_at(expression: str, owner: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Of `told` what the expression names: handing over sixty values for the sake of one takes ten times as long."""
    named = _members(expression, owner)
    return dict(told) if named is None else {key: told[key] for key in named if key in told}


@lru_cache(maxsize=4096)
def _members(expression: str, owner: str) -> frozenset[str] | None:
    """As `names_used`; None where it looks at `owner` as a whole."""
    bare = _STRING.sub("''", expression)
    named = [member for found, member in _FIELD.findall(bare) if found == owner]
    return frozenset(named) if len(named) == len(re.findall(rf"\b{owner}\b", bare)) else None


def renamed(expression: str, values: Mapping[str, str], situation: Mapping[str, str]) -> str:
    """`expression` with members of ``values`` and ``situation`` under other names; those without a new one keep theirs."""
    names = {"values": values, "situation": situation}

    def other(found: re.Match[str]) -> str:
        owner, member = found["owner"], found["member"]
        return found[0] if owner is None else f"{owner}.{names.get(owner, {}).get(member, member)}"

    return _STRING_OR_MEMBER.sub(other, expression)


def both(*rules: str) -> str:
    """A rule that is true where all of `rules` are."""
    counted = [rule for rule in dict.fromkeys(rules) if rule != "true"]
    return " && ".join(_bracketed(counted)) or "true"


def either(*rules: str) -> str:
    """A rule that is true where one of `rules` is."""
    return "true" if "true" in rules else " || ".join(_bracketed(list(dict.fromkeys(rules))))


def _bracketed(rules: Sequence[str]) -> list[str]:
    return [f"({rule})" for rule in rules] if len(rules) > 1 else list(rules)


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> Any:  # noqa: ANN401 - cel.Program, which ships no types that outlive its import
    reason = _endless(expression)
    if reason:
        raise RuleError(expression[:LONGEST], reason)
    try:
        return _CEL.compile(expression)
    except ValueError as error:
        said = str(error).split("ERROR: <input>:", maxsplit=1)[-1].splitlines()[0]
        raise RuleError(expression, f"is not CEL: {said}") from None


def _endless(expression: str) -> str:
    """Why it might not come to an end in time; empty when it will. Read off the text, before anything is compiled."""
    if len(expression) > LONGEST:
        return f"is longer than {LONGEST} characters"
    bare = _STRING.sub("''", expression)
    macros = _MACRO.findall(bare)
    if len(macros) > _MOST_MACROS:
        return f"goes through lists {len(macros)} times ({', '.join(macros)}); once is allowed, else it might never end"
    if any(prod(int(most or least) for least, most in counts) > _MOST_REPEATS for counts in _repeats(expression)):
        return f"repeats within repeats more than {_MOST_REPEATS} times in a pattern"
    deepest = depth = 0
    for letter in bare:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    return f"has brackets {deepest} deep; {_DEEPEST} are allowed" if deepest > _DEEPEST else ""


def _repeats(expression: str) -> Iterator[list[tuple[str, str]]]:
    """The counts of every pattern: ``(x{0,99}){9}`` has 99 and 9."""
    return (_REPEAT.findall(text) for text in _STRING.findall(expression))


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
