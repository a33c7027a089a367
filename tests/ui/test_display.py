"""Which screen belongs to which state, and what stands around it."""

from dataclasses import replace

import pytest

from kiosk.matters.plan import Step
from kiosk.visit import events as happened
from kiosk.visit.state import EndReason, Visit
from tests.gallery import visits
from tests.kiosk.visit.people import CARD_REPLACEMENT, WANG, matter
from ui.display import Display, Scene
from ui.lobby import Lobby
from ui.views.shell import Shell

VISIT = Visit(visits.VISIT_ID, CARD_REPLACEMENT)


@pytest.fixture
def display(kiosk) -> Display:
    return Display(kiosk)


@pytest.fixture
def scene(kiosk) -> Scene:
    return Scene(
        visit=None,
        ended=None,
        lobby=Lobby("home"),
        shell=Shell("zh_CN"),
        pay_until=0.0,
        lobby_touched=kiosk.clock.monotonic(),
        waiting=replace(VISIT, step=Step.IDENTIFY),
        guest=None,
    )


@pytest.mark.parametrize(
    ("place", "screen"), [("attract", "attract"), ("home", "home"), ("search", "search"), ("card", "identify")]
)
def test_each_place_of_the_lobby_has_its_screen(display, scene, place, screen):
    shown = display.shown(replace(scene, lobby=Lobby(place)))
    assert shown[0] == screen
    assert shown[1]


def test_where_no_matter_is_done_here_nobody_waits_for_a_card(display, scene):
    assert display.shown(replace(scene, lobby=Lobby("card"), waiting=None))[0] == "card"


@pytest.mark.parametrize(
    ("visit", "screen"),
    [
        (VISIT, "guide"),
        (visits.begun(), "identify"),
        (visits.at_form(), "form"),
        (visits.at_materials(), "materials"),
        (visits.at_review(), "review"),
        (visits.at_sign(), "sign"),
        (visits.offered(), "payment"),
        (visits.filing(), "filing"),
        (visits.done(), "result"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_step_has_its_screen(display, scene, visit, screen):
    assert display.shown(replace(scene, visit=visit))[0] == screen


def test_a_matter_of_the_counter_says_where(display, scene):
    passport = matter("passport-issue")
    screen, view = display.shown(replace(scene, visit=Visit(visits.VISIT_ID, passport)))
    assert (screen, view["verdict"], view["canStart"]) == ("guide", "not", False)
    assert passport.counter is not None
    assert passport.counter.place.zh in view["reason"]


def test_what_could_not_be_kept_ends_out_of_service(display, scene):
    ended = visits.walk(visits.filing(), happened.Failed("FileCase", "filing.storage"))
    assert ended.ended is EndReason.NOT_FILED
    screen, view = display.shown(replace(scene, ended=ended))
    assert screen == "outOfService"
    assert view["title"] == "这次没能提交"
    assert WANG.name not in str(view)


@pytest.mark.parametrize("reason", [reason for reason in EndReason if reason is not EndReason.NOT_FILED])
def test_every_other_end_leads_home(display, scene, reason):
    assert display.shown(replace(scene, ended=replace(VISIT, ended=reason)))[0] == "home"


def test_the_footer_leads_back_from_the_lists_but_not_from_home(display, scene):
    framed = {place: display.framed(replace(scene, lobby=Lobby(place))) for place in ("home", "search", "card")}
    assert {place: chrome.can_go_back for place, chrome in framed.items()} == {
        "home": False,
        "search": True,
        "card": True,
    }
    assert all(chrome.steps == () for chrome in framed.values())


def test_nobody_is_warned_in_the_lobby(display, scene, kiosk):
    quiet = replace(scene, lobby=Lobby("search"), lobby_touched=kiosk.clock.monotonic() - 85)
    chrome = display.framed(quiet)
    assert not chrome.timeout.open
    assert 0 < chrome.seconds_left <= 5


def test_a_visit_has_its_steps_and_its_name_above_it(display, scene):
    chrome = display.framed(replace(scene, visit=visits.at_form()))
    assert (chrome.matter_title, chrome.in_visit, len(chrome.steps)) == ("社会保障卡补领", True, 6)
