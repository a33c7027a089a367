"""What the schema alone cannot see in a matter: rules that name nothing, choices nobody reaches, templates that are not there.

Serves both ends: the kiosk leaves out what has a mistake (`mistakes`), the platform's editor shows everything (`lint`).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from kiosk.matters import lint_advice, lint_conditions, lint_mistakes, lint_national
from kiosk.matters.lint_found import Found, Subject
from kiosk.matters.lint_list import RULES, LintRule
from kiosk.matters.model import Matter
from kiosk.matters.parse import MATTER_FILE
from kiosk.matters.problems import MatterProblem, Severity
from kiosk.matters.sources import Sources

__all__ = ["RULES", "SAMPLE_SUFFIX", "LintRule", "TemplateCheck", "lint", "lint_change", "mistakes"]

TemplateCheck = Callable[[Path], MatterProblem | None]
"""Compiles the template with its sample beside it; what is wrong, or ``None`` (`kiosk.services.typesetting`)"""

SAMPLE_SUFFIX = ".sample.json"

_MISTAKES = (
    lint_conditions.conditions,
    lint_mistakes.texts,
    lint_mistakes.choices,
    lint_mistakes.sources,
    lint_mistakes.shared,
    lint_mistakes.terms,
    lint_mistakes.dates,
    lint_mistakes.materials,
    lint_mistakes.counter,
    lint_mistakes.files,
    lint_mistakes.handling,
)
_ADVICE = (
    lint_national.handling,
    lint_national.results,
    lint_national.visits,
    lint_national.fees,
    lint_national.objects,
    lint_national.licence,
    lint_national.flow,
    lint_national.codes,
    lint_national.complete,
    lint_advice.translations,
    lint_advice.phones,
    lint_advice.places,
    lint_advice.materials,
    lint_advice.basis,
    lint_advice.deliveries,
    lint_advice.situations,
)


def lint(
    matter: Matter,
    folder: Path,
    sources: Sources,
    check_template: TemplateCheck | None = None,
) -> tuple[MatterProblem, ...]:
    """Everything that could be better in `matter`, whose files lie in `folder`; mistakes first.

    Each problem has the id of its rule (`RULES`), a severity, and a sentence in Chinese (`zh`) and English (`expected`).
    """
    advice = (found for find in _ADVICE for found in find(Subject(matter, folder, sources)))
    told = sorted(
        (_problem(folder, found) for found in advice), key=lambda problem: problem.severity is Severity.NOTICE
    )
    return (*mistakes(matter, folder, sources, check_template), *told)


def mistakes(
    matter: Matter,
    folder: Path,
    sources: Sources,
    check_template: TemplateCheck | None = None,
) -> tuple[MatterProblem, ...]:
    """What leaves `matter` out: the errors of `lint`. A template that fails is fatal, the rest is not."""
    subject = Subject(matter, folder, sources)
    found = [_problem(folder, each) for find in _MISTAKES for each in find(subject)]
    return (*found, *_templates(matter, folder, check_template))


def lint_change(before: Matter | None, after: Matter, folder: Path) -> tuple[MatterProblem, ...]:
    """What is wrong with replacing one matter by another: a change that does not raise the version."""
    if before is None or before == after or after.version > before.version:
        return ()
    expected = f"expected more than {before.version}, the version before this change; found {after.version}"
    zh = f"内容改了，版本号应大于 {before.version}，现在是 {after.version}"
    return (_problem(folder, Found("version.not_raised", "version", expected, zh)),)


def _problem(folder: Path, found: Found, *, fatal: bool = False) -> MatterProblem:
    return MatterProblem(
        folder / MATTER_FILE,
        found.path,
        found.en,
        fatal=fatal,
        rule=found.rule,
        severity=RULES[found.rule].severity,
        zh=found.zh,
    )


def _templates(matter: Matter, folder: Path, check_template: TemplateCheck | None) -> Iterator[MatterProblem]:
    for place, document in enumerate(matter.documents):
        path = f"documents[{place}].template"
        if Path(document.template).name != document.template or not document.template.endswith(".typ"):
            expected = f"expected the name of a .typ file in the same folder; found '{document.template}'"
            zh = f"模板应是本文件夹里的 .typ 文件名，现在是 {document.template}"
            yield _problem(folder, Found("template.name", path, expected, zh), fatal=True)
            continue
        template = folder / document.template
        missing = [part.name for part in (template, template.with_suffix(SAMPLE_SUFFIX)) if not part.is_file()]
        if missing:
            expected = f"expected {' and '.join(missing)} beside this file"
            zh = f"文件夹里缺少 {'、'.join(missing)}，请补上"
            yield _problem(folder, Found("template.missing", path, expected, zh), fatal=True)
        elif check_template is not None and (problem := check_template(template)) is not None:
            yield replace(
                problem,
                rule="template.broken",
                zh=f"模板 {document.template} 排版失败，请按提示改正：{problem.expected}",
            )
