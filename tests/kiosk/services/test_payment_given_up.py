"""Orders that are given up at the worst moment: nothing of the citizen stays, and no money either."""

from collections.abc import Callable

import pytest

from kiosk.matters.plan import Step
from kiosk.services.payment import PaymentService
from kiosk.visit.events import OrderSettled
from kiosk.visit.state import Visit
from offline_cache.errors import StoreFailed
from tests.kiosk.fake_clock import until
from tests.kiosk.services.bystanders import Hearer, state_of
from tests.kiosk.services.test_payment import ASK, FIRST, GIVE_UP
from tests.kiosk.visit.journeys import visit_at


@pytest.fixture
def service(start: Callable[[], PaymentService]) -> PaymentService:
    return start()


@pytest.fixture
def visit() -> Visit:
    return visit_at(Step.PAYMENT)


@pytest.fixture
def citizen() -> Hearer:
    return Hearer()


def test_an_order_given_up_before_it_was_opened_is_never_opened(service, desk, visit, citizen, journal):
    """The pool may carry out the giving up first: then nothing of the citizen is written and nobody is asked for money."""
    service.settle(visit, GIVE_UP, citizen)
    assert until(lambda: citizen.of(OrderSettled))
    service.take(visit, ASK, citizen)
    assert state_of(desk, FIRST) == "never opened"
    assert journal.unsettled() == []


def test_an_order_given_up_while_it_is_journalled_leaves_no_application(
    service, desk, visit, citizen, journal, monkeypatch
):
    opened = journal.open

    def given_up_meanwhile(*entry: object) -> None:
        service.settle(visit, GIVE_UP, citizen)
        opened(*entry)

    monkeypatch.setattr(journal, "open", given_up_meanwhile)
    service.take(visit, ASK, citizen)
    assert state_of(desk, FIRST) == "never opened"
    assert until(lambda: citizen.of(OrderSettled))
    assert journal.unsettled() == []


@pytest.mark.expects_log("the store fails under an order")
def test_money_goes_back_even_when_the_store_fails(service, desk, visit, citizen, journal, monkeypatch):
    """Told that the money comes back, the citizen applies elsewhere; a restart must not file it after all."""

    def fails(*_: object) -> None:
        raise StoreFailed("disk full")

    service.take(visit, ASK, citizen)
    monkeypatch.setattr(journal, "mark_unwanted", fails)
    monkeypatch.setattr(journal, "settled", fails)
    desk.command("pay", {})
    service.settle(visit, GIVE_UP, citizen)
    assert until(lambda: state_of(desk, FIRST) == "refunded")
