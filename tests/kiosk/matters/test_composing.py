"""一件事 as one matter: who takes part, one form, one list of papers, one sum; and what goes back to which member."""

from typing import Any

import pytest

from kiosk.matters.bundles import BundleSpec
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.composed import Composed, after_of, chosen, path_days
from kiosk.matters.composing import compose
from kiosk.matters.deadline import load_calendar
from kiosk.matters.model import Matter
from kiosk.matters.problems import MatterProblem
from kiosk.matters.rules import HolderFacts, holds
from kiosk.matters.selection import Facts, fees, materials, questions, situation_of
from kiosk.services.rehearsal import rehearse
from tests.kiosk.matters.test_bundles import BABY, codes
from tests.kiosk.matters.whole import text, whole

ADULT = HolderFacts("citizen", 30)
PLAIN: dict[str, Any] = {
    "code": "plain",
    "title": text("一件", "One"),
    "short_title": text("一件", "One"),
    "department": text("某局", "Office"),
    "theme": "business",
}


def plain(code: str, **parts: Any) -> Matter:
    """A matter with nothing but what is given."""
    return Matter.model_validate({**PLAIN, "code": code, **parts})


def member(code: str, **changes: Any) -> Matter:
    return Matter.model_validate({**whole(), "code": code, **changes})


def composed(*matters: Matter, **changes: Any) -> Composed:
    parts = {"key": "baby", "title": text("新生儿", "Baby"), "members": [{"code": each.code} for each in matters]}
    course = compose(BundleSpec.model_validate({**parts, **changes}), {each.code: each for each in matters})
    assert course is not None
    return course


@pytest.fixture
def baby() -> Composed:
    matters = [plain(code) for code in ("card", "household", "birth", "allowance")]
    return composed(*matters, **{key: BABY[key] for key in ("questions", "members")})


def test_answers_and_holder_choose_the_members(baby):
    everything = ["allowance", "birth", "household", "card"]
    assert codes(chosen(baby, Facts(answers={"married": "yes"}, holder=ADULT))) == everything
    assert codes(chosen(baby, Facts(answers={"married": "no"}, holder=ADULT))) == everything[1:]
    young = Facts(answers={"married": "yes"}, holder=HolderFacts("citizen", 19))
    assert codes(chosen(baby, young)) == everything[1:]
    assert codes(chosen(baby, Facts())) == everything[1:], "before anything was answered"


def test_an_optional_member_is_asked_about_and_no_other_can_be_left_out(baby):
    assert [each.key for each in questions(baby, {}, ADULT)] == ["married", "also__card"]
    left = chosen(baby, Facts(answers={"married": "no", "also__card": "no", "also__birth": "no"}, holder=ADULT))
    assert codes(left) == ["birth", "household"]


def test_who_an_optional_member_is_not_for_is_not_offered_it():
    mothers = plain("allowance", eligibility=[{"rule": "holder.sex == '2'", "otherwise": text("发给母亲", "Mothers")}])
    course = composed(plain("a"), mothers, members=[{"code": "a"}, {"code": "allowance", "optional": True}])
    father, mother = HolderFacts("citizen", 30, "1"), HolderFacts("citizen", 30, "2")
    assert questions(course, {}, father) == ()
    assert codes(chosen(course, Facts(holder=father))) == ["a"]
    assert codes(chosen(course, Facts(holder=mother))) == ["a", "allowance"]
    assert course.eligibility == (), "nobody is turned away for it"


def test_questions_are_asked_once_and_not_when_the_bundle_asked_them():
    course = composed(member("a"), member("b"))
    assert [each.key for each in questions(course, {"kind": "restaurant"})] == ["kind", "seats"]
    question = whole()["situations"][0]
    course = composed(member("a"), questions=[question])
    assert [each.key for each in course.situations] == ["kind", "seats"]


def test_a_question_of_the_same_key_and_other_answers_is_another_one():
    question = whole()["situations"][0]
    answers = [{"key": "x", "title": text("甲", "X")}, {"key": "y", "title": text("乙", "Y")}]
    rule = {"key": "only_x", "text": text("甲", "X"), "when": "situation.kind == 'x'"}
    paper = {
        **whole()["materials"][0],
        "code": "",
        "key": "x",
        "title": text("甲证", "X"),
        "when": "situation.kind == 'x'",
    }
    other = plain("b", situations=[{**question, "answers": answers}], conditions=[rule], materials=[paper])
    course = composed(member("a"), other)
    assert [each.key for each in course.situations] == ["kind", "seats", "b__kind"]
    wanted = [spec.title.zh for spec in materials(course, Facts(answers={"b__kind": "x", "kind": "shop"}))]
    assert "甲证" in wanted
    assert course.parts[1].situations == {"kind": "b__kind"}


def test_the_same_field_is_asked_once_and_goes_to_every_member():
    own = {"key": "nickname", "label": text("小名", "Nickname"), "question": text("小名？", "Nickname?")}
    mobile = {
        "key": "mobile",
        "label": text("手机", "Mobile"),
        "shared": "phone",
        "kind": "phone",
        "source": "government.phone",
        "required": False,
    }
    first = plain("a", fields=[whole()["fields"][2], own])
    second = plain("b", fields=[mobile, own])
    for pair in ((first, second), (second, first)):
        course = composed(*pair)
        assert sorted(spec.key for spec in course.fields) == ["a__nickname", "b__nickname", "phone"]
        phone = next(spec for spec in course.fields if spec.key == "phone")
        assert phone.required, "one member requires it"
        assert phone.question is not None
        assert {part.code: part.fields for part in course.parts} == {
            "a": {"phone": "phone", "nickname": "a__nickname"},
            "b": {"mobile": "phone", "nickname": "b__nickname"},
        }


def test_what_the_same_source_says_is_shown_once():
    state = {"key": "state", "label": text("状态", "State"), "source": "government.phone"}
    course = composed(plain("a", fields=[state]), plain("b", fields=[{**state, "key": "status"}]))
    assert [spec.key for spec in course.fields] == ["government__phone"]


def test_a_rule_of_a_member_speaks_of_its_own_field():
    way = {
        "key": "way",
        "label": text("方式", "Way"),
        "kind": "choice",
        "question": text("方式？", "Way?"),
        "choices": [{"key": "x", "title": text("甲", "X")}],
    }
    where = {
        "key": "place",
        "label": text("地点", "Place"),
        "question": text("哪里？", "Where?"),
        "visible_when": "values.way == 'x' || values.way == 'values.way'",
    }
    course = composed(plain("a", fields=[way, where]), plain("b", fields=[way, where]))
    rule = next(spec.visible_when for spec in course.fields if spec.key == "b__place")
    assert rule == "values.b__way == 'x' || values.b__way == 'values.way'"


def test_a_field_that_a_member_before_it_will_give_is_asked_of_nobody():
    number = {"key": "credit_code", "kind": "credit_code", "label": text("代码", "Code"), "question": text("？", "?")}
    waits: dict[str, Any] = {"code": "b", "depends_on": ["a"], "later": ["credit_code"]}
    course = composed(plain("a"), plain("b", fields=[number]), members=[{"code": "a"}, waits])
    assert [spec.visible_when for spec in course.fields] == ["false"]
    both = [{"code": "c"}, {**waits, "depends_on": []}]
    asks_too = composed(plain("c", fields=[number]), plain("b", fields=[number]), members=both)
    assert [spec.visible_when for spec in asks_too.fields] == ["true"], "another member needs it now"


def test_the_same_paper_is_asked_once_by_the_strictest_demand():
    scanned = whole()["materials"]
    again = {**scanned[0], "title": text("另一个名字", "Other"), "deferrable_days": 3, "copies": 2, "by_promise": None}
    strict = {**scanned[1], "code": "", "when": "true", "title": text("户口簿", "Register")}
    first, second = member("a", materials=scanned), plain("b", materials=[again, strict])
    third = plain("c", materials=[{**strict, "key": "book", "origin": "government", "deferrable_days": None}])
    papers = {spec.code or spec.title.zh: spec for spec in composed(first, second, third).materials}
    assert papers.keys() == {"M1", "M2", "户口簿"}
    assert (papers["M1"].deferrable_days, papers["M1"].copies, papers["M1"].by_promise) == (3, 2, None)
    assert papers["户口簿"].origin == "government", "what the government has nobody brings"
    undeferrable = plain("d", materials=[{**scanned[0], "deferrable_days": None}])
    for pair in ((first, undeferrable), (undeferrable, first)):
        assert composed(*pair).materials[0].deferrable_days is None, "one member cannot wait for it"


def test_fees_are_those_of_who_takes_part_by_name():
    fee = {"key": "fee", "amount_fen": 500, "name": text("工本费", "Fee")}
    married = {"code": "b", "when": "situation.married == 'yes'"}
    course = composed(
        plain("a", fee=fee),
        plain("b", short_title=text("二件", "Two"), fee=fee),
        questions=BABY["questions"],
        members=[{"code": "a"}, married],
    )
    assert [each.name.zh for each in fees(course, Facts(answers={"married": "yes"}))] == [
        "一件：工本费",
        "二件：工本费",
    ]
    assert [each.name.zh for each in fees(course, Facts(answers={"married": "no"}))] == ["一件：工本费"]


def test_the_longest_path_and_what_comes_before(baby):
    days = {"card": 10, "household": 3, "birth": 1, "allowance": 12}
    matters = [plain(code, handling="promised", promised_days=count) for code, count in days.items()]
    course = composed(*matters, **{key: BABY[key] for key in ("questions", "members")})
    assert path_days(course.parts) == 14
    alone = tuple(part for part in course.parts if part.code in ("card", "allowance"))
    assert path_days(alone) == 12
    assert [after_of(part, alone) for part in alone] == [(), ()], "who does not take part is waited for by nobody"
    assert path_days(baby.parts) == 0


def test_a_member_of_a_counter_is_told_of_and_one_that_is_not_offered_forbids_the_whole():
    counter = plain("seal", counter={"place": text("窗口", "Desk"), "hours": text("白天", "By day")})
    course = composed(plain("a"), counter)
    assert (codes(course.parts), codes(course.elsewhere)) == (["a"], ["seal"])
    spec = BundleSpec.model_validate({**BABY, "members": [{"code": "a"}, {"code": "b"}]})
    assert compose(spec, {"a": plain("a")}) is None, "never half of it"
    optional = BundleSpec.model_validate({**BABY, "members": [{"code": "a"}, {"code": "b", "optional": True}]})
    found = compose(optional, {"a": plain("a")})
    assert found is not None
    assert codes(found.parts) == ["a"]
    assert compose(spec, {"a": counter.model_copy(update={"code": "a"}), "b": counter}) is None


def test_without_what_a_counter_gives_nothing_of_it_is_asked_and_the_way_back_is_told():
    course = load_catalogue().courses["newborn"]

    def met(insured: str, sex: str) -> tuple[list[str], str | None, set[str]]:
        facts = Facts(answers={"insured": insured, "certified": "no"}, holder=HolderFacts("citizen", 30, sex))
        situation = situation_of(course, facts.answers, facts.holder)
        refused = (
            each.otherwise.zh for each in course.eligibility if not holds(each.rule, {}, facts.holder, situation)
        )
        papers = {spec.code for spec in materials(course, facts)}
        return codes(chosen(course, facts)), next(refused, None), papers & {"M-BIRTH-CERT"}

    assert met("no", "2") == ([], "先到分娩医院出生证办理处办好出生医学证明再来", set())
    assert met("yes", "1")[:2] == met("no", "2")[:2]
    assert met("yes", "2") == (["maternity-allowance"], None, set())
    assert "newborn-household-registration" in codes(chosen(course, Facts(holder=ADULT))), "before anybody was asked"


def test_it_is_open_when_all_its_members_are():
    office = [{"on": "working_days", "opens": "08:00", "closes": "18:00"}]
    morning = [{"opens": "06:00", "closes": "12:00"}]
    night = [{"opens": "20:00", "closes": "22:00"}]
    course = composed(plain("a", opening=office), plain("b", opening=morning), plain("c"))
    assert [(each.on, f"{each.opens:%H}", f"{each.closes:%H}") for each in course.opening] == [
        ("working_days", "08", "12")
    ]
    spec = BundleSpec.model_validate({**BABY, "members": [{"code": "a"}, {"code": "b"}]})
    assert compose(spec, {"a": plain("a", opening=office), "b": plain("b", opening=night)}) is None


def test_every_bundle_that_is_shipped_is_walked_from_guide_to_receipt():
    courses, calendar = load_catalogue().courses, load_calendar()
    assert not isinstance(calendar, MatterProblem)
    assert len(courses) == 6
    assert {key: rehearse(course, calendar) for key, course in courses.items()} == dict.fromkeys(courses)
    published = {key: course.bundle.promised for key, course in courses.items()}
    assert published == {key: course.promised for key, course in courses.items()}, (
        "what is published is what is counted"
    )
