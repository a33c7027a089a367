"""一件事 (bundles): several matters of one event in life, with one form, one set of papers, one receipt and a case for each.

A bundle is a file ``_bundles/<key>.toml`` of the catalogue; its card on the home screen stands in ``home.toml`` under the
same key (docs/adr/0031). Everything here is pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from kiosk.matters.coded import Coded, ItemCode, Term
from kiosk.matters.fields import visible
from kiosk.matters.forms import FieldSpec
from kiosk.matters.materials import MaterialSpec
from kiosk.matters.model import Matter
from kiosk.matters.parse import parse_toml
from kiosk.matters.problems import MatterProblem
from kiosk.matters.rules import HolderFacts, holds
from kiosk.matters.selection import Facts
from kiosk.matters.selection import materials as materials_of
from kiosk.matters.selection import questions as questions_of
from kiosk.matters.shared import shared_id
from kiosk.matters.situations import SituationQuestion
from kiosk.matters.text import FEW, SOME, Code, Key, Line, Part, Prose, Rule, Text

BUNDLES_FOLDER = "_bundles"


class Member(Part):
    """One matter of a bundle."""

    code: Code = Field(title="事项代码")
    when: Rule = Field(default="true", title="适用情形")
    """CEL over ``situation`` (the bundle's questions) and ``holder``"""
    depends_on: Annotated[tuple[Code, ...], FEW] = Field(default=(), title="前置事项")
    """Members whose result it rests on; its case begins when theirs are decided"""
    optional: bool = Field(default=False, title="可不办")
    """Whether the citizen may leave it out"""
    note: Text | None = Field(default=None, title="说明")


class BundleSpec(Part):
    """The file of one bundle."""

    key: Key = Field(title="一件事标识")
    version: Annotated[int, Field(ge=1)] = Field(default=1, title="版本")
    title: Text = Field(title="一件事名称")
    summary: Prose | None = Field(default=None, title="说明")
    code: ItemCode = Field(default="", title="一件事编码")
    kind: Coded | None = Field(default=None, title="套餐类型")
    lead: Text | None = Field(default=None, title="牵头部门")
    by_law: Line = Field(default="", title="依据")
    promised: Term | None = Field(default=None, title="承诺办结时限")
    aliases: Annotated[tuple[Line, ...], SOME] = Field(default=(), title="同义词")
    demonstration: bool = Field(default=False, title="演示数据")
    questions: Annotated[tuple[SituationQuestion, ...], FEW] = Field(default=(), title="情形问答")
    members: Annotated[tuple[Member, ...], SOME, Field(min_length=1)] = Field(title="事项")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        codes = [member.code for member in self.members]
        keys = [question.key for question in self.questions]
        for what, names in (("member", codes), ("question", keys)):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what} given twice: {', '.join(twice)}")
        for member in self.members:
            strange = sorted(set(member.depends_on) - set(codes))
            if strange:
                raise ValueError(f"member '{member.code}' depends on '{strange[0]}', which is none of the members")
        circle = _circle({member.code: member.depends_on for member in self.members})
        if circle:
            raise ValueError(f"the members wait for each other: {' → '.join(circle)}")
        return self


@dataclass(frozen=True, slots=True)
class UnionField:
    """One field of the union form: what is asked once, and where its value goes (member's code, key of its field)."""

    key: str
    """The shared field's, or ``<code>:<key>`` for one that only one member has"""
    spec: FieldSpec
    goes_to: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnionMaterial:
    """One paper of the union list, and the members that it is for (code, key of the material)."""

    key: str
    spec: MaterialSpec
    goes_to: tuple[tuple[str, str], ...]


def situation_of(bundle: BundleSpec, answers: Mapping[str, str], holder: HolderFacts | None = None) -> dict[str, str]:
    """The answers to the bundle's questions as rules see them; empty where one is not asked."""
    situation = dict.fromkeys((question.key for question in bundle.questions), "")
    for question in bundle.questions:
        answer = answers.get(question.key, "")
        if answer in {choice.key for choice in question.answers} and holds(
            question.visible_when, {}, holder, situation
        ):
            situation[question.key] = answer
    return situation


def asked(
    bundle: BundleSpec, answers: Mapping[str, str], holder: HolderFacts | None = None
) -> tuple[SituationQuestion, ...]:
    """The bundle's own questions after these answers."""
    situation = situation_of(bundle, answers, holder)
    return tuple(question for question in bundle.questions if holds(question.visible_when, {}, holder, situation))


def in_order(bundle: BundleSpec) -> tuple[Member, ...]:
    """The members with each after those it depends on; otherwise as the file has them."""
    waiting, done, ordered = list(bundle.members), set[str](), []
    while waiting:
        ready = next(member for member in waiting if done.issuperset(member.depends_on))
        waiting.remove(ready)
        done.add(ready.code)
        ordered.append(ready)
    return tuple(ordered)


def members_for(
    bundle: BundleSpec,
    answers: Mapping[str, str],
    holder: HolderFacts | None = None,
    without: Sequence[str] = (),
) -> tuple[Member, ...]:
    """The members that apply, in order. `without` are optional ones that the citizen leaves out."""
    situation = situation_of(bundle, answers, holder)
    return tuple(
        member
        for member in in_order(bundle)
        if holds(member.when, {}, holder, situation) and not (member.optional and member.code in without)
    )


def further_questions(
    bundle: BundleSpec,
    matters: Sequence[Matter],
    answers: Mapping[str, str],
    holder: HolderFacts | None = None,
) -> tuple[SituationQuestion, ...]:
    """The questions of the member matters that the bundle has not asked itself; one of the same key is asked once."""
    known = {question.key for question in bundle.questions}
    found: dict[str, SituationQuestion] = {}
    for matter in matters:
        for question in questions_of(matter, answers, holder):
            if question.key not in known:
                found.setdefault(question.key, question)
    return tuple(found.values())


def union_form(
    matters: Sequence[Matter],
    values: Mapping[str, str],
    answers: Mapping[str, str],
    holder: HolderFacts | None = None,
) -> tuple[UnionField, ...]:
    """The one form of several matters. `values` are by `UnionField.key`; a shared field stands once, where it came first."""
    specs: dict[str, FieldSpec] = {}
    places: dict[str, list[tuple[str, str]]] = {}
    for matter in matters:
        for spec in visible(matter, values_for(matter, values), holder, answers):
            key = union_key(matter, spec)
            specs[key] = _joined(specs[key], spec) if key in specs else spec
            places.setdefault(key, []).append((matter.code, spec.key))
    return tuple(UnionField(key, spec, tuple(places[key])) for key, spec in specs.items())


def values_for(matter: Matter, values: Mapping[str, str]) -> dict[str, str]:
    """The part of a union form's `values` that one member needs, by its own keys."""
    keys = {spec.key: union_key(matter, spec) for spec in matter.fields}
    return {key: values[union] for key, union in keys.items() if union in values}


def union_key(matter: Matter, spec: FieldSpec) -> str:
    """Under which key a field of a member stands in the union form."""
    return shared_id(spec) or f"{matter.code}:{spec.key}"


def union_materials(
    matters: Sequence[Matter],
    values: Mapping[str, str],
    answers: Mapping[str, str],
    holder: HolderFacts | None = None,
) -> tuple[UnionMaterial, ...]:
    """The papers of several matters, the same one once: by its code, else by its title. The strictest demand counts."""
    specs: dict[str, MaterialSpec] = {}
    places: dict[str, list[tuple[str, str]]] = {}
    for matter in matters:
        for spec in materials_of(matter, Facts(values_for(matter, values), answers, holder)):
            key = spec.code or spec.title.zh
            specs[key] = _strictest(specs[key], spec) if key in specs else spec
            places.setdefault(key, []).append((matter.code, spec.key))
    return tuple(UnionMaterial(key, spec, tuple(places[key])) for key, spec in specs.items())


def load_bundles(root: Path) -> dict[str, BundleSpec] | MatterProblem:
    """Every bundle of the catalogue under `root` by its key, or the first problem. Its file must be named by its key."""
    bundles: dict[str, BundleSpec] = {}
    for file in sorted((root / BUNDLES_FOLDER).glob("*.toml")):
        bundle = parse_toml(file, BundleSpec)
        if isinstance(bundle, MatterProblem):
            return bundle
        if bundle.key != file.stem:
            return MatterProblem(file, "key", f"expected '{file.stem}', the name of the file; found '{bundle.key}'")
        bundles[bundle.key] = bundle
    return bundles


def _joined(first: FieldSpec, second: FieldSpec) -> FieldSpec:
    """The same field of two members: required when either requires it; with a source, a question and a mask if either has."""
    return first.model_copy(
        update={
            "required": first.required or second.required,
            "source": first.source or second.source,
            "question": first.question or second.question,
            "mask": first.mask if first.mask != "none" else second.mask,
            "max_length": min(first.max_length, second.max_length),
        }
    )


def _strictest(first: MaterialSpec, second: MaterialSpec) -> MaterialSpec:
    days = [spec.deferrable_days for spec in (first, second)]
    return first.model_copy(
        update={
            "required": first.required or second.required,
            "deferrable_days": None if None in days else min(day for day in days if day is not None),
            "by_promise": first.by_promise if second.by_promise else None,
            "originals": max(first.originals, second.originals),
            "copies": max(first.copies, second.copies),
            "min_pages": max(first.min_pages, second.min_pages),
            "max_pages": max(first.max_pages, second.max_pages),
            "origin": first.origin if first.origin != "scan" else second.origin,
        }
    )


def _circle(graph: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Members that wait for each other, the first again at the end; empty when there are none."""
    settled: set[str] = set()
    while ready := [code for code in graph if code not in settled and settled.issuperset(graph[code])]:
        settled.update(ready)
    if len(settled) == len(graph):
        return ()
    walk = [next(code for code in graph if code not in settled)]
    while walk[-1] not in walk[:-1]:
        walk.append(next(code for code in graph[walk[-1]] if code not in settled))
    return tuple(walk[walk.index(walk[-1]) :])
