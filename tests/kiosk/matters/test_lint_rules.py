"""Each rule of the lint finds the mistake planted for it, says how to mend it in both languages, and is silent without it."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kiosk.matters import code_sets as sets
from kiosk.matters.export import to_toml
from kiosk.matters.lint import RULES, lint, lint_change, mistakes
from kiosk.matters.model import Matter
from kiosk.matters.problems import MatterProblem, Severity
from tests.kiosk.matters.whole import CREDIT, SOURCES, coded, text, whole, whole_matter, write_files

_STEP = re.compile(r"\[(\d+)]|([^.\[\]]+)")
GONE = object()


def planted(path: str, value: object) -> dict[str, Any]:
    """The good matter with another value at `path`."""
    raw = whole()
    steps = [int(number) if number else name for number, name in _STEP.findall(path)]
    place: Any = raw
    for step in steps[:-1]:
        place = place[step]
    if value is GONE:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return raw


def found(raw: dict[str, Any], folder: Path, check: Any = None) -> tuple[MatterProblem, ...]:
    return lint(Matter.model_validate(raw), write_files(folder), SOURCES, check)


CASES = [
    ("text.control", "title.zh", "食品\x08许可", "title.zh"),
    ("text.control", "faqs[0].answer.en", "a\ufffe", "faqs[0].answer.en"),
    ("text.markup", "summary.zh", "甲&nbsp;乙", "summary.zh"),
    ("text.markup", "materials[0].note.zh", "一<br>二", "materials[0].note.zh"),
    ("text.markup", "flow[0].who", "&amp;lt;b&amp;gt;", "flow[0].who"),
    ("rule.cel", "materials[1].when", "situation.kind ==", "materials[1].when"),
    ("rule.cel", "fees[0].when", "values.delivery", "fees[0].when"),
    ("rule.unknown_name", "materials[1].when", "situation.colour == 'red'", "materials[1].when"),
    ("rule.unknown_name", "deliveries[0].when", "values.nothing == ''", "deliveries[0].when"),
    ("rule.unknown_name", "deliveries[0].when", "values['delivery'] == ''", "deliveries[0].when"),
    ("rule.unknown_name", "situations[0].visible_when", "situation.seats == 'few'", "situations[0].visible_when"),
    ("rule.endless", "materials[1].when", "[1].all(x, [1].all(y, x == y))", "materials[1].when"),
    ("rule.endless", "conditions[1].when", "!" * 900 + "(" * 40 + "true" + ")" * 40, "conditions[1].when"),
    ("situation.unreachable", "situations[1].visible_when", "situation.kind == 'bar'", "situations[1].visible_when"),
    ("field.unreachable", "fields[4].visible_when", "values.delivery == 'fax'", "fields[4].visible_when"),
    (
        "part.unreachable",
        "materials[1].when",
        "situation.seats == 'many' && situation.kind == 'shop'",
        "materials[1].when",
    ),
    ("part.unreachable", "conditions[1].when", "situation.kind == 'bar'", "conditions[1].when"),
    ("eligibility.unreachable", "eligibility[0].rule", "holder.age > 18 && holder.age < 18", "eligibility[0].rule"),
    ("choice.duplicate", "fields[3].choices[1].key", "post", "fields[3].choices"),
    ("source.unknown", "fields[2].source", "government.secrets", "fields[2].source"),
    ("shared.unknown", "fields[2].shared", "shoe_size", "fields[2].shared"),
    ("shared.kind", "fields[0].shared", "phone", "fields[0].kind"),
    ("term.instant_with_days", "handling", "instant", "promised"),
    ("term.over_legal", "promised.count", 21, "promised"),
    ("term.over_legal", "promised", {"count": 1, "unit": "months"}, "promised"),
    ("dates.order", "national.cancelled_on", "2026-01-01", "national.cancelled_on"),
    ("material.pages", "materials[0].min_pages", 7, "materials[0].min_pages"),
    ("material.deferrable", "materials[0].origin", "government", "materials[0].deferrable_days"),
    ("material.result_first", "materials[1].result_first", True, "materials[1].result_first"),
    ("material.duplicate", "materials[1].title.zh", "场所证明", "materials"),
    ("material.code_duplicate", "materials[1].code", "M1", "materials"),
    ("applicant.missing", "fields[1].source", "card.name", "fields"),
    ("counter.with_form", "counter", {"place": text("窗", "W"), "hours": text("时", "H")}, "fields"),
    ("file.missing", "materials[0].sample", "other.png", "materials[0].sample"),
    ("file.missing", "results[0].sample", "other.png", "results[0].sample"),
    ("result.document", "results[0].document", "other", "results[0].document"),
    ("handling.code", "national.project_type", coded(sets.PROJECT_TYPE, "1"), "national.project_type"),
    ("template.name", "documents[0].template", "../paper.typ", "documents[0].template"),
    ("template.missing", "documents[0].template", "other.typ", "documents[0].template"),
    ("handling.review", "national.review_type", coded(sets.REVIEW_TYPE, "1"), "national.review_type"),
    ("handling.mode", "mode", "instant", "mode"),
    ("handling.mode", "mode", "unasked", "mode"),
    ("text.english", "title.en", "食品经营许可", "title.en"),
    ("text.english", "faqs[0].answer.en", "", "faqs[0].answer.en"),
    ("text.traditional", "title.zh_hant", "", "title.zh_hant"),
    ("situation.useless", "materials[1].when", "true", "situations[1]"),
    ("result.manner", "results[0].manner", "approval", "results[0].manner"),
    ("result.manner", "results[0].name.zh", "关于某事的批复", "results[0].manner"),
    ("result.type", "results[0].type", None, "results[0].type"),
    ("result.sample", "results[0].document", None, "results[0].sample"),
    ("visits.missing", "visits", None, "visits"),
    ("visits.reason", "visits_reason", None, "visits_reason"),
    ("visits.needless_reason", "visits", 0, "visits_reason"),
    ("visits.form", "visits", 0, "national.handle_forms"),
    ("online.depth", "national.online_depth", coded(sets.ONLINE_DEPTH, "4"), "national.online_depth"),
    ("fee.basis", "fees[0].by_law", "", "fees[0].by_law"),
    ("fee.standard", "fees[0].standard", None, "fees[0].standard"),
    ("fee.online", "national.pays_online", False, "national.pays_online"),
    ("fee.none", "fees", [], "national.pays_online"),
    ("phone.missing", "consult", None, "consult.phone"),
    ("phone.area_code", "consult.phone", "1234567", "consult.phone"),
    ("phone.area_code", "places[0].phone", "8123456", "places[0].phone"),
    ("phone.same", "consult.phone", "12345", "supervise.phone"),
    ("phone.same", "places[0].phone", "12345", "supervise.phone"),
    ("place.hours", "places[0].hours.zh", "9:00–17:00", "places[0].hours"),
    ("place.address", "places[0].address.zh", "北桥路 1 号", "places[0].address"),
    ("topics.objects", "national.person_topics", [], "national.person_topics"),
    ("topics.objects", "national.service_objects", [coded(sets.SERVICE_OBJECT, "1")], "national.company_topics"),
    ("licence.faq", "faqs", [], "faqs"),
    ("licence.flow", "flow[4].kind", "other", "flow"),
    ("flow.longer", "flow[1].term.count", 5, "flow"),
    ("national.incomplete", "national.power_source", None, "national"),
    ("national.incomplete", "flow", [], "national"),
    ("item.code", "national.task_code", CREDIT[:-1] + "5" + "3" + "000131002000", "national.task_code"),
    ("item.code", "national.handle_item_code", CREDIT + "9" + "00013100200001", "national.handle_item_code"),
    ("code.unknown", "national.use_level.code", "8", "national.use_level.code"),
    ("code.name", "national.service_objects[0].name", "法人", "national.service_objects[0].name"),
    ("material.proof_basis", "materials[0].by_law", "", "materials[0].by_law"),
    ("material.deferral_long", "materials[0].deferrable_days", 9, "materials[0].deferrable_days"),
    ("material.promise_unsigned", "declaration", [], "materials[0].by_promise"),
    ("basis.missing", "legal_basis", [], "legal_basis"),
    ("delivery.express", "national.by_express", False, "national.by_express"),
]
ELSEWHERE = {"version.not_raised", "template.broken", "automatic.unreachable"}
ELSEWHERE |= {rule for rule in RULES if rule.startswith("bundle.")}
"""Rules with a test of their own below, and those of test_lint_bundles.py"""


def test_nothing_is_found_in_the_good_matter(tmp_path):
    assert [str(problem) for problem in found(whole(), tmp_path)] == []


def test_the_good_matter_has_something_in_every_part():
    said = tomllib.loads(to_toml(whole_matter())).keys()
    rare = {"counter", "mode", "automatic", "promised_days", "statutory_days", "fee", "valid_until", "pages", "needs"}
    rare |= {"delivery_question"}
    defaults = {"version", "icon", "minutes", "holders", "bundles", "aliases"}
    assert Matter.model_fields.keys() - said <= rare | defaults


def test_every_rule_has_its_planted_mistake():
    assert {case[0] for case in CASES} | ELSEWHERE == RULES.keys()


@pytest.mark.parametrize(
    ("rule", "path", "value", "told"), CASES, ids=lambda part: part if isinstance(part, str) else ""
)
def test_planted_mistake_is_found(tmp_path, rule, path, value, told):
    problems = found(planted(path, value), tmp_path)
    hits = [problem for problem in problems if problem.rule == rule]
    assert [problem.path for problem in hits][:1] == [told], [str(problem) for problem in problems]
    problem = hits[0]
    assert problem.severity is RULES[rule].severity
    assert problem.expected.startswith("expected")
    assert re.search(r"[\u4e00-\u9fff]", problem.zh)
    assert "规则 0" not in problem.zh
    assert problem.say("zh_CN") == problem.zh
    assert problem.say("en") == problem.expected


@pytest.mark.parametrize("path", ["fees[0].by_law", "supervise"])
def test_a_warning_leaves_no_matter_out(tmp_path, path):
    raw = planted(path, "" if path.startswith("fees") else None)
    assert found(raw, tmp_path)
    assert mistakes(Matter.model_validate(raw), tmp_path, SOURCES) == ()


def test_errors_come_first_and_notices_last(tmp_path):
    raw = planted("title.zh_hant", "")
    raw["legal_basis"], raw["fees"][0]["by_law"], raw["fields"][3]["choices"][1]["key"] = [], "", "post"
    told = [problem.severity for problem in found(raw, tmp_path)]
    assert told == sorted(told, key=list(Severity).index)
    assert set(told) == set(Severity)


def test_a_rule_that_decides_nothing(tmp_path):
    rules = [{"key": "age", "rule": "holder.age > 200 && holder.age < 200", "reason": text("年龄", "Age")}]
    raw = {**whole(), "mode": "automatic", "handling": "instant", "promised": None}
    raw["automatic"] = {"approval": text("符合条件", "Entitled"), "rules": rules}
    assert [problem.path for problem in found(raw, tmp_path) if problem.rule == "automatic.unreachable"] == [
        "automatic.rules[0].rule"
    ]


def test_a_template_that_does_not_typeset(tmp_path):
    broken = MatterProblem(tmp_path / "paper.typ", "", "expected a template that typesets: unknown variable", line=3)
    (problem,) = found(whole(), tmp_path, lambda _file: broken)
    assert (problem.rule, problem.line, "unknown variable" in problem.zh) == ("template.broken", 3, True)


def test_a_change_raises_the_version(tmp_path):
    before = whole_matter()
    same_version = before.model_copy(update={"icon": "car"})
    (problem,) = lint_change(before, same_version, tmp_path)
    assert (problem.rule, problem.path) == ("version.not_raised", "version")
    assert lint_change(before, same_version.model_copy(update={"version": 2}), tmp_path) == ()
    assert lint_change(before, before, tmp_path) == ()
    assert lint_change(None, before, tmp_path) == ()
