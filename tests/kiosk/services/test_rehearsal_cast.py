"""Who can stand at the pictures of a matter: the people of the simulated reader, and whom the matter's rules tell apart."""

from typing import Any

import pytest

from devices.bench.people import PEOPLE
from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.model import Matter
from kiosk.matters.plan import Step
from kiosk.services.identity import holder_of
from kiosk.services.rehearsal import Course, walked
from kiosk.services.rehearsal_cast import how_it_ends, roles, scene_of
from kiosk.services.rehearsal_people import AT
from kiosk.visit.state import Visit
from tests.kiosk.matters.test_composing import plain
from tests.kiosk.matters.whole import text
from tests.kiosk.services.test_rehearsal import asks, only_for

STATUS = {
    "key": "status",
    "label": text("参保状态", "Status"),
    "source": "government.insurance_status",
    "said": [text("在职", "Working"), text("退休", "Retired")],
}


def told(matter: Matter, person: str = "", **answers: str) -> Any:
    return scene_of(matter, person, answers.items()).told


def last(matter: Matter, person: str, **answers: str) -> Visit:
    """How it stands when the visit of `person` is over."""
    scene = scene_of(matter, person, answers.items())
    *_, visit = walked(matter, WorkCalendar(), Course(scene.answers, scene.role.guest))
    return visit


def test_the_six_are_those_whose_cards_lie_at_the_simulated_reader() -> None:
    found = {role.key: role.guest.holder for role in roles(plain("small"))}
    assert found == {
        key: holder_of(PEOPLE[key].card, AT.date()) for key in ("wang", "li", "rare", "chen", "smith", "hk")
    }


def test_a_card_is_shown_with_what_stands_on_it() -> None:
    name = {"key": "name", "label": text("姓名", "Name"), "source": "card.name"}
    shown = last(plain("small", fields=[name]), "rare")
    assert shown.values["name"].text == "赵㐂𬎆"


def test_whom_a_rule_tells_apart_is_drawn_once_and_told_what_the_kiosk_will_say() -> None:
    matter = only_for("holder.age >= 80", "values.status != '退休'", fields=[STATUS])
    drawn = told(matter)["people"][6:]
    assert [(one["zh"], one["en"], one["away"] is not None) for one in drawn] == [
        ("80 岁男，参保状态：在职", "Male, 80, Status: Working", False),
        ("36 岁男，参保状态：退休", "Male, 36, Status: Retired", True),
    ]
    assert told(matter)["person"] == drawn[0]["key"], "who gets through comes first"
    gone = last(matter, "wang")
    assert (gone.step, how_it_ends(gone)) == (Step.IDENTIFY, {"zh": "请到窗口", "en": "Please go to the counter"})


def test_whoever_has_a_card_that_is_not_taken_is_sent_away_by_it() -> None:
    matter = plain("small", holders=["citizen"])
    away = {one["key"]: one["away"] for one in told(matter)["people"]}
    assert {key for key, why in away.items() if why} == {"smith", "hk"}
    assert how_it_ends(last(matter, "smith")) == away["smith"]
    assert how_it_ends(last(matter, "wang")) is None


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, {"a": "a1", "b": "b0"}),
        ({"a": "a0"}, {"a": "a0"}),
        ({"a": "a1", "b": "b1"}, {"a": "a1", "b": "b1"}),
        ({"a": "nothing", "strange": "a0"}, {"a": "a0"}),
        ({"strange": "a0"}, {"a": "a1", "b": "b0"}),
    ],
)
def test_questions_are_those_that_are_asked_after_the_chosen_answers(given: Any, asked: dict[str, str]) -> None:
    questions = [asks("a", 2), asks("b", 2, visible_when="situation.a == 'a1'")]
    matter = only_for("situation.a == '' || situation.a == 'a1'", situations=questions)
    found = told(matter, "li", **given)["questions"]
    assert {one["key"]: one["answer"] for one in found} == asked
    ended = how_it_ends(last(matter, "li", **given))
    assert ended == (None if asked["a"] == "a1" else {"zh": "请到窗口", "en": "Please go to the counter"})


def test_papers_and_data_are_chosen_where_they_make_a_difference() -> None:
    home = {"key": "home", "label": text("住处", "Home"), "source": "government.residence"}
    lease = text("租约", "Lease")
    paper = {"key": "lease", "title": lease, "note": lease, "origin": "scan", "deferrable_days": 5}
    matter = plain("small", fields=[home], materials=[paper])
    assert [told(matter)[key] for key in ("papers", "data")] == [["scan", "defer"], ["known", "offline", "unknown"]]
    assert [told(plain("small"))[key] for key in ("papers", "data")] == [[], []]
    guest = roles(matter)[0].guest
    for papers, data, owed, known in (("scan", "known", False, True), ("defer", "offline", True, False)):
        *_, visit = walked(matter, WorkCalendar(), Course({}, guest, papers, data))
        assert (visit.step, visit.materials["lease"].deferred, "home" in visit.values) == (Step.RESULT, owed, known)
