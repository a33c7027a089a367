"""The simulated acquirer over its real wire, and over wires that answer nonsense."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from devices.bench.device import Places
from devices.bench.payment import PaymentBench
from kiosk.payments.api import (
    Closed,
    Pending,
    ProviderConfigError,
    ProviderRefused,
    ProviderUnreachable,
    Succeeded,
    Waiting,
)
from kiosk.payments.providers.simulated import SimulatedScanToPay


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PaymentBench]:
    bench = PaymentBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def provider(desk: PaymentBench) -> SimulatedScanToPay:
    return SimulatedScanToPay({"url": f"{desk.start()['url']}/"})


class Babbler:
    """An HTTP server that answers every call with the same."""

    status, content = 200, b"{}"


@pytest.fixture
def babbler() -> Iterator[tuple[Babbler, SimulatedScanToPay]]:
    babbler = Babbler()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(babbler.status)
            self.send_header("Content-Length", str(len(babbler.content)))
            self.end_headers()
            self.wfile.write(babbler.content)

        do_POST = do_GET  # noqa: N815 - the name of the standard library

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield babbler, SimulatedScanToPay({"url": f"http://127.0.0.1:{server.server_port}"})
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_order_opened_twice_is_one_order(provider, desk):
    assert provider.create("o-1", 2000, "社保卡补领").code_url == provider.create("o-1", 2000, "社保卡补领").code_url
    assert len(desk.command("list", {})["orders"]) == 1


def test_another_sum_under_the_same_number_is_no_answer(provider):
    provider.create("o-1", 2000, "社保卡补领")
    with pytest.raises(ProviderRefused):
        provider.create("o-1", 1, "社保卡补领")


@pytest.mark.parametrize(("knob", "state"), [(None, Waiting()), ("pending", Pending()), ("fail", Closed(refused=True))])
def test_the_states_of_an_order(provider, desk, knob, state):
    provider.create("o-1", 2000, "x")
    if knob is not None:
        desk.command(knob, {})
    assert provider.query("o-1") == state


def test_paid_says_how_and_when(provider, desk):
    provider.create("o-1", 2000, "x")
    desk.command("pay", {"channel": "alipay"})
    paid = provider.query("o-1")
    assert isinstance(paid, Succeeded)
    assert (paid.channel, paid.paid_at.tzinfo is not None) == ("alipay", True)
    assert provider.close("o-1") == paid, "the money was faster"


def test_an_order_that_was_never_opened_is_closed(provider):
    assert (provider.query("nobody"), provider.close("nobody")) == (Closed(), Closed())


def test_closed_and_refunded_orders_are_at_rest(provider, desk):
    provider.create("o-1", 2000, "x")
    assert provider.close("o-1") == Closed()
    provider.create("o-2", 2000, "x")
    desk.command("pay", {})
    provider.refund("o-2")
    provider.refund("o-2")
    assert provider.query("o-2") == Closed()
    assert desk.state()["refunded_fen"] == 2000


def test_a_refund_of_nothing_is_not_accepted(provider):
    provider.create("o-1", 2000, "x")
    for order in ("o-1", "nobody"):
        with pytest.raises(ProviderRefused):
            provider.refund(order)


def test_a_cut_line_is_no_answer(provider, desk):
    desk.command("cut", {})
    calls = (
        lambda: provider.create("o-1", 2000, "x"),
        lambda: provider.query("o-1"),
        lambda: provider.close("o-1"),
        lambda: provider.refund("o-1"),
    )
    for call in calls:
        with pytest.raises(ProviderUnreachable):
            call()


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, json.dumps({"state": "perhaps"}).encode()),
        (200, json.dumps({"state": "paid", "paid_at": "yesterday"}).encode()),
        (200, json.dumps({"state": "paid", "paid_at": "2026-11-22T10:00:00"}).encode()),
        (500, json.dumps({"state": "paid"}).encode()),
    ],
)
def test_nonsense_never_becomes_a_state(babbler, status, content):
    server, provider = babbler
    server.status, server.content = status, content
    for call in (provider.query, provider.close, lambda order: provider.create(order, 2000, "x")):
        with pytest.raises(ProviderUnreachable):
            call("o-1")


@pytest.mark.parametrize("options", [{}, {"url": 5}, {"url": "ftp://desk"}, {"url": ""}])
def test_without_an_address_there_is_no_provider(options):
    with pytest.raises(ProviderConfigError, match=r"payments\.scan_to_pay\.url"):
        SimulatedScanToPay(options)


def test_a_no_is_a_no_and_not_a_broken_line(babbler):
    server, provider = babbler
    server.status, server.content = 403, b"{}"
    for call in (provider.query, provider.close, lambda order: provider.create(order, 2000, "x")):
        with pytest.raises(ProviderRefused):
            call("o-1")
