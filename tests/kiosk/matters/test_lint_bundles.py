"""The lint of bundles: each rule with its planted mistake."""

import copy
from pathlib import Path
from typing import Any

import pytest

from kiosk.matters.bundles import BundleSpec
from kiosk.matters.coded import Term
from kiosk.matters.lint import RULES
from kiosk.matters.lint_bundles import bundle_mistakes, lint_bundle
from kiosk.matters.model import Matter
from tests.kiosk.matters.whole import text, whole

ROOT = Path("catalogue")
CHOICE = {
    "key": "sex",
    "label": text("性别", "Sex"),
    "kind": "choice",
    "shared": "sex",
    "question": text("性别？", "Sex?"),
    "choices": [{"key": "f", "title": text("女", "F")}, {"key": "m", "title": text("男", "M")}],
}
GOOD: dict[str, Any] = {
    "key": "shop",
    "title": text("开店", "Open a shop"),
    "questions": [
        {
            "key": "kind",
            "question": text("开什么店？", "Which kind?"),
            "answers": [
                {"key": "shop", "title": text("小卖部", "Shop")},
                {"key": "restaurant", "title": text("饭店", "R")},
            ],
        },
        {
            "key": "staff",
            "question": text("雇人吗？", "Staff?"),
            "visible_when": "situation.kind == 'restaurant'",
            "answers": [{"key": "yes", "title": text("雇", "Yes")}, {"key": "no", "title": text("不雇", "No")}],
        },
    ],
    "members": [
        {"code": "licence"},
        {"code": "insurance", "when": "situation.staff == 'yes' && holder.age >= 18", "depends_on": ["licence"]},
    ],
}


def member(code: str, **choice: Any) -> Matter:
    return Matter.model_validate({**whole(), "code": code, "fields": [*whole()["fields"], {**CHOICE, **choice}]})


MATTERS = {code: member(code) for code in ("licence", "insurance")}


def told(raw: dict[str, Any], matters=MATTERS, cards=("shop",)) -> list[tuple[str, str]]:
    problems = lint_bundle(BundleSpec.model_validate(raw), ROOT, matters, cards=cards)
    assert all(problem.severity is RULES[problem.rule].severity and problem.zh for problem in problems)
    assert all(problem.file == ROOT / "_bundles" / "shop.toml" for problem in problems)
    return [(problem.rule, problem.path) for problem in problems]


def spoilt(*path: str | int, value: object) -> dict[str, Any]:
    raw = copy.deepcopy(GOOD)
    place: Any = raw
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return raw


def test_nothing_is_found_in_the_good_bundle():
    assert told(GOOD) == []


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("title", "zh"), "开\x07店", ("text.control", "title.zh")),
        (("title", "en"), "a<br>b", ("text.markup", "title.en")),
        (("title", "en"), "开店", ("text.english", "title.en")),
        (("title", "zh_hant"), "", ("text.traditional", "title.zh_hant")),
        (("members", 1, "code"), "nobody", ("bundle.member", "members[1].code")),
        (("members", 1, "when"), "situation.staff ==", ("rule.cel", "members[1].when")),
        (("members", 1, "when"), "values.name == ''", ("rule.unknown_name", "members[1].when")),
        (("members", 1, "when"), "[1].all(x, [1].all(y, x == y))", ("rule.endless", "members[1].when")),
        (
            ("members", 1, "when"),
            "situation.staff == 'yes' && situation.kind == 'shop'",
            ("bundle.unreachable", "members[1].when"),
        ),
        (
            ("questions", 0, "visible_when"),
            "situation.staff == 'no'",
            ("rule.unknown_name", "questions[0].visible_when"),
        ),
        (
            ("questions", 1, "visible_when"),
            "situation.kind == 'bar'",
            ("situation.unreachable", "questions[1].visible_when"),
        ),
        (("members", 1, "when"), "true", ("bundle.useless", "questions[1]")),
    ],
)
def test_planted_mistake_is_found(path, value, expected):
    assert expected in told(spoilt(*path, value=value))


def test_a_bundle_without_its_card():
    assert told(GOOD, cards=()) == [("bundle.card", "key")]


def test_members_that_share_a_choice_must_offer_the_same():
    other = {**MATTERS, "insurance": member("insurance", choices=[{"key": "x", "title": text("别的", "Other")}])}
    assert told(GOOD, other) == [("bundle.shared_kind", "members[1]")]


def test_the_promise_of_the_whole_is_as_long_as_its_members_need():
    slow = {code: matter.model_copy(update={"promised": Term(count=3)}) for code, matter in MATTERS.items()}
    assert told({**GOOD, "promised": {"count": 6}}, slow) == []
    assert told({**GOOD, "promised": {"count": 5}}, slow) == [("bundle.promise", "promised")]
    assert told({**GOOD, "promised": {"count": 5, "unit": "hours"}}, slow) == [("bundle.promise", "promised")]


def test_a_warning_refuses_nothing():
    raw = BundleSpec.model_validate(spoilt("members", 1, "when", value="true"))
    assert bundle_mistakes(raw, ROOT, MATTERS, cards=("shop",), codes=MATTERS) == ()


def test_what_a_member_before_it_gives_has_to_be_a_field_and_there_has_to_be_such_a_member():
    assert told(spoilt("members", 1, "later", value=["phone"])) == []
    assert told(spoilt("members", 1, "later", value=["nothing"])) == [("bundle.member", "members[1].later")]
    assert told(spoilt("members", 0, "later", value=["phone"])) == [("bundle.member", "members[0].later")]


def test_a_bundle_is_not_named_like_a_matter():
    assert told(GOOD, {**MATTERS, "shop": member("shop")}) == [("bundle.member", "key")]
