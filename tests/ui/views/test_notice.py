"""The notice on home: plain, and nothing in it that a bystander may not read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.services.unprinted import Offer, Phase
from offline_cache.outbox import Accepted
from ui.i18n import LANGUAGES
from ui.views.home import HomeNotice
from ui.views.notice import notice_of

NOW = datetime(2026, 11, 22, 2, 10, tzinfo=UTC)
ACCEPTED = Accepted("a" * 32, "L-0412-20261122-0023", datetime(2026, 11, 22, 1, 52, tzinfo=UTC), "", "")


def shown(
    phase: Phase | None = "offered",
    *,
    accepting: bool = True,
    can_print: bool = True,
    fault: str = "",
    language: str = "zh_CN",
    accepted: Accepted = ACCEPTED,
) -> HomeNotice | None:
    offer = Offer(accepted, phase, fault) if phase is not None else None
    return notice_of(accepting=accepting, offer=offer, can_print=can_print, language=language, now=NOW)


def test_nothing_is_said_where_nothing_is_to_say():
    assert shown(None) is None
    assert shown("offered", can_print=False) is None, "no paper is promised that cannot come"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_owed_receipt_is_known_by_its_time_and_last_characters(language):
    notice = shown(language=language)
    assert notice is not None
    assert (notice.key, bool(notice.action)) == ("reprint", True)
    assert "09:52" in notice.text
    assert "0023" in notice.text
    assert ACCEPTED.receipt_no not in f"{notice.title}{notice.text}{notice.action}"


def test_what_was_handed_in_for_a_case_is_not_called_an_application():
    notice = shown(accepted=replace(ACCEPTED, receipt_no="B-0412-0007"))
    assert notice is not None
    assert "材料" in notice.title
    assert "申请" not in notice.title


def test_a_full_queue_is_said_and_leads_nowhere():
    notice = shown("offered", accepting=False)
    assert notice is not None
    assert (notice.key, notice.action) == ("stopped", "")


@pytest.mark.parametrize("phase", ["printing", "printed"])
def test_a_paper_under_way_is_said_before_everything_else(phase):
    notice = shown(phase, accepting=False, can_print=False)
    assert notice is not None
    assert (notice.key, notice.action) == ("reprint", "")


def test_what_did_not_come_out_says_why_and_can_be_tried_again():
    notice = shown("failed", fault="receipt.paper_out")
    assert notice is not None
    assert "打印机没纸了" in notice.title
    assert notice.action == "再打一次"
