"""Three states of money, and nobody pays twice or for nothing."""

from kiosk.visit.state import PaymentState
from tests.flows import aftermath
from tests.flows.house import House
from tools.citizen import Citizen

CARD = "社保卡补领"


def _comes_to_pay(citizen: Citizen) -> Citizen:
    return citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").scans(1).reviews().signs()


def _is_pending(citizen: Citizen) -> Citizen:
    citizen.is_asked_to_pay().phone("pending")
    return citizen.waits_for("处理中", lambda visit: visit.payment.state is PaymentState.PENDING)


def test_a_payment_that_hangs_and_then_comes_is_filed(citizen: Citizen, house: House) -> None:
    kept = aftermath.kept_fen(house)
    _is_pending(_comes_to_pay(citizen)).phone("pay").is_told_paid().submits().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1
    assert aftermath.kept_fen(house) - kept == 2000


def test_a_payment_that_failed_can_be_tried_again(citizen: Citizen, house: House) -> None:
    kept = aftermath.kept_fen(house)
    _comes_to_pay(citizen).is_asked_to_pay().phone("fail").reads_fault("payment.refused")
    citizen.tries_paying_again().pays().sees_case_number().leaves()
    [case] = aftermath.cases(house, citizen)
    assert case.payment is not None
    assert case.payment.order_no.endswith("-2")
    assert aftermath.kept_fen(house) - kept == 2000


def test_without_a_way_to_pay_the_application_goes_in_unpaid(citizen: Citizen, house: House) -> None:
    citizen.turns("payment", "cut")
    _comes_to_pay(citizen).reads_fault("payment.unreachable").defers_payment().sees_case_number().leaves()
    citizen.turns("payment", "restore")
    [case] = aftermath.cases(house, citizen)
    assert case.payment is not None
    assert case.payment.state == "deferred"
    citizen.wait("the order to be given up", lambda: citizen.kiosk.payment.open_orders == 0)


def test_the_payment_network_can_come_back_in_time(citizen: Citizen, house: House) -> None:
    kept = aftermath.kept_fen(house)
    citizen.turns("payment", "cut")
    _comes_to_pay(citizen).reads_fault("payment.unreachable").turns("payment", "restore")
    citizen.tries_paying_again().pays().sees_case_number().leaves()
    [case] = aftermath.cases(house, citizen)
    assert case.payment is not None
    assert case.payment.state == "paid"
    citizen.wait("the first order to be given up", lambda: citizen.kiosk.payment.open_orders == 0)
    assert aftermath.kept_fen(house) - kept == 2000


def test_money_that_comes_after_the_citizen_left_goes_back(citizen: Citizen, house: House) -> None:
    kept = aftermath.kept_fen(house)
    refunded = aftermath.refunded_fen(house)
    _is_pending(_comes_to_pay(citizen)).walks_away().phone("pay")
    citizen.wait("the refund", lambda: aftermath.refunded_fen(house) - refunded == 2000)
    assert aftermath.kept_fen(house) == kept
    assert aftermath.cases(house, citizen) == []


def test_leaving_before_paying_closes_the_order(citizen: Citizen, house: House) -> None:
    _comes_to_pay(citizen).is_asked_to_pay().walks_away()
    citizen.wait("the order to be closed", lambda: aftermath.newest_order(house)["state"] == "closed")
    assert aftermath.cases(house, citizen) == []


def test_who_walks_away_after_paying_has_asked_for_it(citizen: Citizen, house: House) -> None:
    kept = aftermath.kept_fen(house)
    _comes_to_pay(citizen).is_asked_to_pay().phone("pay").is_told_paid().exits()
    citizen.sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1
    assert aftermath.kept_fen(house) - kept == 2000
