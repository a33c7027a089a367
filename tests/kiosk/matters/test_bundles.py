"""一件事: who takes part, in which order, one form, one list of papers."""

from pathlib import Path
from typing import Any

import pytest

from kiosk.matters.bundles import (
    BundleSpec,
    asked,
    further_questions,
    in_order,
    load_bundles,
    members_for,
    union_form,
    union_materials,
    values_for,
)
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.model import Matter
from kiosk.matters.problems import MatterProblem
from kiosk.matters.rules import HolderFacts
from tests.kiosk.matters.samples import HOME, write_root
from tests.kiosk.matters.whole import text, whole

CARD = '\n[[bundles]]\nkey = "baby"\ntitle = { zh = "新生儿", en = "Baby" }\nicon = "baby"\n'
FILE = """
key = "baby"
title = { zh = "新生儿", en = "Baby" }
members = [{ code = "small" }]
"""
BABY: dict[str, Any] = {
    "key": "baby",
    "title": text("新生儿", "Baby"),
    "questions": [
        {
            "key": "married",
            "question": text("结婚了吗？", "Married?"),
            "answers": [{"key": "yes", "title": text("是", "Yes")}, {"key": "no", "title": text("否", "No")}],
        },
    ],
    "members": [
        {"code": "card", "depends_on": ["household"], "optional": True},
        {"code": "household", "depends_on": ["birth"]},
        {"code": "allowance", "when": "situation.married == 'yes' && holder.age >= 20"},
        {"code": "birth"},
    ],
}


def bundle(**changes: Any) -> BundleSpec:
    return BundleSpec.model_validate({**BABY, **changes})


def member(code: str, **changes: Any) -> Matter:
    return Matter.model_validate({**whole(), "code": code, **changes})


def codes(members) -> list[str]:
    return [each.code for each in members]


def test_each_comes_after_what_it_depends_on():
    assert codes(in_order(bundle())) == ["allowance", "birth", "household", "card"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([{"code": "a", "depends_on": ["b"]}, {"code": "b", "depends_on": ["a"]}], "a → b → a"),
        ([{"code": "a", "depends_on": ["a"]}], "a → a"),
        ([{"code": "x"}, *({"code": c, "depends_on": ["x", d]} for c, d in ("bc", "cd", "db"))], "b → c → d → b"),
        ([{"code": "a", "depends_on": ["z"]}], "depends on 'z', which is none of the members"),
        ([{"code": "a"}, {"code": "a"}], "given twice: a"),
    ],
)
def test_a_circle_or_a_stranger_does_not_parse(members, expected):
    with pytest.raises(ValueError, match=expected):
        bundle(members=members)


def test_answers_and_holder_choose_the_members():
    spec, adult = bundle(), HolderFacts("citizen", 30)
    assert codes(members_for(spec, {"married": "yes"}, adult)) == ["allowance", "birth", "household", "card"]
    assert codes(members_for(spec, {"married": "no"}, adult)) == ["birth", "household", "card"]
    assert codes(members_for(spec, {"married": "yes"}, HolderFacts("citizen", 19))) == ["birth", "household", "card"]
    left_out = members_for(spec, {"married": "no"}, adult, without=("card", "birth"))
    assert codes(left_out) == ["birth", "household"], "only an optional member can be left out"


def test_the_questions_of_members_are_asked_once_and_not_when_the_bundle_asked_them():
    first, second = member("a"), member("b")
    assert [each.key for each in asked(bundle(), {})] == ["married"]
    assert [each.key for each in further_questions(bundle(), (first, second), {"kind": "restaurant"})] == [
        "kind",
        "seats",
    ]
    question = whole()["situations"][0]
    knows = bundle(questions=[*BABY["questions"], question])
    assert [each.key for each in further_questions(knows, (first,), {"kind": "restaurant"})] == ["seats"]


def test_the_same_field_is_asked_once_and_goes_to_every_member():
    own = {"key": "nickname", "label": text("小名", "Nickname"), "question": text("小名？", "Nickname?")}
    phone = {
        "key": "mobile",
        "label": text("手机", "Mobile"),
        "shared": "phone",
        "kind": "phone",
        "source": "government.phone",
    }
    first = member("a", fields=[*whole()["fields"], own])
    second = member("b", fields=[whole()["fields"][1], {**phone, "required": False}, own], deliveries=[])
    form = union_form((first, second), {"a:delivery": "pickup"}, {})
    by_key = {field.key: field.goes_to for field in form}
    assert by_key == {
        "name": (("a", "name"),),
        "id_number": (("a", "id_number"), ("b", "id_number")),
        "phone": (("a", "phone"), ("b", "mobile")),
        "a:delivery": (("a", "delivery"),),
        "a:nickname": (("a", "nickname"),),
        "b:nickname": (("b", "nickname"),),
    }
    shared = next(field.spec for field in form if field.key == "phone")
    assert shared.required, "one member requires it"
    assert shared.question is not None
    turned = union_form((second, first), {}, {})
    assert next(field.spec for field in turned if field.key == "phone").required, "whichever comes first"
    values = {"phone": "13900000000", "b:nickname": "小明", "a:nickname": "大明", "other": "x"}
    assert values_for(second, values) == {"mobile": "13900000000", "nickname": "小明"}


def test_a_choice_is_only_shared_when_it_says_so():
    choice = {
        "key": "sex",
        "label": text("性别", "Sex"),
        "kind": "choice",
        "question": text("性别？", "Sex?"),
        "choices": [{"key": "f", "title": text("女", "F")}],
    }
    first = member("a", fields=[*whole()["fields"], choice])
    second = member("b", fields=[*whole()["fields"], {**choice, "shared": "sex"}])
    keys = [field.key for field in union_form((first, second), {}, {})]
    assert "a:sex" in keys
    assert "sex" in keys


def test_the_same_paper_is_asked_once_by_the_strictest_demand():
    scanned = whole()["materials"]
    again = {
        **scanned[0],
        "title": text("另一个名字", "Other name"),
        "deferrable_days": 3,
        "copies": 2,
        "by_promise": None,
    }
    strict = {**scanned[1], "code": "", "when": "true", "title": text("户口簿", "Register")}
    first = member("a", materials=scanned)
    second = member("b", materials=[again, strict])
    third = member("c", materials=[{**strict, "key": "book", "origin": "government", "deferrable_days": None}])
    papers = {paper.key: paper for paper in union_materials((first, second, third), {}, {"kind": "shop"})}
    assert papers.keys() == {"M1", "户口簿"}
    assert papers["M1"].goes_to == (("a", "lease"), ("b", "lease"))
    assert (papers["M1"].spec.deferrable_days, papers["M1"].spec.copies, papers["M1"].spec.by_promise) == (3, 2, None)
    undeferrable = member("d", materials=[{**scanned[0], "deferrable_days": None}])
    for pair in ((first, undeferrable), (undeferrable, first)):
        assert union_materials(pair, {}, {})[0].spec.deferrable_days is None, "one member cannot wait for it"
    assert papers["户口簿"].spec.origin == "government", "what the government has nobody brings"


def with_bundle(root: Path, said: str = FILE, name: str = "baby") -> Path:
    write_root(root)
    (root / "home.toml").write_text(HOME + CARD, encoding="utf-8")
    (root / "_bundles").mkdir()
    (root / "_bundles" / f"{name}.toml").write_text(said, encoding="utf-8")
    return root


def test_a_catalogue_has_its_bundles(tmp_path):
    catalogue = load_catalogue(with_bundle(tmp_path))
    assert catalogue.problems == ()
    assert codes(catalogue.bundles["baby"].members) == ["small"]
    assert codes(catalogue.in_bundle("baby")) == ["small"], "the member need not name its bundle"


def test_a_member_that_is_no_matter_and_a_bundle_without_card_are_told(tmp_path):
    root = with_bundle(tmp_path, FILE.replace("small", "great").replace('"baby"', '"war"'), "war")
    told = [(problem.path, problem.fatal) for problem in load_catalogue(root).problems]
    assert told == [("key", False), ("members[0].code", False)]


@pytest.mark.parametrize(
    ("said", "path"), [("key = ", ""), (FILE.replace('"baby"', '"other"'), "key"), ("x = 1", "key")]
)
def test_a_malformed_bundle_refuses_the_start(tmp_path, said, path):
    root = with_bundle(tmp_path, said)
    problem = load_bundles(root)
    assert isinstance(problem, MatterProblem)
    assert problem.path == path
    assert load_catalogue(root).fatal
