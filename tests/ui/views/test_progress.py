"""The step bar and the footer: where the citizen is, and which ways are open."""

import pytest

from kiosk.visit import events as happened
from kiosk.visit.state import EndReason, Visit
from tests.gallery import visits
from tests.gallery.visits import context, walk
from tests.kiosk.visit.people import CARD_REPLACEMENT, CERTIFICATE
from ui.views.chrome import Chrome
from ui.views.progress import in_visit
from ui.views.wording import grouped, minutes_seconds, spaced

BARE = Chrome(zone="", network="online", date_text="", clock_text="", language="zh_CN")


def dressed(visit: Visit, language: str = "zh_CN") -> Chrome:
    return in_visit(BARE, visit, context(language))


def test_review_and_signature_are_one_step() -> None:
    for visit in (visits.at_review(), visits.at_sign()):
        chrome = dressed(visit)
        assert chrome.step_text == "第 4 步，共 6 步"
        assert [step.state for step in chrome.steps] == ["done"] * 3 + ["now"] + ["next"] * 2


def test_a_short_matter_has_fewer_segments_and_only_checks() -> None:
    chrome = dressed(visits.at_form(CERTIFICATE))
    assert [step.label for step in chrome.steps] == ["核验身份", "核对信息", "提交"]
    assert chrome.step_text == "第 2 步，共 3 步"


@pytest.mark.parametrize("visit", [Visit(visits.VISIT_ID, CARD_REPLACEMENT), visits.done()])
def test_guide_and_result_have_no_step_bar(visit: Visit) -> None:
    assert dressed(visit).steps == ()
    assert dressed(visit).in_visit


def test_the_submission_is_locked() -> None:
    chrome = dressed(visits.filing())
    assert (chrome.locked, chrome.can_go_back) == (True, False)
    assert not dressed(visits.offered()).locked


def test_an_ended_visit_is_none() -> None:
    chrome = dressed(walk(visits.at_form(), happened.Abandoned(EndReason.LEFT)))
    assert (chrome.in_visit, chrome.matter_title, chrome.steps) == (False, "", ())


def test_numbers_are_set_as_people_read_them() -> None:
    assert grouped("9901251122000023") == "9901 2511 2200 0023"
    assert grouped("L-0412-0023") == "L-0412-0023"
    assert spaced("990101＊＊＊＊＊＊＊＊121X") == "990101 ＊＊＊＊＊＊＊＊ 121X"
    assert minutes_seconds(61.9) == "01:01"
