"""The submission: the steps are the real ones."""

from dataclasses import replace

from tests.gallery import visits
from tests.gallery.visits import context
from ui.views import filing


def test_nothing_is_called_stored_before_it_is() -> None:
    saving = filing.view_of(visits.filing(), context("zh_CN"))
    assert [step.state for step in saving.steps] == ["now", "next", "next"]
    assert "已" not in saving.steps[0].text
    sending = filing.view_of(visits.filing(), context("zh_CN", filing_stage="sending"))
    assert [step.state for step in sending.steps] == ["done", "now", "next"]
    assert sending.steps[0].text == "已加密保存在本机"


def test_offline_nothing_is_claimed_to_be_sent() -> None:
    view = filing.view_of(visits.filing(), context("zh_CN", filing_stage="answering", online=False))
    assert "已送到" not in " ".join(step.text for step in view.steps)


def test_who_has_taken_the_card_is_not_told_to_leave_it() -> None:
    there = filing.view_of(visits.filing(), context("zh_CN"))
    gone = filing.view_of(replace(visits.filing(), card_taken=True), context("zh_CN"))
    assert "身份证" in there.hint
    assert "身份证" not in gone.hint
