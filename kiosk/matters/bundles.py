"""一件事 (bundles): several matters of one event in life, with one form, one set of papers, one receipt and a case for each.

A bundle is a file ``_bundles/<key>.toml`` of the catalogue; its card on the home screen stands in ``home.toml`` under the
same key (docs/adr/0031). Everything here is pure.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from kiosk.expected import Disagreement
from kiosk.matters.coded import Coded, ItemCode, Term
from kiosk.matters.forms import FieldSpec
from kiosk.matters.materials import MaterialSpec
from kiosk.matters.parse import parse_toml
from kiosk.matters.problems import MatterProblem
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
    later: Annotated[tuple[Key, ...], FEW] = Field(default=(), title="由前置事项产生的字段")
    """Fields that are the result of a member before it (the number of a licence applied for with it): nobody is asked"""
    note: Text | None = Field(default=None, title="说明")


class BundleSpec(Part):
    """The file of one bundle. `promised` is published for the whole; a citizen is told the days of who takes part, never more."""

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
        for what, zh, names, part in (
            ("member", "事项", codes, ("members", "code")),
            ("question", "问题", keys, ("questions", "key")),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                again = names.index(twice[0], names.index(twice[0]) + 1)
                said = f"{what} given twice: {', '.join(twice)}"
                raise Disagreement(said, f"{zh}重复：{'、'.join(twice)}", at=(part[0], again, part[1]))
        for place, member in enumerate(self.members):
            strange = sorted(set(member.depends_on) - set(codes))
            if strange:
                raise Disagreement(
                    f"member '{member.code}' depends on '{strange[0]}', which is none of the members",
                    f"事项“{member.code}”要等“{strange[0]}”，而它不在这件事里",
                    at=("members", place, "depends_on"),
                )
        circle = _circle({member.code: member.depends_on for member in self.members})
        if circle:
            raise Disagreement(
                f"the members wait for each other: {' → '.join(circle)}",
                f"事项互相等待：{' → '.join(circle)}",
                at=("members", codes.index(circle[0]), "depends_on"),
            )
        return self


def in_order(bundle: BundleSpec) -> tuple[Member, ...]:
    """The members with each after those it depends on; otherwise as the file has them."""
    waiting, done, ordered = list(bundle.members), set[str](), []
    while waiting:
        ready = next(member for member in waiting if done.issuperset(member.depends_on))
        waiting.remove(ready)
        done.add(ready.code)
        ordered.append(ready)
    return tuple(ordered)


def load_bundles(root: Path) -> dict[str, BundleSpec] | MatterProblem:
    """Every bundle of the catalogue under `root` by its key, or the first problem."""
    bundles: dict[str, BundleSpec] = {}
    for file in sorted((root / BUNDLES_FOLDER).glob("*.toml")):
        bundle = parse_bundle(file)
        if isinstance(bundle, MatterProblem):
            return bundle
        bundles[bundle.key] = bundle
    return bundles


def parse_bundle(file: Path) -> BundleSpec | MatterProblem:
    """The bundle of `file`, or what is wrong with it. It must be named by its key."""
    bundle = parse_toml(file, BundleSpec)
    if isinstance(bundle, BundleSpec) and bundle.key != file.stem:
        return MatterProblem(file, "key", f"expected '{file.stem}', the name of the file; found '{bundle.key}'")
    return bundle


def joined_field(first: FieldSpec, second: FieldSpec) -> FieldSpec:
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


def strictest(first: MaterialSpec, second: MaterialSpec) -> MaterialSpec:
    """The same paper of two members, by the stricter demand; from the government when either has it from there."""
    days = [spec.deferrable_days for spec in (first, second)]
    return first.model_copy(
        update={
            "required": first.required or second.required,
            "deferrable_days": None if None in days else min(day for day in days if day is not None),
            "result_first": first.result_first and second.result_first,
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
