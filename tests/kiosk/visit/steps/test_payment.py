"""The payment screen: three states, and what may be done in each."""

from dataclasses import replace

import pytest

from kiosk.matters.plan import Step
from kiosk.visit.effects import FileCase, SettleOrder, TakePayment
from kiosk.visit.events import (
    Failed,
    Paid,
    PaymentDeferred,
    PaymentFailed,
    PaymentOffered,
    PaymentPending,
    PaymentRetried,
    SubmitTapped,
)
from kiosk.visit.machine import handle
from kiosk.visit.state import Payment, PaymentState, Trouble, Visit
from kiosk.visit.steps.payment import may_defer
from tests.kiosk.visit.journeys import VISIT_ID, after, paid, visit_at, waiting_for_money
from tests.kiosk.visit.people import CARD_REPLACEMENT, NOW

FIRST, SECOND = f"{VISIT_ID}-1", f"{VISIT_ID}-2"


def unreachable() -> Visit:
    return after(visit_at(Step.PAYMENT), Failed("TakePayment", "payment.unreachable", of=FIRST))


def test_the_code_is_shown_for_the_order_that_was_asked():
    offered = after(visit_at(Step.PAYMENT), PaymentOffered(FIRST, "http://pay.invalid/1", 299.0))
    assert offered.payment == Payment(PaymentState.WAITING, FIRST, "http://pay.invalid/1", 299.0, tries=1)


def test_a_code_that_comes_after_the_money_does_not_take_it_back():
    visit = paid()
    assert after(visit, PaymentOffered(FIRST, "http://pay.invalid/1", 299.0)).payment.state is PaymentState.PAID


def test_pending_then_paid():
    visit = after(waiting_for_money(), PaymentPending(FIRST))
    assert visit.payment.state is PaymentState.PENDING
    visit = after(visit, Paid(FIRST, "支付宝", NOW))
    assert (visit.payment.state, visit.payment.channel, visit.payment.paid_at) == (PaymentState.PAID, "支付宝", NOW)


def test_pending_does_not_take_back_what_is_paid():
    visit = paid()
    assert handle(visit, PaymentPending(FIRST)) == (visit, ())


@pytest.mark.parametrize("fault", ["payment.expired", "payment.refused"])
def test_a_failed_order_is_at_rest_and_the_next_has_the_next_number(fault):
    failed, effects = handle(waiting_for_money(), PaymentFailed(FIRST, fault))
    assert (failed.payment.state, failed.trouble, failed.orders, effects) == (
        PaymentState.FAILED,
        Trouble(fault),
        (),
        (),
    )
    again, effects = handle(failed, PaymentRetried())
    assert (again.payment.order_no, again.orders, again.trouble) == (SECOND, (SECOND,), None)
    assert effects == (TakePayment(SECOND, 2000),)


def test_an_order_without_an_answer_may_exist_and_is_settled():
    visit, effects = handle(visit_at(Step.PAYMENT), Failed("TakePayment", "payment.unreachable", of=FIRST))
    assert (visit.payment.state, visit.orders, effects) == (PaymentState.FAILED, (FIRST,), (SettleOrder(FIRST),))


def test_a_failure_of_another_order_is_nothing():
    visit = waiting_for_money()
    assert handle(visit, Failed("TakePayment", "payment.unreachable", of=FIRST)) == (visit, ())
    assert handle(visit, PaymentFailed(SECOND, "payment.expired")) == (visit, ())


def test_the_fee_is_deferred_only_when_payment_cannot_be_reached():
    deferred, effects = handle(unreachable(), PaymentDeferred())
    assert (deferred.step, deferred.payment.state, effects) == (Step.FILING, PaymentState.DEFERRED, (FileCase(),))
    refused = after(waiting_for_money(), PaymentFailed(FIRST, "payment.refused"))
    assert not may_defer(refused)
    for visit in (refused, waiting_for_money(), visit_at(Step.PAYMENT), paid()):
        assert handle(visit, PaymentDeferred()) == (visit, ())


def test_a_fee_that_may_not_be_deferred_is_not():
    assert CARD_REPLACEMENT.fee is not None
    strict = CARD_REPLACEMENT.model_copy(update={"fee": CARD_REPLACEMENT.fee.model_copy(update={"deferrable": False})})
    visit = replace(unreachable(), matter=strict)
    assert handle(visit, PaymentDeferred()) == (visit, ())


def test_nothing_is_sent_unpaid_and_no_second_code_is_asked_for():
    for visit in (visit_at(Step.PAYMENT), waiting_for_money(), unreachable()):
        assert handle(visit, SubmitTapped()) == (visit, ())
    for visit in (visit_at(Step.PAYMENT), waiting_for_money(), paid()):
        assert handle(visit, PaymentRetried()) == (visit, ())


def test_paid_goes_to_filing():
    filed, effects = handle(paid(), SubmitTapped())
    assert (filed.step, filed.working, effects) == (Step.FILING, True, (FileCase(),))
