"""The plans of a matter: what its citizens may answer to the 情形问答, all of it, or of much of it every two answers together."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations, islice, product

from kiosk.matters.model import Matter
from kiosk.matters.rules import HolderFacts, names_used
from kiosk.matters.selection import questions
from kiosk.matters.situations import SituationQuestion

MOST = 40
"""Up to so many plans all are walked"""

_NUMBER = re.compile(r"\b\d{1,9}\b")

Plan = Mapping[str, str]
_Pair = tuple[tuple[str, str], tuple[str, str]]
_Order = Callable[[SituationQuestion, Plan], Sequence[str]]


def plans(matter: Matter, people: Sequence[HolderFacts]) -> tuple[Plan, ...]:
    """What `people` may answer to the questions of `matter`, in the order of the questions; always at least one plan.

    Of those who are asked other questions than the first of them, one plan for each course that the questions take.
    """
    first, *others = _told_apart(matter, people)
    found = list(_of(matter, first))
    asked = {tuple(plan) for plan in found}
    for holder in others:
        for plan in _of(matter, holder):
            if tuple(plan) not in asked:
                asked.add(tuple(plan))
                found.append(plan)
    return tuple(found)


def first_plans(matter: Matter, holder: HolderFacts) -> Iterator[Plan]:
    """What `holder` may answer, the answers in the order in which they stand; at most `MOST`, worked out one by one."""
    return islice(_answered(matter, holder, {}, _as_listed), MOST)


def _told_apart(matter: Matter, people: Sequence[HolderFacts]) -> Iterable[HolderFacts]:
    """One of each sort of `people` that are asked other questions than the rest."""
    rules = [question.visible_when for question in matter.situations]
    named = {name for rule in rules for name in names_used(rule, "holder")}
    borders = sorted({int(number) for rule in rules if names_used(rule, "holder") for number in _NUMBER.findall(rule)})
    apart: dict[tuple[object, ...], HolderFacts] = {}
    for holder in people:
        known = asdict(holder)
        side = [(holder.age > border) - (holder.age < border) for border in borders if "age" in named]
        apart.setdefault((*side, *(known[name] for name in sorted(named - {"age"}))), holder)
    return apart.values()


def _of(matter: Matter, holder: HolderFacts) -> Sequence[Plan]:
    every = tuple(islice(_answered(matter, holder, {}, _as_listed), MOST + 1))
    return every if len(every) <= MOST else tuple(_in_pairs(matter, holder))


def _answered(
    matter: Matter, holder: HolderFacts, fixed: Plan, order: _Order, given: Plan | None = None
) -> Iterator[Plan]:
    """Every way to answer what is asked, with the answers in `fixed` given; none where one of them is not asked for."""
    given = given or {}
    asked = next((one for one in questions(matter, given, holder) if one.key not in given), None)
    if asked is None:
        if fixed.keys() <= given.keys():
            yield given
        return
    for answer in (fixed[asked.key],) if asked.key in fixed else order(asked, given):
        yield from _answered(matter, holder, fixed, order, {**given, asked.key: answer})


def _in_pairs(matter: Matter, holder: HolderFacts) -> Iterator[Plan]:
    """Plans in which every two answers that can be given together are once."""
    answers = {question.key: [answer.key for answer in question.answers] for question in matter.situations}
    left: dict[_Pair, None] = {
        ((one, first), (other, second)): None
        for one, other in combinations(answers, 2)
        for first, second in product(answers[one], answers[other])
    }
    while left:
        seed = next(iter(left))
        del left[seed]
        gates = _gates(matter, [key for key, _ in seed])

        def by_news(question: SituationQuestion, given: Plan, seed: _Pair = seed, gates: set[str] = gates) -> list[str]:
            known = (*given.items(), *seed)
            news = {key: _new((question.key, key), known, left) for key in answers[question.key]}
            ranked = sorted(news, key=lambda key: -news[key])
            # Only where it decides whether the two are asked at all is a second answer worth a try.
            return ranked if question.key in gates else ranked[:1]

        plan = next(_answered(matter, holder, dict(seed), by_news), None)
        if plan is not None:
            for pair in combinations(plan.items(), 2):
                left.pop(pair, None)
            yield plan


def _new(answer: tuple[str, str], known: Sequence[tuple[str, str]], left: Mapping[_Pair, None]) -> int:
    return sum((answer, one) in left or (one, answer) in left for one in known)


def _gates(matter: Matter, keys: Sequence[str]) -> set[str]:
    """The questions on which it depends whether those of `keys` are asked."""
    rules = {question.key: question.visible_when for question in matter.situations}
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        more = names_used(rules[waiting.pop()], "situation") & rules.keys() - found
        found |= more
        waiting += more
    return found


def _as_listed(question: SituationQuestion, _given: Plan) -> list[str]:
    return [answer.key for answer in question.answers]
