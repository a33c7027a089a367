"""Truth about money: three outcomes and what is said of each."""

from dataclasses import replace

import pytest

from kiosk.visit import events as happened
from tests.gallery import visits
from tests.gallery.visits import context, walk
from ui.views import payment


def test_a_code_is_shown_only_while_it_can_be_paid() -> None:
    assert payment.view_of(visits.at_payment(), context("zh_CN")).code == ""
    waiting = payment.view_of(visits.offered(), context("zh_CN", seconds_left_to_pay=276.4))
    assert waiting.code.startswith("https://")
    assert (waiting.title, waiting.left) == ("请用手机扫码，付 20 元", "请在 04:36 内付款")
    for visit in (visits.paid(), visits.refused("payment.expired"), visits.unreachable()):
        assert payment.view_of(visit, context("zh_CN")).code == ""


def test_the_clock_never_runs_below_zero() -> None:
    assert "00:00" in payment.view_of(visits.offered(), context("zh_CN", seconds_left_to_pay=-3)).left


def test_scanned_but_unknown_is_neither_paid_nor_free_to_pay_again() -> None:
    visit = visits.offered()
    view = payment.view_of(walk(visit, happened.PaymentPending(visits.order(visit))), context("zh_CN"))
    assert view.state == "pending"
    assert "不要再付" in view.truth
    assert "没有扣钱" not in view.truth + view.truth_text
    assert (view.can_retry, view.can_defer, view.advance_ms) == (False, False, 0)


@pytest.mark.parametrize("fault", ["payment.expired", "payment.refused"])
def test_a_failed_order_says_that_nothing_was_charged(fault: str) -> None:
    view = payment.view_of(visits.refused(fault), context("zh_CN"))
    assert (view.state, view.truth, view.can_retry, view.can_defer) == ("failed", "没有扣钱", True, False)


def test_out_of_reach_one_may_submit_first_only_where_the_matter_allows_it() -> None:
    visit = visits.unreachable()
    view = payment.view_of(visit, context("zh_CN", online=False))
    assert (view.state, view.can_defer, view.truth) == ("unreachable", True, "没有扣钱")
    fee = visit.matter.fee
    assert fee is not None
    strict = visit.matter.model_copy(update={"fee": fee.model_copy(update={"deferrable": False})})
    refused = payment.view_of(replace(visit, matter=strict), context("zh_CN", online=False))
    assert not refused.can_defer
    assert "先提交" not in refused.truth_text


def test_paid_says_with_what_and_when_and_goes_on_by_itself() -> None:
    view = payment.view_of(visits.paid(), context("zh_CN"))
    assert (view.state, view.advance_ms) == ("paid", 5000)
    assert [row.value for row in view.rows] == ["微信支付", "今天 09:47:12", "会印在回执上"]
