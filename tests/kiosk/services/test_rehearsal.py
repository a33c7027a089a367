"""The dry run: which plans it walks, whom it sends, and what it says when somebody gets stuck."""

from itertools import combinations, product
from typing import Any

import pytest

from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.model import Matter
from kiosk.services import rehearsal
from kiosk.services.rehearsal import rehearse
from kiosk.visit import events, machine
from tests.kiosk.matters.test_composing import composed, plain
from tests.kiosk.matters.whole import text

DAYS = WorkCalendar()
BAD = {"label": text("坏栏", "Bad field"), "question": text("坏", "Bad"), "kind": "date", "max_length": 1}
"""A day that no answer fits"""


def asks(key: str, count: int, **more: Any) -> dict[str, Any]:
    answers = [{"key": f"{key}{number}", "title": text(f"答{number}", f"Answer {number}")} for number in range(count)]
    return {"key": key, "question": text(f"问{key}？", f"Question {key}?"), "answers": answers, **more}


def stuck_when(rule: str, **parts: Any) -> Matter:
    """Where `rule` is true nobody gets past the form."""
    fields = [*parts.pop("fields", ()), {"key": "bad", **BAD, "visible_when": rule}]
    return plain("small", **parts, fields=fields)


def only_for(*rules: str, **parts: Any) -> Matter:
    said = text("请到窗口", "Please go to the counter")
    return plain("small", eligibility=[{"rule": rule, "otherwise": said} for rule in rules], **parts)


def test_every_combination_of_a_few_answers_is_walked():
    questions = [asks("a", 3), asks("b", 3), asks("c", 4, visible_when="situation.b == 'b2'")]
    assert rehearse(plain("small", situations=questions), DAYS) is None
    for one, other in product(range(3), range(3)):
        assert rehearse(stuck_when(f"situation.a == 'a{one}' && situation.b == 'b{other}'", situations=questions), DAYS)
    for one, other in product(range(3), range(4)):
        assert rehearse(stuck_when(f"situation.a == 'a{one}' && situation.c == 'c{other}'", situations=questions), DAYS)


def test_of_many_answers_every_two_are_walked_together_once():
    questions = [asks("a", 2), asks("b", 3, visible_when="situation.a == 'a1'"), *(asks(key, 3) for key in "cdef")]
    walked: list[dict[str, str]] = []
    before = machine.handle

    def noted(visit: Any, event: events.Event) -> Any:
        after, effects = before(visit, event)
        if after.situation and len(after.situation) > len(visit.situation):
            walked.append(dict(after.situation))
        return after, effects

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rehearsal, "handle", noted)
        assert rehearse(plain("small", situations=questions), DAYS) is None
    together = {pair for given in walked for pair in combinations(sorted(given.values()), 2)}
    keys = {question["key"]: [answer["key"] for answer in question["answers"]] for question in questions}
    wanted = {
        tuple(sorted(pair)) for first, second in combinations(keys, 2) for pair in product(keys[first], keys[second])
    }
    wanted -= {("a0", f"b{number}") for number in range(3)}
    assert wanted <= together
    assert len([given for given in walked if "f" in given]) < 40, "not all 324 of them"


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        (("holder.age == 47",), ""),
        (("holder.age >= 80", "holder.sex == '2'", "holder.kind == 'hmt_resident'"), ""),
        (("values.status in ['退休', '在职'] && '退休' != values.status",), ""),
        (("values.months != '' && int(values.months) > 12 && holder.age < 18",), ""),
        (("situation.a == 'a1' && holder.age > 100",), ""),
        (("holder.nationality == 'FRA'",), ""),
        (("holder.age > 60 && holder.age < 50",), "1"),
        (("holder.age > 60", "holder.age < 50"), "2"),
        (("holder.age > 10", "situation.a == 'a7'"), "2"),
    ],
)
def test_somebody_reaches_the_result_or_the_rule_is_named(rules, named):
    known = [
        {"key": key, "label": text("数据", "Data"), "source": f"government.{key}", "said": said}
        for key, said in (("status", [text("离职", "Left")]), ("months", []))
    ]
    wrong = rehearse(only_for(*rules, fields=known, situations=[asks("a", 2)]), DAYS)
    if not named:
        assert wrong is None
        return
    assert wrong is not None
    assert (f"rule {named}" in wrong.en, f"资格规则 {named}" in wrong.zh, "请到窗口" in wrong.zh) == (True, True, True)
    assert rules[int(named) - 1] in wrong.en


@pytest.mark.parametrize("rule", ["holder.age == 17", "holder.age == 60", "holder.sex == '2' && holder.age < 18"])
def test_people_stand_on_both_sides_of_every_border(rule):
    """Who comes are those at the borders that the matter itself draws."""
    fields = [{"key": "x", "label": text("栏", "X"), "question": text("栏", "X"), "visible_when": "holder.age >= 60"}]
    matter = only_for(
        "holder.age >= 16 || holder.sex == '2'", fields=[*fields, {"key": "bad", **BAD, "visible_when": rule}]
    )
    wrong = rehearse(matter, DAYS)
    assert wrong is not None
    assert "field.date" in wrong.en


def test_papers_are_handed_in_put_off_and_promised_in_every_situation():
    paper = {
        "origin": "scan",
        "note": text("带来", "Bring it"),
        "deferrable_days": 5,
        "by_promise": text("我保证", "I promise"),
    }
    papers = [
        {"key": key, "title": text(key, key), **paper, "when": f"situation.a == '{key}'"} for key in ("a0", "a1", "a2")
    ]
    done: set[tuple[str, str]] = set()
    before = machine.handle

    def noted(visit: Any, event: events.Event) -> Any:
        if isinstance(event, events.MaterialPromised | events.MaterialDeferred | events.PagesFinished):
            done.add((type(event).__name__, event.slot))
        return before(visit, event)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rehearsal, "handle", noted)
        assert rehearse(plain("small", situations=[asks("a", 3)], materials=papers), DAYS) is None
    assert done == set(product(("MaterialPromised", "MaterialDeferred", "PagesFinished"), ("a0", "a1", "a2")))


def test_every_choice_is_taken_and_leads_on():
    choices = [{"key": f"c{number}", "title": text(f"项{number}", f"Choice {number}")} for number in range(9)]
    words = {"label": text("种类", "Kind"), "question": text("种类", "Kind")}
    fields = [{"key": "kind", **words, "kind": "choice", "choices": choices}]
    for number in (0, 5, 8):
        wrong = rehearse(stuck_when(f"values.kind == 'c{number}'", fields=fields), DAYS)
        assert wrong is not None, number


def test_it_says_where_in_both_languages_and_with_whom():
    wrong = rehearse(stuck_when("situation.a == 'a1'", situations=[asks("a", 2)]), DAYS)
    assert wrong is not None
    assert ("field.date bad" in wrong.en, "form" in wrong.en, "a=a1" in wrong.en) == (True, True, True)
    assert ("“填写信息”" in wrong.zh, "坏栏" in wrong.zh, "问a？答1" in wrong.zh, "岁" in wrong.zh) == (True,) * 4


def test_a_rule_that_cannot_be_worked_out_is_said_and_not_raised():
    wrong = rehearse(
        stuck_when("int(values.x) > 3", fields=[{"key": "x", "label": text("栏", "X"), "question": text("栏", "X")}]),
        DAYS,
    )
    assert wrong is not None
    assert ("int(values.x) > 3" in wrong.en, "int(values.x) > 3" in wrong.zh) == (True, True)


def test_a_bundle_is_walked_by_the_same_rules():
    first = plain(
        "a", situations=[asks("a", 3)], eligibility=[{"rule": "holder.age == 47", "otherwise": text("不行", "No")}]
    )
    second = plain("b", situations=[asks("b", 3)])
    assert rehearse(composed(first, second), DAYS) is None
