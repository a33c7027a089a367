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
