"""What a situation selects, and what 秒批 comes to."""

import pytest

from kiosk.matters.model import Matter
from kiosk.matters.rules import HolderFacts
from kiosk.matters.selection import (
    Facts,
    conditions,
    decide,
    deliveries,
    documents,
    fees,
    materials,
    questions,
    situation_of,
)
from tests.kiosk.matters.whole import text, whole, whole_matter

ADULT, CHILD = HolderFacts("citizen", 30), HolderFacts("citizen", 9)
MANY = {"kind": "restaurant", "seats": "many"}


def keys(parts) -> list[str]:
    return [part.key for part in parts]


def test_a_question_is_asked_after_the_answer_it_hangs_on():
    matter = whole_matter()
    assert keys(questions(matter, {})) == ["kind"]
    assert keys(questions(matter, {"kind": "shop"})) == ["kind"]
    assert keys(questions(matter, {"kind": "restaurant"})) == ["kind", "seats"]


def test_an_answer_to_a_question_that_is_not_asked_does_not_count():
    matter = whole_matter()
    assert situation_of(matter, {"kind": "shop", "seats": "many"}) == {"kind": "shop", "seats": ""}
    assert situation_of(matter, {"kind": "palace", "other": "x"}) == {"kind": "", "seats": ""}


def test_answers_select_materials_and_conditions():
    matter = whole_matter()
    assert keys(materials(matter, Facts(answers={"kind": "shop"}, holder=ADULT))) == ["lease"]
    assert keys(materials(matter, Facts(answers=MANY, holder=ADULT))) == ["lease", "plan"]
    assert keys(materials(matter, Facts(answers=MANY, holder=CHILD))) == ["lease"]
    assert keys(conditions(matter, Facts(answers=MANY))) == ["place", "kitchen"]
    assert keys(conditions(matter, Facts())) == ["place"]


def test_a_paper_that_hangs_on_a_holder_nobody_knows_yet_is_listed():
    assert keys(materials(whole_matter(), Facts(answers=MANY))) == ["lease", "plan"]


def test_values_select_fees_and_ways():
    matter = whole_matter()
    by_post, picked_up = Facts({"delivery": "post"}), Facts({"delivery": "pickup"})
    assert (keys(fees(matter, by_post)), keys(fees(matter, picked_up))) == (["card"], [])
    assert keys(deliveries(matter, by_post)) == ["post", "pickup"]
    assert keys(deliveries(matter, picked_up)) == ["pickup"]
    assert keys(documents(matter, picked_up)) == ["licence"]


def deciding() -> Matter:
    rules = [
        {"key": "age", "rule": "holder.age >= 18", "reason": text("未满 18 岁", "Under 18"), "otherwise": "refuse"},
        {"key": "phone", "rule": "values.phone != ''", "reason": text("没有手机号", "No mobile")},
        {
            "key": "seats",
            "rule": "int(values.mail_address) < 5",
            "reason": text("太多", "Too many"),
            "otherwise": "refuse",
        },
    ]
    raw = {**whole(), "mode": "automatic", "handling": "instant", "promised": None}
    raw["automatic"] = {"approval": text("符合条件", "Entitled"), "rules": rules}
    return Matter.model_validate(raw)


@pytest.mark.parametrize(
    ("values", "holder", "outcome", "rules"),
    [
        ({"phone": "1", "mail_address": "4"}, ADULT, "approve", ()),
        ({"phone": "1", "mail_address": "4"}, CHILD, "refuse", ("age",)),
        ({"phone": "1", "mail_address": "9"}, CHILD, "refuse", ("age", "seats")),
        ({"phone": "", "mail_address": "4"}, CHILD, "officer", ("age", "phone")),
        ({"phone": "", "mail_address": "4"}, ADULT, "officer", ("phone",)),
        ({"phone": "1", "mail_address": "many"}, ADULT, "officer", ("seats",)),
        ({"phone": "1", "mail_address": "4"}, None, "officer", ("age",)),
    ],
)
def test_rules_decide_and_say_why(values, holder, outcome, rules):
    decision = decide(deciding(), Facts(values, holder=holder))
    assert (decision.outcome, decision.rules) == (outcome, rules)
    assert len(decision.reasons) == max(1, len(rules))


def test_a_matter_without_rules_decides_nothing():
    with pytest.raises(ValueError, match="whole"):
        decide(whole_matter(), Facts())
