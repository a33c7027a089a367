"""一件事 as files: its members, their order, what does not parse. What it is composed to: test_composing."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from kiosk.matters.bundles import BundleSpec, in_order, load_bundles
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.problems import MatterProblem, problems_of
from tests.kiosk.matters.samples import HOME, write_root
from tests.kiosk.matters.whole import text

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


def codes(members) -> list[str]:
    return [each.code for each in members]


def test_each_comes_after_what_it_depends_on():
    assert codes(in_order(bundle())) == ["allowance", "birth", "household", "card"]


@pytest.mark.parametrize(
    ("members", "path", "expected"),
    [
        ([{"code": "a", "depends_on": ["b"]}, {"code": "b", "depends_on": ["a"]}], "[0].depends_on", "a → b → a"),
        ([{"code": "a", "depends_on": ["a"]}], "[0].depends_on", "a → a"),
        (
            [{"code": "x"}, *({"code": c, "depends_on": ["x", d]} for c, d in ("bc", "cd", "db"))],
            "[1].depends_on",
            "b → c → d → b",
        ),
        ([{"code": "a", "depends_on": ["z"]}], "[0].depends_on", "depends on 'z', which is none of the members"),
        ([{"code": "b"}, {"code": "a"}, {"code": "a"}], "[2].code", "given twice: a"),
    ],
)
def test_a_circle_or_a_stranger_does_not_parse_and_the_place_is_named(members, path, expected):
    with pytest.raises(ValidationError) as refused:
        bundle(members=members)
    problem = problems_of(Path("a.toml"), BundleSpec, refused.value)
    assert problem.path == f"members{path}"
    assert expected in problem.expected
    assert problem.zh.startswith("前后不一致：事项")


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
