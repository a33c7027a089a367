"""Every way to make it harder for citizens is a red card; nothing else is; and whatever changed is said."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from central.review import difference as module
from central.review.difference import Change, RedKind, difference, red
from tests.kiosk.matters.samples import baseline

Body = dict[str, Any]
Edit = Callable[[Body], object]
AREA = {"set": "C0109 通办范围", "version": "2018"}


@pytest.fixture(scope="module")
def body() -> Body:
    """A promised matter with materials, a fee and delivery, and everything that can be narrowed."""
    made = baseline("social-security-card-replacement").model_dump(mode="json", exclude_defaults=True)
    made["conditions"] = [{"key": "insured", "text": both("在本市参保"), "when": "holder.age > 16"}]
    made["eligibility"] = [{"rule": "holder.age > 5", "otherwise": both("年满 5 岁")}]
    made["special_procedures"] = [{"name": both("专家评审"), "term": {"count": 5}}]
    made["national"] = {"handle_area": {**AREA, "code": "1", "name": "全国"}, "handle_regions": ["990100", "990200"]}
    made["materials"].append(
        {
            "key": "consent", "title": both("监护人同意书"), "origin": "government", "note": both("说明"),
            "required": False, "deferrable_days": 5, "result_first": True,
            "by_promise": both("我承诺"), "when": "holder.age < 18",
        }
    )  # fmt: skip
    made["fee"] = {
        **made["fee"], "reduction": both("低保免收"), "deferrable": True, "when": "holder.age > 60", "by_law": "某价费 1 号",
    }  # fmt: skip
    return made


def both(text: str) -> dict[str, str]:
    return {"zh": text, "en": "text"}


def edited(body: Body, edit: Edit) -> tuple[Change, ...]:
    after = deepcopy(body)
    edit(after)
    return difference(body, after)


def material(body: Body) -> Body:
    return next(one for one in body["materials"] if one["key"] == "consent")


FEE = {"amount_fen": 2000, "name": both("工本费")}
NEW_PAPER = {"key": "more", "title": both("户口簿"), "origin": "scan", "note": both("说明"), "by_law": "某条例第三条"}
RED: dict[str, tuple[Edit, RedKind]] = {
    "material.new": (lambda body: body["materials"].append(NEW_PAPER), RedKind.MATERIAL),
    "material.required": (lambda body: material(body).pop("required"), RedKind.MATERIAL),
    "material.brought": (lambda body: material(body).update(origin="scan"), RedKind.MATERIAL),
    "material.at_once": (lambda body: material(body).pop("deferrable_days"), RedKind.MATERIAL),
    "material.result_waits": (lambda body: material(body).pop("result_first"), RedKind.MATERIAL),
    "material.no_promise": (lambda body: material(body).pop("by_promise"), RedKind.MATERIAL),
    "material.more": (lambda body: material(body).update(copies=2), RedKind.MATERIAL),
    "material.form": (lambda body: material(body).update(form="paper"), RedKind.MATERIAL),
    "material.when": (lambda body: material(body).update(when="holder.age < 99"), RedKind.MATERIAL),
    "material.renamed": (lambda body: material(body).update(title=both("公证书")), RedKind.MATERIAL),
    "condition.new": (
        lambda body: body["conditions"].append({"key": "b", "text": both("无欠费")}),
        RedKind.CONDITION,
    ),
    "condition.text": (lambda body: body["conditions"][0].update(text=both("在本市参保满 5 年")), RedKind.CONDITION),
    "condition.when": (lambda body: body["conditions"][0].pop("when"), RedKind.CONDITION),
    "eligibility.new": (lambda body: body["eligibility"][0].update(rule="holder.age > 15"), RedKind.CONDITION),
    "holder.gone": (lambda body: body.update(holders=["citizen"]), RedKind.CONDITION),
    "promise.longer": (lambda body: body.update(promised_days=60), RedKind.PROMISE),
    "procedure.new": (
        lambda body: body["special_procedures"].append({"name": both("听证"), "term": {"count": 20}}),
        RedKind.PROMISE,
    ),
    "procedure.longer": (lambda body: body["special_procedures"][0].update(term={"count": 9}), RedKind.PROMISE),
    "fee.more": (lambda body: body["fee"].update(amount_fen=999_900), RedKind.FEE),
    "fee.new": (lambda body: body.update(fees=[body.pop("fee"), {**FEE, "key": "second"}]), RedKind.FEE),
    "fee.no_reduction": (lambda body: body["fee"].pop("reduction"), RedKind.FEE),
    "fee.at_once": (lambda body: body["fee"].pop("deferrable"), RedKind.FEE),
    "fee.when": (lambda body: body["fee"].pop("when"), RedKind.FEE),
    "scope.narrower": (
        lambda body: body["national"].update(handle_area={**AREA, "code": "5", "name": "全市"}),
        RedKind.SCOPE,
    ),
    "scope.regions": (lambda body: body["national"].update(handle_regions=["990100"]), RedKind.SCOPE),
    "scope.counter": (
        lambda body: body.update(counter={"place": both("大厅"), "hours": both("9 点")}),
        RedKind.SCOPE,
    ),
    "scope.hours": (lambda body: body.update(opening=[{"opens": "09:00", "closes": "17:00"}]), RedKind.SCOPE),
}
HARMLESS: dict[str, Edit] = {
    "material.gone": lambda body: body["materials"].pop(),
    "condition.gone": lambda body: body["conditions"].pop(),
    "promise.shorter": lambda body: body.update(promised_days=1),
    "fee.less": lambda body: body["fee"].update(amount_fen=1),
    "fee.gone": lambda body: body.pop("fee"),
    "procedure.gone": lambda body: body.pop("special_procedures"),
    "statute": lambda body: body.update(statutory_days=90),
    "part.new": lambda body: body.update(aliases=["别名"]),
    "scope.regions_new": lambda body: body["national"]["handle_regions"].append("990300"),
    "part": lambda body: body.update(title=both("另一个名称")),
}


@pytest.mark.parametrize("what", RED, ids=RED.keys())
def test_what_makes_it_harder_is_red(body, what):
    edit, kind = RED[what]
    cards = {change.what: change.red for change in red(edited(body, edit))}
    assert cards.get(what) == kind.value


@pytest.mark.parametrize("what", HARMLESS, ids=HARMLESS.keys())
def test_what_makes_it_easier_is_said_and_is_not_red(body, what):
    changes = edited(body, HARMLESS[what])
    assert what in {change.what for change in changes}
    assert red(changes) == ()


def test_more_places_are_no_card_and_none_named_is_one(body):
    city = deepcopy(body)
    city["national"]["handle_area"] = {**AREA, "code": "5", "name": "全市"}
    assert [(one.what, one.red) for one in difference(city, body)] == [("scope.wider", "")]
    nowhere = deepcopy(city)
    del nowhere["national"]["handle_area"]
    assert [(one.what, one.red) for one in difference(city, nowhere)] == [("scope.narrower", "scope")]


def test_nothing_is_different_from_itself(body):
    assert difference(body, deepcopy(body)) == ()


def test_a_new_matter_takes_nothing_from_anybody(body):
    assert [change.what for change in difference(None, body)] == ["matter.new"]


def test_the_red_ones_come_first_and_name_their_law(body):
    def both_of(made: Body) -> None:
        made["title"]["zh"] = "另一个名称"
        made["materials"].append(NEW_PAPER)

    changes = edited(body, both_of)
    assert [change.what for change in changes] == ["material.new", "part"]
    assert changes[0].by_law == "某条例第三条"


def test_what_was_written_is_said_with_before_and_after(body):
    def of(edit: Edit) -> list[tuple[str, ...]]:
        return [(one.what, one.name, one.before, one.after) for one in edited(body, edit)]

    assert of(lambda made: material(made)["note"].update(zh="另带公证书")) == [
        ("part", "申请材料 › 监护人同意书 › 说明", "说明", "另带公证书")
    ]
    assert of(lambda made: made["materials"].reverse()) == [("part.order", "申请材料", "", "")]
    asked = of(lambda made: made["fields"][0]["label"].update(zh="新的问法"))
    assert [(what, after) for what, _, _, after in asked] == [("part", "新的问法")]
    gone = of(lambda made: made["fields"].pop())
    assert [what for what, *_ in gone] == ["part.gone"], "and not 3 项 instead of 4 项"


def test_what_a_rule_says_does_not_hide_what_else_was_edited(body):
    def both_of(made: Body) -> None:
        material(made).update(copies=2)
        material(made)["note"]["zh"] = "另带公证书"

    assert [change.what for change in edited(body, both_of)] == ["material.more", "part"]


def test_a_new_matter_that_asks_without_a_law_is_red(body):
    lawless = deepcopy(body)
    del lawless["fee"]["by_law"]
    lawless["materials"].append({**NEW_PAPER, "key": "proof", "title": both("收入证明"), "by_law": ""})
    assert [(one.what, one.red) for one in difference(None, lawless)] == [
        ("fee.new", "fee"), ("material.new", "material"), ("matter.new", "")
    ]  # fmt: skip


def test_every_part_of_a_matter_is_compared(body):
    """Whatever is edited, somebody reads of it: a field that no rule looks at would slip past the review."""
    samples = {
        "version": None,
        "minutes": 60,
        "visits": 3,
        "aliases": ["别名"],
        "flow": [{"kind": "accept", "title": both("受理")}],
        "faqs": [{"question": both("问"), "answer": both("答")}],
        "legal_basis": [{"name": "某法"}],
        "needs": ["face_camera"],
        "valid_until": "2099-01-01",
        "places": [{"name": both("大厅"), "address": both("一号"), "hours": both("全天")}],
    }
    for name, value in samples.items():
        if value is not None:
            assert difference(body, {**body, name: value}), name


def test_a_body_that_is_no_matter_is_refused(body):
    with pytest.raises(ValueError, match="title"):
        difference(body, {"code": "x"})


@pytest.mark.parametrize(
    ("planted", "missed"),
    [
        ("_materials", "material.new"),
        ("_promise", "promise.longer"),
        ("_fees", "fee.more"),
        ("_scope", "scope.narrower"),
    ],
)
def test_a_rule_that_is_left_out_is_found_out(body, monkeypatch, planted, missed):
    kept = tuple(rule for rule in module._RULES if rule.__name__ != planted)
    monkeypatch.setattr(module, "_RULES", kept)
    with pytest.raises(AssertionError):
        test_what_makes_it_harder_is_red(body, missed)
