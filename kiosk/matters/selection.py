"""Which parts of a matter apply to somebody: its questions, and what their answers select. Pure.

Materials, conditions, fees, ways of delivery and documents are selected; the same before and after a visit begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from kiosk.matters.delivery import chosen_way
from kiosk.matters.fields import complete
from kiosk.matters.guidance import Condition
from kiosk.matters.materials import MaterialSpec
from kiosk.matters.model import Matter
from kiosk.matters.rules import HolderFacts, RuleError, holds, looks_at
from kiosk.matters.service import DecisionRule, DeliveryWay, DocumentSpec, Fee
from kiosk.matters.situations import SituationQuestion
from kiosk.matters.text import Text


class _Conditional(Protocol):
    @property
    def when(self) -> str: ...


_Part = TypeVar("_Part", bound=_Conditional)


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at: form values, answers to the 情形问答, and the holder once a card was read."""

    values: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    holder: HolderFacts | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What 秒批 comes to. `reasons` are those of the rules that did not hold, or the one of the approval."""

    outcome: str
    """``approve``, ``refuse`` or ``officer``"""
    reasons: tuple[Text, ...]
    rules: tuple[str, ...] = ()
    """The keys of the rules that did not hold"""


def situation_of(matter: Matter, answers: Mapping[str, str], holder: HolderFacts | None = None) -> dict[str, str]:
    """The answers as rules see them: every question's key, empty where it is not asked or its answer is none of its own."""
    situation = dict.fromkeys((question.key for question in matter.situations), "")
    for question in matter.situations:
        answer = answers.get(question.key, "")
        allowed = answer in {choice.key for choice in question.answers}
        if allowed and _applies(question.visible_when, matter, Facts(answers=situation, holder=holder)):
            situation[question.key] = answer
    return situation


def questions(
    matter: Matter, answers: Mapping[str, str], holder: HolderFacts | None = None
) -> tuple[SituationQuestion, ...]:
    """The questions of the 情形问答 that are asked after these answers, in order."""
    facts = Facts(answers=situation_of(matter, answers, holder), holder=holder)
    return tuple(question for question in matter.situations if _applies(question.visible_when, matter, facts))


def materials(matter: Matter, facts: Facts) -> tuple[MaterialSpec, ...]:
    """The materials asked for."""
    return _selected(matter, matter.materials, facts)


def conditions(matter: Matter, facts: Facts) -> tuple[Condition, ...]:
    """The conditions of acceptance that apply."""
    return _selected(matter, matter.conditions, facts)


def fees(matter: Matter, facts: Facts) -> tuple[Fee, ...]:
    """The fees that are due; none when it is free."""
    return _selected(matter, matter.all_fees, facts)


def deliveries(matter: Matter, facts: Facts) -> tuple[DeliveryWay, ...]:
    """The ways in which the result can be had."""
    return _selected(matter, matter.deliveries, facts)


def way_of(matter: Matter, facts: Facts) -> DeliveryWay | None:
    """The way in which the result goes: the one that was chosen, or that there is; ``None`` where the matter has none."""
    return chosen_way(deliveries(matter, facts), facts.values)


def documents(matter: Matter, facts: Facts) -> tuple[DocumentSpec, ...]:
    """The documents that are printed."""
    return _selected(matter, matter.documents, facts)


def decide(matter: Matter, facts: Facts) -> Decision:
    """秒批: approved when every rule holds; refused when all that fail refuse; else an officer decides.

    A rule that cannot be worked out (a value that nobody knows) refuses nobody. Raises ``ValueError`` for a matter
    without rules.
    """
    if matter.automatic is None:
        raise ValueError(f"{matter.code} has no rules that decide")
    outcomes = [(rule, _outcome(rule, matter, facts)) for rule in matter.automatic.rules]
    failed = [(rule, outcome) for rule, outcome in outcomes if not outcome]
    if not failed:
        return Decision("approve", (matter.automatic.approval,))
    refused = all(rule.otherwise == "refuse" and outcome is False for rule, outcome in failed)
    reasons, keys = tuple(rule.reason for rule, _ in failed), tuple(rule.key for rule, _ in failed)
    return Decision("refuse" if refused else "officer", reasons, keys)


def _selected(matter: Matter, parts: Sequence[_Part], facts: Facts) -> tuple[_Part, ...]:
    answers = situation_of(matter, facts.answers, facts.holder)
    known = Facts(facts.values, answers, facts.holder)
    return tuple(part for part in parts if _applies(part.when, matter, known))


def _applies(rule: str, matter: Matter, facts: Facts) -> bool:
    """Whether a rule is true. One about a holder nobody knows yet is taken as true: better one paper too many in a list."""
    if rule == "true":
        return True
    try:
        values = complete(matter, facts.values) if looks_at(rule, "values") else {}
        return holds(rule, values, facts.holder, facts.answers)
    except RuleError:
        if facts.holder is None:
            return True
        raise


def _outcome(rule: DecisionRule, matter: Matter, facts: Facts) -> bool | None:
    answers = situation_of(matter, facts.answers, facts.holder)
    try:
        return holds(rule.rule, complete(matter, facts.values), facts.holder, answers)
    except RuleError:
        return None
