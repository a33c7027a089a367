"""The simulated acquirer over HTTP: three outcomes, and money that moves once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import requests

from devices.bench.device import KnobError, Places
from devices.bench.payment import PaymentBench


class Desk:
    def __init__(self, bench: PaymentBench, session: requests.Session) -> None:
        self.bench, self.session, self.url = bench, session, bench.start()["url"]

    def post(self, path: str, **body: object) -> requests.Response:
        return self.session.post(self.url + path, json=body, timeout=5)

    def order(self, number: str = "A1", amount: int = 2000) -> dict[str, Any]:
        answer = self.post("/orders", order_no=number, amount_fen=amount, subject="社会保障卡工本费")
        return cast("dict[str, Any]", answer.json())

    def look(self, number: str = "A1") -> str:
        return str(self.session.get(f"{self.url}/orders/{number}", timeout=5).json()["state"])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    bench = PaymentBench(Places(tmp_path))
    with requests.Session() as session:
        session.trust_env = False
        yield Desk(bench, session)
    bench.stop()


def test_an_order_is_made_once(desk: Desk) -> None:
    first, again = desk.order(), desk.order()
    assert first["code_url"] == again["code_url"] == f"{desk.url}/p/A1"
    assert first["state"] == "waiting"
    assert first["expires_at"] == again["expires_at"]
    assert 290 < again["expires_in"] <= 300
    other = desk.post("/orders", order_no="A1", amount_fen=1, subject="")
    assert other.status_code == 409
    assert desk.bench.state()["orders"]["waiting"] == 1


def test_the_payer_pays_and_nobody_pays_twice(desk: Desk) -> None:
    desk.order()
    desk.bench.command("pay", {})
    assert desk.look() == "paid"
    with pytest.raises(KnobError, match="paid already"):
        desk.bench.command("pay", {"order": "A1"})
    assert desk.bench.state()["paid_fen"] == 2000


def test_pending_can_end_either_way_and_cannot_be_closed(desk: Desk) -> None:
    desk.order("A1")
    desk.order("A2")
    for number in ("A1", "A2"):
        desk.bench.command("pending", {"order": number})
        assert desk.post(f"/orders/{number}/close").json()["state"] == "pending"
    desk.bench.command("pay", {"order": "A1"})
    desk.bench.command("fail", {"order": "A2"})
    assert (desk.look("A1"), desk.look("A2")) == ("paid", "failed")


def test_a_closed_order_takes_no_money_but_money_may_be_faster(desk: Desk) -> None:
    desk.order("A1")
    assert desk.post("/orders/A1/close").json()["state"] == "closed"
    with pytest.raises(KnobError, match="closed already"):
        desk.bench.command("pay", {"order": "A1"})
    desk.order("A2")
    desk.bench.command("pay", {"order": "A2"})
    assert desk.post("/orders/A2/close").json()["state"] == "paid"


def test_money_goes_back_once(desk: Desk) -> None:
    desk.order()
    assert desk.post("/orders/A1/refund", refund_no="R1").status_code == 409
    desk.bench.command("pay", {})
    for _ in range(2):
        assert desk.post("/orders/A1/refund", refund_no="R1").json()["state"] == "refunded"
    assert desk.post("/orders/A1/refund", refund_no="R2").status_code == 409
    sums = desk.bench.state()
    assert (sums["paid_fen"], sums["refunded_fen"], sums["kept_fen"]) == (2000, 2000, 0)


def test_orders_can_pay_themselves(desk: Desk) -> None:
    desk.bench.command("auto_pay", {"after_ms": 0})
    desk.order("A1")
    assert desk.look("A1") == "paid"
    desk.bench.command("auto_pay", {"off": True})
    desk.order("A2")
    assert desk.look("A2") == "waiting"


def test_the_phone_shows_a_page_with_a_button_that_pays(desk: Desk) -> None:
    url = desk.order()["code_url"]
    page = desk.session.get(url, timeout=5)
    assert "¥20.00" in page.text
    assert "社会保障卡工本费" in page.text
    after = desk.session.post(f"{url}/pay", timeout=5)
    assert "支付成功" in after.text
    assert desk.look() == "paid"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/orders", {"order_no": "A 1", "amount_fen": 5}, 400),
        ("/orders", {"order_no": "A1", "amount_fen": -5}, 400),
        ("/orders", {"order_no": "A1", "amount_fen": 5.5}, 400),
        ("/orders/none/close", {}, 404),
        ("/elsewhere", {}, 404),
    ],
)
def test_bad_requests_are_refused(desk: Desk, path: str, body: dict[str, object], status: int) -> None:
    assert desk.post(path, **body).status_code == status


def test_an_acquirer_out_of_reach(desk: Desk) -> None:
    desk.bench.command("cut", {})
    with pytest.raises(requests.ConnectionError):
        desk.look()
    desk.bench.command("restore", {})
    desk.order()
    assert desk.look() == "waiting"
