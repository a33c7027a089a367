"""Money at a real desk over real HTTP, with a real journal: every order comes to rest once, whatever breaks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from kiosk.payments.api import Closed, Offer, OrderState, ProviderUnreachable, Succeeded
from kiosk.payments.providers.simulated import SimulatedScanToPay
from kiosk.services.payment import PaymentService
from kiosk.services.runner import Post
from kiosk.visit.effects import SettleOrder, TakePayment
from kiosk.visit.events import Failed, OrderSettled, Paid, PaymentFailed, PaymentOffered, PaymentPending
from kiosk.visit.state import Visit
from offline_cache.database import Database
from offline_cache.errors import StoreFailed
from offline_cache.journal import Journal
from tests.kiosk.fake_clock import until
from tests.kiosk.services.bystanders import Hearer, state_of
from tests.kiosk.visit.journeys import VISIT_ID, visit_at
from tests.kiosk.visit.people import NOW, WANG

FIRST = f"{VISIT_ID}-1"
FEE = 2000
ASK = TakePayment(FIRST, FEE)
GIVE_UP = SettleOrder(FIRST)
QUIET_S = 0.15
"""Several polls of the service"""


@pytest.fixture
def service(start: Callable[[], PaymentService]) -> PaymentService:
    return start()


@pytest.fixture
def visit() -> Visit:
    return visit_at(Step.PAYMENT)


@pytest.fixture
def citizen() -> Hearer:
    return Hearer()


def offered(citizen: Hearer) -> PaymentOffered:
    assert until(lambda: citizen.of(PaymentOffered))
    return citizen.of(PaymentOffered)[0]


# ---------------------------------------------------------------- three states


def test_an_order_is_offered_scanned_and_paid(service, desk, visit, citizen):
    service.take(visit, ASK, citizen)
    offer = offered(citizen)
    assert (offer.order_no, offer.code_url.startswith("http://127.0.0.1:")) == (FIRST, True)
    desk.command("pending", {})
    assert until(lambda: citizen.of(PaymentPending))
    desk.command("pay", {"channel": "alipay"})
    assert until(lambda: citizen.of(Paid))
    assert [type(event) for event in citizen.events] == [PaymentOffered, PaymentPending, Paid]
    paid = citizen.of(Paid)[0]
    assert (paid.order_no, paid.channel, paid.paid_at.tzinfo is not None) == (FIRST, "alipay", True)
    assert service.open_orders == 0


def test_paid_money_stays_in_the_journal_until_the_case_has_it(service, desk, visit, citizen, journal):
    service.take(visit, ASK, citizen)
    desk.command("pay", {})
    assert until(lambda: citizen.of(Paid))
    [entry] = journal.unsettled()
    assert (entry.order_no, entry.visit_id, entry.amount_fen, entry.wanted) == (FIRST, VISIT_ID, FEE, True)


def test_each_state_is_told_once(service, desk, visit, citizen):
    service.take(visit, ASK, citizen)
    desk.command("pending", {})
    assert until(lambda: citizen.of(PaymentPending))
    assert not until(lambda: len(citizen.events) > 2, QUIET_S)


def test_a_refused_payment_is_said_and_forgotten(service, desk, visit, citizen, journal):
    service.take(visit, ASK, citizen)
    desk.command("fail", {})
    assert until(lambda: citizen.of(PaymentFailed))
    assert citizen.of(PaymentFailed) == [PaymentFailed(FIRST, "payment.refused")]
    assert (journal.unsettled(), service.open_orders) == ([], 0)


def test_a_code_that_expires_is_closed_at_the_provider(service, desk, visit, citizen, clock, delays, journal):
    service.take(visit, ASK, citizen)
    offered(citizen)
    clock.passes(delays.payment - 1)
    assert not until(lambda: citizen.of(PaymentFailed), QUIET_S)
    clock.passes(1)
    assert until(lambda: citizen.of(PaymentFailed))
    assert citizen.of(PaymentFailed) == [PaymentFailed(FIRST, "payment.expired")]
    assert (state_of(desk, FIRST), journal.unsettled()) == ("closed", [])


def test_a_payment_under_way_does_not_expire(service, desk, visit, citizen, clock, delays):
    service.take(visit, ASK, citizen)
    desk.command("pending", {})
    assert until(lambda: citizen.of(PaymentPending))
    clock.passes(delays.payment * 2)
    assert not until(lambda: citizen.of(PaymentFailed), QUIET_S)
    desk.command("pay", {})
    assert until(lambda: citizen.of(Paid))


def test_money_in_the_last_moment_is_money(service, desk, visit, citizen, clock, delays):
    service.take(visit, ASK, citizen)
    offered(citizen)
    desk.command("pay", {})
    clock.passes(delays.payment)
    assert until(lambda: citizen.of(Paid))
    assert citizen.of(PaymentFailed) == []


def test_the_code_is_never_shown_longer_than_the_screen_waits(start, visit, citizen, monkeypatch):
    generous = Offer("http://pay.invalid/1", 3600.0)
    monkeypatch.setattr(SimulatedScanToPay, "create", lambda *_: generous)
    start().take(visit, ASK, citizen)
    assert offered(citizen).expires_in == Delays().payment


def test_nothing_personal_goes_to_the_provider(service, desk, visit, citizen):
    service.take(visit, ASK, citizen)
    [order] = desk.command("list", {})["orders"]
    assert (order["subject"], order["amount_fen"]) == (visit.matter.short_title.zh, FEE)
    assert WANG.name not in str(order)
    assert WANG.number not in str(order)


# ---------------------------------------------------------------- the journal first


class Witness:
    """A provider that looks at the disk, through a connection of its own, when it is asked for an order."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self.journalled: list[bool] = []

    def create(self, order_no: str, amount_fen: int, subject: str) -> Offer:
        del amount_fen, subject
        other = Database.open(self._store)
        try:
            self.journalled.append(order_no in [entry.order_no for entry in Journal(other).unsettled()])
        finally:
            other.close()
        return Offer("http://pay.invalid/1", 300.0)

    def query(self, order_no: str) -> OrderState:
        raise NotImplementedError(order_no)

    def close(self, order_no: str) -> OrderState:
        raise NotImplementedError(order_no)

    def refund(self, order_no: str) -> None:
        raise NotImplementedError(order_no)


class _AsksFirst(PaymentService):
    """The planted bug: the provider, then the journal."""

    def take(self, visit: Visit, effect: TakePayment, post: Post) -> None:
        self._provider.create(effect.order_no, effect.amount_fen, visit.matter.short_title.zh)
        super().take(visit, effect, post)


@pytest.mark.parametrize(("kind", "journalled_first"), [(PaymentService, True), (_AsksFirst, False)])
def test_the_order_is_on_the_disk_before_the_provider_hears_of_it(
    kind, journalled_first, journal, filing, clock, store, visit
):
    witness = Witness(store)
    service = kind(witness, journal=journal, filing=filing, clock=clock, delays=Delays())
    service.take(visit, ASK, Hearer())
    assert all(witness.journalled) is journalled_first


@pytest.mark.expects_log("an order could not be journalled")
def test_without_a_journal_there_is_no_order(service, desk, visit, citizen, journal, monkeypatch):
    def fails(*_: object) -> None:
        raise StoreFailed("disk full")

    monkeypatch.setattr(journal, "open", fails)
    service.take(visit, ASK, citizen)
    assert citizen.hears(Failed("TakePayment", "filing.storage", of=FIRST))
    assert state_of(desk, FIRST) == "never opened"
    service.settle(visit, GIVE_UP, citizen)
    assert until(lambda: citizen.of(OrderSettled))


# ---------------------------------------------------------------- a line that is cut


def test_an_unreachable_provider_is_said_and_the_order_settled_when_it_is_back(service, desk, visit, citizen, journal):
    desk.command("cut", {})
    service.take(visit, ASK, citizen)
    assert citizen.hears(Failed("TakePayment", "payment.unreachable", of=FIRST))
    assert not service.reachable
    service.settle(visit, GIVE_UP, citizen)
    assert not until(lambda: citizen.of(OrderSettled), QUIET_S)
    assert [entry.draft for entry in journal.unsettled()] == [None], "the order stays, the application does not"
    desk.command("restore", {})
    assert until(lambda: citizen.of(OrderSettled))
    assert (journal.unsettled(), service.reachable, service.open_orders) == ([], True, 0)


def test_a_lost_answer_does_not_lose_the_money(service, desk, provider, visit, citizen, monkeypatch):
    """The worst case: the order exists and is paid, and the kiosk has never heard of it."""

    def create_and_lose(order_no: str, amount_fen: int, subject: str) -> Offer:
        SimulatedScanToPay.create(provider, order_no, amount_fen, subject)
        raise ProviderUnreachable("answer lost")

    monkeypatch.setattr(provider, "create", create_and_lose)
    service.take(visit, ASK, citizen)
    desk.command("pay", {})
    service.settle(visit, GIVE_UP, citizen)
    assert until(lambda: citizen.of(OrderSettled))
    assert desk.state()["refunded_fen"] == FEE


def test_a_line_cut_while_waiting_is_no_answer_of_any_kind(service, desk, visit, citizen, clock, delays):
    service.take(visit, ASK, citizen)
    offered(citizen)
    desk.command("cut", {})
    clock.passes(delays.payment * 2)
    assert until(lambda: not service.reachable)
    assert not until(lambda: len(citizen.events) > 1, QUIET_S), "expired or paid: nobody knows"
    desk.command("restore", {})
    assert until(lambda: citizen.of(PaymentFailed))


# ---------------------------------------------------------------- giving up


def test_an_order_nobody_wants_is_closed(service, desk, visit, citizen, journal):
    service.take(visit, ASK, citizen)
    offered(citizen)
    service.settle(visit, GIVE_UP, citizen)
    assert until(lambda: citizen.of(OrderSettled))
    assert (state_of(desk, FIRST), journal.unsettled(), desk.state()["kept_fen"]) == ("closed", [], 0)
    assert citizen.of(PaymentFailed) == []


def test_paid_and_not_wanted_is_refunded_once(service, desk, provider, visit, citizen, journal, monkeypatch):
    refunds: list[str] = []
    monkeypatch.setattr(
        provider, "refund", lambda order: (refunds.append(order), SimulatedScanToPay.refund(provider, order))
    )
    service.take(visit, ASK, citizen)
    desk.command("pay", {})
    assert until(lambda: citizen.of(Paid))
    service.settle(visit, GIVE_UP, citizen)
    assert until(lambda: citizen.of(OrderSettled))
    assert (refunds, desk.state()["kept_fen"], journal.unsettled()) == ([FIRST], 0, [])
    service.settle(visit, GIVE_UP, citizen)
    assert until(lambda: len(citizen.of(OrderSettled)) == 2)
    assert (refunds, desk.state()["refunded_fen"]) == ([FIRST], FEE), "asked again, refunded all the same once"


def test_money_under_way_is_waited_for_and_then_refunded(service, desk, visit, citizen):
    service.take(visit, ASK, citizen)
    desk.command("pending", {})
    assert until(lambda: citizen.of(PaymentPending))
    service.settle(visit, GIVE_UP, citizen)
    assert not until(lambda: citizen.of(OrderSettled), QUIET_S)
    assert service.open_orders == 1
    desk.command("pay", {})
    assert until(lambda: citizen.of(OrderSettled))
    assert (state_of(desk, FIRST), desk.state()["kept_fen"], citizen.of(Paid)) == ("refunded", 0, [])


def test_money_under_way_that_never_comes_is_let_go(service, desk, visit, citizen):
    service.take(visit, ASK, citizen)
    desk.command("pending", {})
    service.settle(visit, GIVE_UP, citizen)
    desk.command("fail", {})
    assert until(lambda: citizen.of(OrderSettled))
    assert desk.state()["paid_fen"] == 0


def test_a_refund_that_is_not_answered_is_asked_again(service, desk, provider, visit, citizen, monkeypatch):
    tries: list[str] = []

    def unsteady(order: str) -> None:
        tries.append(order)
        if len(tries) < 3:
            raise ProviderUnreachable("no answer")
        SimulatedScanToPay.refund(provider, order)

    monkeypatch.setattr(provider, "refund", unsteady)
    service.take(visit, ASK, citizen)
    desk.command("pay", {})
    service.settle(visit, GIVE_UP, citizen)
    assert until(lambda: citizen.of(OrderSettled))
    assert (len(tries), desk.state()["refunded_fen"]) == (3, FEE)


def test_a_provider_that_says_paid_after_it_said_closed_is_believed(service, provider, visit, citizen, monkeypatch):
    """It lied, or was slow: whoever settles asks itself what the truth is, and gives back what is there."""
    refunds: list[str] = []
    monkeypatch.setattr(provider, "query", lambda _: Closed())
    service.take(visit, ASK, citizen)
    assert until(lambda: citizen.of(PaymentFailed))
    monkeypatch.setattr(provider, "close", lambda _: Succeeded("微信支付", NOW))
    monkeypatch.setattr(provider, "refund", refunds.append)
    service.settle(visit, GIVE_UP, citizen)
    assert until(lambda: citizen.of(OrderSettled))
    assert refunds == [FIRST]


@pytest.mark.parametrize("knob", ["pay", "fail"])
def test_giving_up_while_the_provider_is_asked_is_not_forgotten(
    service, desk, provider, visit, citizen, knob, monkeypatch
):
    """The answer to a question from before belongs to an order that nobody wants any more."""

    def given_up_meanwhile(order: str) -> OrderState:
        state = SimulatedScanToPay.query(provider, order)
        service.settle(visit, GIVE_UP, citizen)
        return state

    service.take(visit, ASK, citizen)
    offered(citizen)
    monkeypatch.setattr(provider, "query", given_up_meanwhile)
    desk.command(knob, {})
    assert until(lambda: citizen.of(OrderSettled))
    assert (desk.state()["kept_fen"], citizen.of(Paid), citizen.of(PaymentFailed)) == (0, [], [])


def test_giving_up_while_the_provider_is_still_answering(service, desk, provider, visit, citizen, monkeypatch):
    def slow(order_no: str, amount_fen: int, subject: str) -> Offer:
        offer = SimulatedScanToPay.create(provider, order_no, amount_fen, subject)
        service.settle(visit, GIVE_UP, citizen)
        return offer

    monkeypatch.setattr(provider, "create", slow)
    service.take(visit, ASK, citizen)
    assert until(lambda: citizen.of(OrderSettled))
    assert until(lambda: state_of(desk, FIRST) == "closed")


# ---------------------------------------------------------------- a disk that fails


@pytest.mark.expects_log("the store fails")
def test_a_disk_that_fails_for_a_while_loses_no_order(service, desk, visit, citizen, journal, monkeypatch):
    broken, settled = [True], journal.settled

    def unsteady(order_no: str) -> None:
        if broken[0]:
            raise StoreFailed("disk full")
        settled(order_no)

    monkeypatch.setattr(journal, "settled", unsteady)
    service.take(visit, ASK, citizen)
    desk.command("fail", {})
    assert not until(lambda: citizen.of(PaymentFailed), QUIET_S)
    broken[0] = False
    assert until(lambda: citizen.of(PaymentFailed))
    assert journal.unsettled() == []
