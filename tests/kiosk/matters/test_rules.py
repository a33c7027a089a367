import re

import pytest

from kiosk.matters.rules import HolderFacts, RuleError, holds, unknown_names

ADULT = HolderFacts("citizen", 40, "1")


def test_rule_over_values_and_holder():
    assert holds("holder.age >= 16 && values.a in ['x', 'y']", {"a": "y"}, ADULT)
    assert not holds("holder.age >= 16 && values.a in ['x', 'y']", {"a": "z"}, ADULT)


@pytest.mark.parametrize(
    "expression", ["values.b == 'x'", "1 +", "values.a", "strange == 1", "holder.age > 1", "values.a > 1"]
)
def test_broken_rule_shows_itself_but_never_a_value(expression):
    with pytest.raises(RuleError) as caught:
        holds(expression, {"a": "北桥路100弄"})
    assert caught.value.expression == expression
    assert "北桥路" not in str(caught.value)


def test_names_inside_strings_are_no_names():
    assert unknown_names("values.a == 'values.b'", frozenset({"a"})) == ()
    assert unknown_names("values.a == values.b && f(x)", frozenset({"a"})) == ("x", "f", "values.b")


def test_facts_never_show_themselves():
    assert "citizen" not in repr(ADULT)


@pytest.mark.parametrize(
    "expression",
    [
        "[1, 2].all(x, [1, 2].exists(y, x == y))",
        "[1].map(x, [1].map(y, [1].map(z, x + y + z))).size() > 0",
        "values.a == 'x'" + " || values.a == 'x'" * 60,
        "(" * 25 + "true" + ")" * 25,
        "values.a.matches('(((x{0,99}){0,99}){0,9})')",
    ],
)
def test_rule_that_might_never_end_is_refused_before_it_runs(expression):
    with pytest.raises(RuleError, match=r"lists|longer|brackets|repeats"):
        holds(expression, {"a": "x"})


def test_one_walk_through_one_list_is_allowed():
    assert holds("['x', 'y'].exists(each, each == values.a)", {"a": "y"})
    assert unknown_names("['x', 'y'].exists(each, each == values.a)", frozenset({"a"})) == ()


def test_words_in_a_string_are_no_walks():
    assert holds("values.a != '.all( .map( (((((((((((((((((((((((((((('", {"a": "x"})


def test_rule_over_the_situation():
    assert holds("situation.kind == 'lost'", {}, None, {"kind": "lost"})
    assert unknown_names("situation.kind == 'lost' && situation.other == ''", frozenset(), frozenset({"kind"})) == (
        "situation.other",
    )


def test_a_member_that_is_worked_out_cannot_be_checked_and_is_refused():
    assert unknown_names("values['a'] == 'x'", frozenset({"a"})) == ("values[…]",)


def test_a_pattern_may_count():
    assert holds("values.a.matches('^[0-9]{6}[0-9X]{12}$')", {"a": "990101199003070015"})


@pytest.mark.parametrize(
    ("expression", "outcome"),
    [
        ("values.a == 'x' && holder.age > 3 && situation.q == 'z'", True),
        ("size(values) == 61 && size(holder) == 4", True),
        ("values.exists(key, key == 'k3')", True),
        ("values.a != 'values.k3'", True),
        ("has(values.nobody)", False),
    ],
)
def test_a_rule_is_handed_what_it_names_and_everything_when_it_looks_at_all(expression, outcome):
    values = {f"k{number}": "x" for number in range(60)} | {"a": "x"}
    assert holds(expression, values, HolderFacts("citizen", 36), {"q": "z"}) is outcome
    with pytest.raises(RuleError, match="nobody"):
        holds(
            f"({expression}) && values.nobody == 'x' || values.nobody == 'y'",
            values,
            HolderFacts("citizen", 36),
            {"q": "z"},
        )


@pytest.mark.parametrize(
    "expression",
    [
        "holder.age >",
        "holder.age + 1",
        "int(values.a) > 1",
        "values.nobody == 'x'",
        "[1].all(x, [1].all(y, x == y))",
        "values.a.matches('(x{0,99}){99}')",
        "true || " * 200 + "true",
        "(" * 40 + "true" + ")" * 40,
    ],
)
def test_why_a_rule_will_not_do_is_said_in_chinese_too(expression):
    with pytest.raises(RuleError) as refused:
        holds(expression, {"a": "x"}, HolderFacts("citizen", 36))
    assert not re.search(r"[A-Za-z]{4,}", refused.value.zh.replace("nobody", ""))
    assert re.search(r"[一-鿿]{2}", refused.value.zh)
