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
_PLACE = re.compile(r"(\d+):(\d+): ")
_KINDS = {"int": "整数", "float": "小数", "str": "文字", "list": "列表", "dict": "一组值", "NoneType": "空"}
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
    """An expression that cannot be compiled or does not come to true or false. Shows the expression, never the values.

    `reason` is said in English, `zh` is the same in Chinese.
    """

    def __init__(self, expression: str, reason: str, zh: str) -> None:
        super().__init__(f"rule {expression!r}: {reason}")
        self.expression = expression
        self.reason = reason
        self.zh = zh


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
        raise RuleError(expression, f"uses {error}, which is not known", f"用到的 {error} 不存在") from None
    except (RuntimeError, ValueError, TypeError) as error:
        raise RuleError(expression, f"cannot be evaluated ({type(error).__name__})", "算不出结果") from None
    if not isinstance(outcome, bool):
        kind = type(outcome).__name__
        zh = f"结果是{_KINDS.get(kind, '别的东西')}，不是真或假"
        raise RuleError(expression, f"comes to a {kind}, not to true or false", zh)
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


def looks_at(expression: str, owner: str) -> bool:
    """Whether an expression looks at anything of `owner` (one of `NAMES`)."""
    return _members(expression, owner) != frozenset()


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
    if reason is not None:
        raise RuleError(expression[:LONGEST], *reason)
    try:
        return _CEL.compile(expression)
    except ValueError as error:
        said = str(error).split("ERROR: <input>:", maxsplit=1)[-1].splitlines()[0]
        place = _PLACE.match(said)
        zh = f"写法不对，看第 {place[1]} 行第 {place[2]} 个字附近" if place else "写法不对"
        raise RuleError(expression, f"is not CEL: {said}", zh) from None


def _endless(expression: str) -> tuple[str, str] | None:
    """Why it might not come to an end in time, in English and Chinese. Read off the text, before anything is compiled."""
    if len(expression) > LONGEST:
        return f"is longer than {LONGEST} characters", f"超过 {LONGEST} 个字符"
    bare = _STRING.sub("''", expression)
    macros = _MACRO.findall(bare)
    if len(macros) > _MOST_MACROS:
        said = f"{len(macros)} times ({', '.join(macros)}); once is allowed, else it might never end"
        return (
            f"goes through lists {said}",
            f"遍历了 {len(macros)} 次列表（{'、'.join(macros)}），只能一次，否则可能停不下来",
        )
    if any(prod(int(most or least) for least, most in counts) > _MOST_REPEATS for counts in _repeats(expression)):
        english = f"repeats within repeats more than {_MOST_REPEATS} times in a pattern"
        return english, f"匹配式里重复套重复，超过 {_MOST_REPEATS} 次"
    deepest = depth = 0
    for letter in bare:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        return f"has brackets {deepest} deep; {_DEEPEST} are allowed", f"括号套了 {deepest} 层，最多 {_DEEPEST} 层"
    return None


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
