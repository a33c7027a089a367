"""After a power cut: what was paid is filed, what was not is closed, what nobody wants goes back. Each exactly once."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.matters.plan import Step
from kiosk.visit.effects import SettleOrder, TakePayment
from kiosk.visit.events import Paid
from kiosk.visit.state import Visit
from offline_cache.errors import StoreFailed
from offline_cache.outbox import Outbox
from tests.kiosk.fake_clock import until
from tests.kiosk.services.bystanders import Hearer, application_in, queued, state_of
from tests.kiosk.visit.journeys import VISIT_ID, visit_at
from tests.kiosk.visit.people import WANG

FIRST = f"{VISIT_ID}-1"
FEE = 2000
ASK = TakePayment(FIRST, FEE)
GIVE_UP = SettleOrder(FIRST)
QUIET_S = 0.15
"""Several polls of the service"""


@pytest.fixture
def visit() -> Visit:
    return visit_at(Step.PAYMENT)


@pytest.fixture
def citizen() -> Hearer:
    return Hearer()


def test_wanted_and_paid_is_filed_exactly_once(start, desk, visit, citizen, journal, outbox, clock, recovered):
    start().take(visit, ASK, citizen)
    [entry] = journal.unsettled()
    desk.command("pay", {})
    service = start()
    assert until(lambda: outbox.depth() == 1)
    assert until(lambda: service.open_orders == 0)
    message = queued(outbox, clock.now())
    application = application_in(message)
    assert application.payment is not None
    assert (application.id, application.holder.number) == (VISIT_ID, WANG.number)
    assert (application.payment.state, application.payment.order_no) == ("paid", FIRST)
    assert entry.draft is not None
    assert (message.receipt_no, message.applied_at) == (entry.draft.receipt_no, entry.draft.applied_at)
    assert recovered == [entry.draft.receipt_no], "its receipt is offered for printing"
    again = start()
    assert (again.open_orders, outbox.depth(), desk.state()["kept_fen"], journal.unsettled()) == (0, 1, FEE, [])


def test_a_power_cut_before_and_after_the_money_is_told_are_the_same(start, desk, visit, citizen, outbox):
    start().take(visit, ASK, citizen)
    desk.command("pay", {})
    assert until(lambda: citizen.of(Paid))
    start()
    assert until(lambda: outbox.depth() == 1)


def test_wanted_and_unpaid_is_closed_and_forgotten(start, desk, visit, citizen, journal, outbox):
    start().take(visit, ASK, citizen)
    service = start()
    assert until(lambda: service.open_orders == 0)
    assert (state_of(desk, FIRST), journal.unsettled(), outbox.depth()) == ("closed", [], 0)


def test_wanted_and_under_way_is_waited_for(start, desk, visit, citizen, outbox):
    start().take(visit, ASK, citizen)
    desk.command("pending", {})
    service = start()
    assert not until(lambda: service.open_orders == 0, QUIET_S)
    desk.command("pay", {})
    assert until(lambda: outbox.depth() == 1)


def test_unwanted_and_paid_is_refunded(start, desk, visit, citizen, journal, outbox):
    start().take(visit, ASK, citizen)
    desk.command("pay", {})
    desk.command("cut", {})
    start().settle(visit, GIVE_UP, citizen)
    desk.command("restore", {})
    service = start()
    assert until(lambda: service.open_orders == 0)
    assert (desk.state()["refunded_fen"], journal.unsettled(), outbox.depth()) == (FEE, [], 0)


def test_a_start_without_the_provider_waits_for_it(start, desk, visit, citizen, outbox):
    start().take(visit, ASK, citizen)
    desk.command("pay", {})
    desk.command("cut", {})
    service = start()
    assert until(lambda: not service.reachable)
    assert (service.open_orders, outbox.depth()) == (1, 0)
    desk.command("restore", {})
    assert until(lambda: outbox.depth() == 1)


def test_of_two_orders_of_one_visit_one_is_filed_and_one_refunded(start, desk, visit, citizen, journal, outbox):
    """The first came to nothing in the eyes of the citizen, the second was paid; both turn out to hold money."""
    service = start()
    service.take(visit, ASK, citizen)
    second = replace(ASK, order_no=f"{VISIT_ID}-2")
    service.take(visit, second, citizen)
    for order in (FIRST, second.order_no):
        desk.command("pay", {"order": order})
    service = start()
    assert until(lambda: service.open_orders == 0)
    assert until(lambda: outbox.depth() == 1)
    sums = desk.state()
    again = start()
    assert until(lambda: again.open_orders == 0)
    sums = desk.state()
    assert (sums["kept_fen"], sums["refunded_fen"], journal.unsettled()) == (FEE, FEE, [])


@pytest.mark.expects_log("the store fails")
def test_a_disk_that_fails_at_the_filing_is_tried_again(start, desk, visit, citizen, outbox, monkeypatch):
    start().take(visit, ASK, citizen)
    desk.command("pay", {})
    tries: list[Any] = []
    accept = Outbox.accept_together

    def unsteady(self: Outbox, *message: Any, **options: Any) -> None:
        tries.append(message)
        if len(tries) < 3:
            raise StoreFailed("disk full")
        accept(self, *message, **options)

    monkeypatch.setattr(Outbox, "accept_together", unsteady)
    service = start()
    assert until(lambda: service.open_orders == 0)
    assert outbox.depth() == 1
