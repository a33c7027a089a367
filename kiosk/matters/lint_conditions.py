"""Rules in CEL: each must compile, name what exists, end, and be true for somebody. Found by trying every answer there is."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Protocol

from kiosk.matters.fields import complete
from kiosk.matters.lint_found import Found, Subject
from kiosk.matters.model import HolderKind, Matter
from kiosk.matters.rules import HolderFacts, RuleError, holds, names_used, unknown_names
from kiosk.matters.selection import situation_of

_MOST = 4096
_LONGEST_S = 1.0
_LITERAL = re.compile(r"'((?:\\.|[^'\\])*)'|\"((?:\\.|[^\"\\])*)\"")
_NUMBER = re.compile(r"\b\d{1,3}\b")
_AGES = (8, 40, 72)
_MOST_LITERALS = 12
_NAMES = {
    "situation": "问题",
    "field": "字段",
    "part": "内容",
    "eligibility": "资格规则",
    "automatic": "秒批规则",
    "bundle": "事项",
}
_NOBODY: tuple[HolderFacts | None, ...] = (None,)


class _Selected(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def when(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Conditional:
    """A rule of a matter, and which kind of part it belongs to. `before` bounds the questions it may look at."""

    path: str
    rule: str
    what: str
    key: str
    values: bool = True
    before: int | None = None


def conditionals(matter: Matter) -> Iterator[Conditional]:
    """Every rule of the matter."""
    for place, question in enumerate(matter.situations):
        yield Conditional(
            f"situations[{place}].visible_when",
            question.visible_when,
            "situation",
            question.key,
            values=False,
            before=place,
        )
    for place, spec in enumerate(matter.fields):
        yield Conditional(f"fields[{place}].visible_when", spec.visible_when, "field", spec.key)
    for place, entry in enumerate(matter.eligibility):
        yield Conditional(f"eligibility[{place}].rule", entry.rule, "eligibility", str(place + 1))
    lists: tuple[tuple[str, Sequence[_Selected]], ...] = (
        ("materials", matter.materials),
        ("conditions", matter.conditions),
        ("fees", matter.fees),
        ("deliveries", matter.deliveries),
        ("documents", matter.documents),
    )
    for name, chosen in lists:
        for place, part in enumerate(chosen):
            yield Conditional(f"{name}[{place}].when", part.when, "part", part.key)
    if matter.fee is not None:
        yield Conditional("fee.when", matter.fee.when, "part", matter.fee.key)
    for place, test in enumerate(matter.automatic.rules if matter.automatic else ()):
        yield Conditional(f"automatic.rules[{place}].rule", test.rule, "automatic", test.key)


def conditions(subject: Subject) -> Iterator[Found]:
    """Rules that are wrong, or true for nobody."""
    for entry in conditionals(subject.matter):
        if entry.rule != "true":
            yield from check(subject.matter, entry)


def check(matter: Matter, entry: Conditional) -> Iterator[Found]:
    """What is wrong with one rule of `matter`."""
    expected = f"expected a CEL rule that comes to true or false; {entry.rule!r}"
    mend = f"规则 {entry.rule!r} 有误"
    # A way of delivery cannot depend on which way was chosen.
    form = matter.fields if entry.path.startswith("deliveries") else matter.form
    fields = frozenset(spec.key for spec in form) if entry.values else frozenset[str]()
    questions = frozenset(question.key for question in matter.situations[: entry.before])
    try:
        strange = unknown_names(entry.rule, fields, questions)
        if strange:
            names = ", ".join(strange)
            yield Found(
                "rule.unknown_name",
                entry.path,
                f"{expected} uses {names}, which does not exist",
                f"{mend}：没有 {names}，请改成已有的字段或问题",
            )
            return
        ever = _ever_true(matter, entry.rule)
    except RuleError as error:
        rule = "rule.endless" if _never_ends(error) else "rule.cel"
        yield Found(rule, entry.path, f"{expected} {error.reason}", f"{mend}，请改成结果为真或假的短规则（{error.zh}）")
        return
    if not ever:
        yield _unreachable(entry)


def _unreachable(entry: Conditional) -> Found:
    name = _NAMES[entry.what]
    shown = f"eligibility rule {entry.key}" if entry.what == "eligibility" else f"'{entry.key}'"
    return Found(
        f"{entry.what}.unreachable",
        entry.path,
        f"expected some answers that show {shown}; no combination of choices does",
        f"{name} {entry.key} 在任何选项下都不会出现或成立，请改条件或删掉",
    )


def _never_ends(error: RuleError) -> bool:
    return any(
        word in error.reason for word in ("longer than", "goes through lists", "brackets", "takes longer", "repeats")
    )


def _ever_true(matter: Matter, rule: str) -> bool:
    """Whether some situation makes it true. Raises `RuleError` when one cannot be worked out, or when it takes too long."""
    began = time.process_time()
    ever = False
    for values, answers, holder in islice(_combinations(matter, rule), _MOST):
        ever |= holds(rule, values, holder, answers)
        if time.process_time() - began > _LONGEST_S:
            english = f"takes longer than {_LONGEST_S:g} s over all answers; make it simpler"
            raise RuleError(rule, english, f"把所有选项算一遍要 {_LONGEST_S:g} 秒以上，请改简单些")
    return ever


def _combinations(matter: Matter, rule: str) -> Iterator[tuple[dict[str, str], dict[str, str], HolderFacts | None]]:
    """Values, answers and holders as they can stand: everything the rule looks at in every way, all else empty."""
    said = [first or second for first, second in _LITERAL.findall(rule)][:_MOST_LITERALS]
    looked = names_used(rule, "values")
    fields = [spec for spec in matter.form if spec.key in looked]
    choices = [["", *([choice.key for choice in spec.choices] or said)] for spec in fields]
    holders = _holders(rule, said) if "holder" in rule else _NOBODY
    questions = _closure(matter, names_used(rule, "situation"))
    asked = [question for question in matter.situations if question.key in questions]
    replies = [["", *(answer.key for answer in question.answers)] for question in asked]
    for holder in holders:
        seen: set[tuple[str, ...]] = set()
        for reply in product(*replies):
            given = {question.key: key for question, key in zip(asked, reply, strict=True)}
            answers = _situation(matter, given, holder)
            if (known := tuple(answers.values())) in seen:
                continue
            seen.add(known)
            for chosen in product(*choices):
                yield (
                    complete(matter, {spec.key: key for spec, key in zip(fields, chosen, strict=True)}),
                    answers,
                    holder,
                )


def _situation(matter: Matter, given: dict[str, str], holder: HolderFacts | None) -> dict[str, str]:
    try:
        return situation_of(matter, given, holder)
    except RuleError:  # told at the question itself
        return dict.fromkeys((question.key for question in matter.situations), "") | given


def _closure(matter: Matter, keys: frozenset[str]) -> frozenset[str]:
    """The questions that `keys` hang on, with themselves."""
    rules = {question.key: question.visible_when for question in matter.situations}
    known, more = frozenset[str](), keys
    while more - known:
        known |= more
        more = frozenset(name for key in known for name in names_used(rules.get(key, "true"), "situation"))
    return known


def _holders(rule: str, said: Sequence[str]) -> tuple[HolderFacts, ...]:
    ages = {*_AGES, *(age + step for age in map(int, _NUMBER.findall(rule)[:_MOST_LITERALS]) for step in (-1, 0, 1))}
    kinds = tuple(HolderKind) if "kind" in rule else (HolderKind.CITIZEN,)
    nations = [text for text in said if len(text) == 3 and text.isupper()] or ["DEU"]  # noqa: PLR2004 - ISO 3166 alpha-3
    return tuple(
        HolderFacts(kind.value, age, sex, nation)
        for kind in kinds
        for age in sorted(max(age, 0) for age in ages)
        for sex in (("1", "2") if "sex" in rule else ("1",))
        for nation in (("", *nations) if "nationality" in rule else ("",))
    )
