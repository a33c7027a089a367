"""Who comes to a dry run: people drawn from the rules of the matter itself, on both sides of every border that it draws.

Synthetic, all of them: the area of their number does not exist.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, islice, product
from math import lcm

from kiosk.matters.composed import Composed
from kiosk.matters.model import FieldSpec, HolderKind, Matter
from kiosk.matters.rules import holds, names_used
from kiosk.visit.state import Holder, Source, Value, Visit
from kiosk.visit.steps.identify import unfit

AT = datetime(2026, 3, 2, 1, 41, tzinfo=UTC)
"""A Monday morning in China: the same matter gives the same visits"""
VISIT_ID = "0" * 32
_ORDINARY = (36, 72, 26, 8)
"""Ages of those who come to every matter"""
_OLDEST = 120
_MEN, _WOMEN = "1", "2"
_MOST_AGES, _MOST_HOLDERS, _MOST_VALUES, _MOST_TRIED, _MOST_PEOPLE = 40, 400, 200, 3000, 200
_STRING = re.compile(r"'((?:\\.|[^'\\])*)'|\"((?:\\.|[^\"\\])*)\"")
_NUMBER = re.compile(r"\b\d{1,9}\b")
_ANSWERS = {
    "address": "样例路18号2室",
    "phone": "13800000000",
    "number": "1",
    "date": "2026-01-01",
    "id_number": "990101199003070015",
    "credit_code": "91990100MA0000001G",
}
_ANSWER = "试办"
_PLACE = re.compile(r"\{[a-z_]+\}")
"""Digits, in a value as government words it: 有效至 {year}年"""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who comes, with what card and government know of them by field; nothing where it is empty."""

    holder: Holder
    known: Mapping[str, str]
    marks: frozenset[str]
    """What makes them another than the rest: each mark is to be seen once"""

    def at(self, matter: Matter, situation: Mapping[str, str]) -> Visit:
        """Their visit once they have said what their situation is."""
        values = {key: Value(text, Source.GOVERNMENT) for key, text in self.known.items() if text}
        return Visit(VISIT_ID, matter, holder=self.holder, values=values, situation=situation)


@dataclass(frozen=True, slots=True)
class People:
    """`welcome` are those whom no rule sends away before their situation is known; `others` are all that were drawn."""

    welcome: tuple[Guest, ...]
    others: tuple[Guest, ...]


def rules_of(matter: Matter) -> tuple[str, ...]:
    """Every rule that decides what somebody meets, each once."""
    found = [rule.rule for rule in matter.eligibility]
    found += [rule.rule for rule in matter.automatic.rules] if matter.automatic is not None else []
    found += [question.visible_when for question in matter.situations] + [spec.visible_when for spec in matter.form]
    found += [spec.when for spec in matter.materials] + [one.when for one in matter.conditions]
    found += [fee.when for fee in matter.all_fees] + [way.when for way in matter.deliveries]
    found += [spec.when for spec in matter.documents]
    found += [part.when for part in matter.parts] if isinstance(matter, Composed) else []
    return tuple(dict.fromkeys(rule for rule in found if rule != "true"))


def draw(matter: Matter) -> People:
    """Those who come to `matter`. Raises `RuleError` for a rule of eligibility that cannot be worked out."""
    rules = [rule.rule for rule in matter.eligibility]
    holders, values = tuple(_holders(matter)), tuple(_judged(matter, rules))
    fit = [one for one in holders if all(holds(rule, {}, one.facts) for rule in rules if _only_about(rule, "holder"))]
    welcome = (guest for guest in _guests(matter, _spread(fit, values)) if unfit(guest.at(matter, {})) is None)
    return People(
        tuple(islice(welcome, _MOST_PEOPLE)), tuple(islice(_guests(matter, _spread(holders, values)), _MOST_PEOPLE))
    )


def as_guest(matter: Matter, holder: Holder) -> Guest:
    """`holder` as somebody who comes; of what may be known of them the first by which no rule sends them away, if any."""
    rules = [rule.rule for rule in matter.eligibility]
    every = tuple(_guests(matter, ((holder, values) for values in _judged(matter, rules))))
    return next((guest for guest in every if unfit(guest.at(matter, {})) is None), every[0])


def unwelcome(matter: Matter) -> Iterator[Guest]:
    """Ordinary people of whom something is known that a rule about nothing else sends away: `draw` leaves them out."""
    every, fits = _combined(matter, [rule.rule for rule in matter.eligibility])
    known = islice((values for values in every if not fits(values)), _MOST_VALUES)
    holder = next((one for one in _holders(matter) if one.kind is HolderKind.CITIZEN), None)
    return iter(()) if holder is None else _guests(matter, ((holder, values) for values in known))


def _spread(holders: Sequence[Holder], values: Sequence[dict[str, str]]) -> Iterator[tuple[Holder, dict[str, str]]]:
    """All of them with all of that, up to a number, the first of which are of every kind already."""
    every = len(holders) * len(values)
    return (
        (holders[at % len(holders)], values[(at + at // lcm(len(holders), len(values))) % len(values)])
        for at in range(min(every, _MOST_TRIED))
    )


def sample(spec: FieldSpec, turn: int = 0) -> str:
    """Something that will do as the value of a field that is not chosen from a list."""
    if spec.said:
        saying = spec.said[turn % len(spec.said)]
        return _PLACE.sub("8", saying.value or saying.zh)
    return _ANSWERS.get(spec.kind, _ANSWER)[: spec.max_length]


def values_for(spec: FieldSpec, rules: Sequence[str]) -> tuple[str, ...]:
    """Values of a field that make a difference to `rules`: those it is known to have, and those that they compare it with."""
    own = " ".join(rule for rule in rules if spec.key in names_used(rule, "values"))
    counted = re.compile(
        rf"int\(\s*values\.{spec.key}\s*\)\s*[<>=!]=?\s*(\d+)|(\d+)\s*[<>=!]=?\s*int\(\s*values\.{spec.key}\b"
    )
    numbers = [str(near) for one in counted.finditer(own) for near in _near(int(one[1] or one[2]))]
    if numbers and spec.source is not None and not spec.said:
        return tuple(dict.fromkeys(numbers))  # what is counted with comes as a number, from whoever keeps it
    compared = re.compile(rf"values\.{spec.key}\s*(?:[=!]=\s*|in\s*\[|\.\w+\(\s*)((?:{_STRING.pattern}|[\s,])+)")
    texts = _texts(one[1] for one in compared.finditer(own))
    known = (sample(spec, turn) for turn in range(max(1, len(spec.said))))
    return tuple(dict.fromkeys(chain(known, texts, numbers)))


def _holders(matter: Matter) -> Iterator[Holder]:
    """At every age that a rule counts from, with everything else that rules ask for."""
    rules = rules_of(matter)
    about = {name: [rule for rule in rules if name in names_used(rule, "holder")] for name in _HOLDER_NAMES}
    borders = (age for age in _numbers(about["age"]) if age <= _OLDEST)
    ages = tuple(islice(dict.fromkeys((*_ORDINARY, *borders)), _MOST_AGES))
    countries = ("", *(text for text in _texts(about["nationality"]) if text))
    kinds = matter.holders
    each = product(kinds if about["kind"] else (None,), countries, (_WOMEN, _MEN) if about["sex"] else (None,), ages)
    for number, (kind, country, sex, age) in enumerate(islice(each, _MOST_HOLDERS)):
        yield _holder(kind or kinds[number % len(kinds)], age, sex or (_MEN, _WOMEN)[number % 2], country)


def _holder(kind: HolderKind, age: int, sex: str, country: str) -> Holder:
    born = date(AT.year - age, 3, 1)
    return Holder(kind, "样张", "990101199003070018", sex, born, "样张", None, age, country)


def _judged(matter: Matter, rules: Sequence[str]) -> Iterator[dict[str, str]]:
    """What is known of the fields that eligibility looks at, in every way that makes a difference to it."""
    every, fits = _combined(matter, rules)
    kept = tuple(islice(filter(fits, every), _MOST_VALUES))
    return iter(kept or tuple(islice(_combined(matter, rules)[0], 1)))


def _combined(
    matter: Matter, rules: Sequence[str]
) -> tuple[Iterator[dict[str, str]], Callable[[Mapping[str, str]], bool]]:
    """All that may be known of those fields together; and whether the rules about nothing else let it pass."""
    named = {key for rule in rules for key in names_used(rule, "values")}
    fields = [spec for spec in matter.form if spec.key in named and spec.source is not None and not spec.choices]
    each = [(*values_for(spec, rules), *(() if _is_on_card(spec) else ("",))) for spec in fields]
    alone = [rule for rule in rules if _only_about(rule, "values") and names_used(rule, "values") <= _keys(fields)]
    empty = {spec.key: spec.default or "" for spec in matter.form}

    def fits(known: Mapping[str, str]) -> bool:
        return all(holds(rule, {**empty, **known}) for rule in alone)

    return (dict(zip((spec.key for spec in fields), values, strict=True)) for values in product(*each)), fits


def _guests(matter: Matter, drawn: Iterable[tuple[Holder, dict[str, str]]]) -> Iterator[Guest]:
    sourced = [spec for spec in matter.form if spec.source is not None and not spec.choices]
    rules = rules_of(matter)
    every = {spec.key: values_for(spec, rules) for spec in sourced}
    for number, (holder, judged) in enumerate(drawn):
        others = {key: texts[number % len(texts)] for key, texts in every.items() if key not in judged}
        marks = {f"age {holder.age}", f"sex {holder.sex}", holder.kind.value, f"from {holder.nationality}"}
        yield Guest(holder, {**others, **judged}, frozenset(marks | {f"{key}={text}" for key, text in judged.items()}))


def _only_about(rule: str, name: str) -> bool:
    return not any(names_used(rule, other) for other in ("holder", "values", "situation") if other != name)


def _keys(fields: Sequence[FieldSpec]) -> frozenset[str]:
    return frozenset(spec.key for spec in fields)


def _is_on_card(spec: FieldSpec) -> bool:
    return spec.source is not None and spec.source.startswith("card.")


def _texts(rules: Iterable[str]) -> Iterator[str]:
    return (one or other for rule in rules for one, other in _STRING.findall(rule))


def _numbers(rules: Sequence[str]) -> Iterator[int]:
    """Those that are counted with, and their neighbours."""
    found = (int(number) for rule in rules for number in _NUMBER.findall(_STRING.sub("''", rule)))
    return (near for number in found for near in _near(number))


def _near(number: int) -> tuple[int, ...]:
    return tuple(near for near in (number, number - 1, number + 1) if near >= 0)


_HOLDER_NAMES = ("age", "kind", "nationality", "sex")
