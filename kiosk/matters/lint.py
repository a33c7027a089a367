"""What the schema alone cannot see in a matter: rules that name nothing, choices nobody reaches, templates that are not there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from kiosk.matters.fields import complete
from kiosk.matters.model import FieldSpec, Handling, HolderKind, Matter
from kiosk.matters.parse import MATTER_FILE
from kiosk.matters.problems import MatterProblem
from kiosk.matters.rules import HolderFacts, RuleError, holds, unknown_names
from kiosk.matters.sources import Sources

TemplateCheck = Callable[[Path], MatterProblem | None]
"""Compiles the template with its sample beside it; what is wrong, or ``None`` (`kiosk.services.typesetting`)"""

SAMPLE_SUFFIX = ".sample.json"

_MOST_COMBINATIONS = 4096
_SAMPLE_HOLDERS = tuple(
    HolderFacts(kind.value, age, sex, nationality)
    for kind, age, sex, nationality in (
        (HolderKind.CITIZEN, 8, "1", ""),
        (HolderKind.CITIZEN, 72, "2", ""),
        (HolderKind.FOREIGN_PR_2023, 40, "2", "DEU"),
    )
)


@dataclass(frozen=True, slots=True)
class _Found:
    path: str
    expected: str
    fatal: bool = False


def lint(
    matter: Matter,
    folder: Path,
    sources: Sources,
    check_template: TemplateCheck | None = None,
) -> tuple[MatterProblem, ...]:
    """Everything wrong with `matter`, whose files lie in `folder`. A template that fails is fatal, the rest is not."""
    file = folder / MATTER_FILE
    found = [
        MatterProblem(file, entry.path, entry.expected, fatal=entry.fatal)
        for rule in (_rules, _reachable, _sources, _terms, _materials, _counter)
        for entry in rule(matter, sources)
    ]
    return (*found, *_templates(matter, folder, check_template))


def _rules(matter: Matter, _sources: Sources) -> Iterator[_Found]:
    fields = frozenset(spec.key for spec in matter.fields)
    rules = [(f"fields[{place}].visible_when", spec.visible_when, (None,)) for place, spec in enumerate(matter.fields)]
    asked = [
        (f"eligibility[{place}].rule", entry.rule, _SAMPLE_HOLDERS) for place, entry in enumerate(matter.eligibility)
    ]
    for path, expression, holders in (*rules, *asked):
        reason = _rule_fault(matter, expression, fields, holders)
        if reason:
            yield _Found(path, f"expected a CEL rule that comes to true or false; {expression!r} {reason}")


def _rule_fault(
    matter: Matter, expression: str, fields: frozenset[str], holders: tuple[HolderFacts | None, ...]
) -> str | None:
    try:
        strange = unknown_names(expression, fields)
        if strange:
            return f"uses {', '.join(strange)}, which does not exist"
        for holder in holders:
            for values in _combinations(matter):
                holds(expression, values, holder)
    except RuleError as error:
        return error.reason
    return None


def _reachable(matter: Matter, _sources: Sources) -> Iterator[_Found]:
    for place, spec in enumerate(matter.fields):
        try:
            seen = any(holds(spec.visible_when, values) for values in _combinations(matter))
        except RuleError:
            continue
        if not seen:
            yield _Found(
                f"fields[{place}].visible_when",
                f"expected some answers that show '{spec.key}'; no combination of choices does",
            )
        twice = _twice([choice.key for choice in spec.choices])
        if twice:
            yield _Found(f"fields[{place}].choices", f"expected different keys; given twice: {', '.join(twice)}")


def _combinations(matter: Matter) -> Iterator[dict[str, str]]:
    """Values as they can stand when the form is filled: every combination of choices, all else empty."""
    asked: list[FieldSpec] = [spec for spec in matter.fields if spec.choices]
    answers = product(*(["", *(choice.key for choice in spec.choices)] for spec in asked))
    for answer in islice(answers, _MOST_COMBINATIONS):
        yield complete(matter, {spec.key: key for spec, key in zip(asked, answer, strict=True)})


def _sources(matter: Matter, sources: Sources) -> Iterator[_Found]:
    for place, spec in enumerate(matter.fields):
        if spec.source is not None and not sources.knows(spec.source):
            yield _Found(
                f"fields[{place}].source",
                f"expected a card attribute or a key of sources.toml; '{spec.source}' is neither",
            )


def _terms(matter: Matter, _sources: Sources) -> Iterator[_Found]:
    if matter.handling is Handling.INSTANT and matter.promised_days is not None:
        yield _Found("promised_days", "expected none: an instant matter (即办件) is decided while the citizen waits")
    if matter.promised_days and matter.statutory_days and matter.promised_days > matter.statutory_days:
        yield _Found(
            "promised_days", f"expected at most the statutory {matter.statutory_days}; found {matter.promised_days}"
        )


def _materials(matter: Matter, _sources: Sources) -> Iterator[_Found]:
    for place, material in enumerate(matter.materials):
        if material.min_pages > material.max_pages:
            yield _Found(
                f"materials[{place}].min_pages",
                f"expected at most max_pages ({material.max_pages}); found {material.min_pages}",
            )
        if material.origin != "scan" and material.deferrable_days is not None:
            yield _Found(
                f"materials[{place}].deferrable_days",
                "expected none: only a scanned material can be handed in later (容缺)",
            )
    twice = _twice([material.title.zh for material in matter.materials])
    if twice:
        yield _Found("materials", f"expected different titles; given twice: {', '.join(twice)}")


def _counter(matter: Matter, _sources: Sources) -> Iterator[_Found]:
    if not matter.at_counter_only:
        if not any(spec.source == "card.number" for spec in matter.fields):
            yield _Found("fields", "expected one field with source 'card.number': an application names who applies")
        return
    for name in ("fields", "eligibility", "declaration", "documents"):
        if getattr(matter, name):
            yield _Found(name, "expected none: a matter with a counter is not done at the kiosk")


def _templates(matter: Matter, folder: Path, check_template: TemplateCheck | None) -> Iterator[MatterProblem]:
    for place, document in enumerate(matter.documents):
        path = f"documents[{place}].template"
        file = folder / MATTER_FILE
        if Path(document.template).name != document.template or not document.template.endswith(".typ"):
            expected = f"expected the name of a .typ file in the same folder; found '{document.template}'"
            yield MatterProblem(file, path, expected, fatal=True)
            continue
        template = folder / document.template
        missing = [part.name for part in (template, template.with_suffix(SAMPLE_SUFFIX)) if not part.is_file()]
        if missing:
            yield MatterProblem(file, path, f"expected {' and '.join(missing)} beside this file", fatal=True)
        elif check_template is not None and (problem := check_template(template)) is not None:
            yield problem


def _twice(keys: list[str]) -> list[str]:
    return sorted({key for key in keys if keys.count(key) > 1})
