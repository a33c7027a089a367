"""The simulated scan-to-pay acquirer: HTTP on loopback, a page for the payer's phone, and a ledger for tests.

| call | answer |
| --- | --- |
| ``POST /orders`` ``{order_no, amount_fen, subject}`` | the order; again: the same; with another sum: 409 |
| ``GET /orders/{order_no}`` | the order; 404 unknown |
| ``POST /orders/{order_no}/close`` | the order, closed unless money came or is under way |
| ``POST /orders/{order_no}/refund`` ``{refund_no}`` | the order; a known ``refund_no`` again: nothing more; not paid: 409 |

An order: ``{order_no, amount_fen, subject, code_url, expires_at, expires_in, state, channel, paid_at}``, ``state`` one of
waiting, pending (scanned, outcome unknown), paid, failed, closed, refunded.
"""

import html
import json
import re
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from devices.bench.device import JsonObject, KnobError, Places, number_arg, text_arg, unknown_verb
from devices.bench.payment_ledger import Ledger, Order, OrderRefusal, OrderState

_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>模拟支付</title>
<style>body{{font:20px sans-serif;max-width:26em;margin:2em auto;padding:0 1em;text-align:center}}
b{{font-size:48px}}button{{font-size:24px;width:100%;padding:.7em;margin:.4em 0}}</style>
<p>{subject}</p><p><b>¥{yuan}</b></p><p>{state}</p>
<form method="post" action="/p/{order_no}/pay"><button {disabled}>支付</button></form>
<form method="post" action="/p/{order_no}/fail"><button {disabled}>支付失败</button></form>
<form method="post" action="/p/{order_no}/pending"><button {disabled}>已扫码，结果未知</button></form>
<p>模拟收银台，不涉及真实资金</p></html>"""

_STATE_WORDS = {
    OrderState.WAITING: "待支付",
    OrderState.PENDING: "处理中",
    OrderState.PAID: "支付成功",
    OrderState.FAILED: "支付失败",
    OrderState.CLOSED: "订单已关闭",
    OrderState.REFUNDED: "已退款",
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "BenchPay"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
        """Nothing: order numbers and subjects are nobody's business."""

    def _answer(self, method: str) -> None:
        server = cast("_Server", self.server)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if server.desk.cut:
            self.close_connection = True
            return
        try:
            status, kind, content = server.desk.respond(method, self.path, body)
        except OrderRefusal as refusal:
            status, kind, content = refusal.status, "application/json", json.dumps({"error": str(refusal)}).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if status == HTTPStatus.SEE_OTHER:
            self.send_header("Location", self.path.rsplit("/", 1)[0])
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    desk: "PaymentBench"


class PaymentBench:
    """Knobs: ``pay fail pending auto_pay list cut restore``; ``order`` is an order number, or left out for the latest."""

    name = "payment"

    def __init__(self, places: Places) -> None:
        """Nothing listens before `start`."""
        del places
        self.cut = False
        """whether the acquirer is unreachable"""
        self._ledger = Ledger()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._url = ""
        self._verbs: Mapping[str, Callable[[Mapping[str, Any]], JsonObject]] = {
            "pay": self._pay,
            "fail": lambda args: self._turn(args, OrderState.FAILED),
            "pending": lambda args: self._turn(args, OrderState.PENDING),
            "auto_pay": self._auto_pay,
            "list": lambda _: {"orders": [order.described() for order in self._ledger.orders()]},
            "cut": lambda _: self._set_cut(cut=True),
            "restore": lambda _: self._set_cut(cut=False),
        }

    def start(self) -> JsonObject:
        """Listen on a free port of loopback."""
        if self._server is None:
            self._server = _Server(("127.0.0.1", 0), _Handler)
            self._server.desk = self
            self._url = f"http://127.0.0.1:{self._server.server_port}"
            self._ledger.page_root = f"{self._url}/p"
            self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="payment", daemon=True)
            self._thread.start()
        return {"url": self._url}

    def stop(self) -> None:
        """Stop listening; the ledger stays readable."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn one knob, see the class."""
        if verb not in self._verbs:
            raise unknown_verb(self.name, verb, tuple(self._verbs))
        try:
            return self._verbs[verb](args)
        except OrderRefusal as refusal:
            raise KnobError(str(refusal)) from refusal

    def state(self) -> JsonObject:
        """The ledger: sums in fen, and how many orders stand where."""
        return {"cut": self.cut, "auto_pay_ms": self._ledger.auto_pay_ms, **self._ledger.sums()}

    # knobs

    def _pay(self, args: Mapping[str, Any]) -> JsonObject:
        channel = text_arg(args, "channel", "wechat")
        return self._ledger.turn(text_arg(args, "order", "latest"), OrderState.PAID, channel).described()

    def _turn(self, args: Mapping[str, Any], state: OrderState) -> JsonObject:
        return self._ledger.turn(text_arg(args, "order", "latest"), state).described()

    def _auto_pay(self, args: Mapping[str, Any]) -> JsonObject:
        self._ledger.auto_pay_ms = None if args.get("off") else int(number_arg(args, "after_ms", 0))
        return {"auto_pay_ms": self._ledger.auto_pay_ms}

    def _set_cut(self, *, cut: bool) -> JsonObject:
        self.cut = cut
        return {"cut": cut}

    # the wire

    def respond(self, method: str, path: str, body: bytes) -> tuple[int, str, bytes]:
        """Status, content type and content for a request; raises `OrderRefusal`."""
        if method == "POST" and path == "/orders":
            return _as_json(self._ledger.create(*_order_fields(body)))
        if found := re.fullmatch(r"/orders/([^/]+)", path):
            return _as_json(self._ledger.find(found[1]))
        if method == "POST" and (found := re.fullmatch(r"/orders/([^/]+)/close", path)):
            return _as_json(self._ledger.close(found[1]))
        if method == "POST" and (found := re.fullmatch(r"/orders/([^/]+)/refund", path)):
            return _as_json(self._ledger.refund(found[1], str(_json_object(body).get("refund_no", ""))))
        if method == "POST" and (found := re.fullmatch(r"/p/([^/]+)/(pay|fail|pending)", path)):
            self.command(found[2], {"order": found[1]})
            return HTTPStatus.SEE_OTHER, "text/plain", b""
        if found := re.fullmatch(r"/p/([^/]+)", path):
            return HTTPStatus.OK, "text/html; charset=utf-8", _page(self._ledger.find(found[1]))
        raise OrderRefusal("there is nothing here", HTTPStatus.NOT_FOUND)


def _as_json(order: Order) -> tuple[int, str, bytes]:
    return HTTPStatus.OK, "application/json", json.dumps(order.described(), ensure_ascii=False).encode()


def _json_object(body: bytes) -> JsonObject:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise OrderRefusal("the body must be a JSON object", HTTPStatus.BAD_REQUEST)
    return value


def _order_fields(body: bytes) -> tuple[str, int, str]:
    fields = _json_object(body)
    order_no, amount, subject = fields.get("order_no"), fields.get("amount_fen"), fields.get("subject", "")
    if not isinstance(order_no, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", order_no):
        raise OrderRefusal("order_no must be 1 to 64 letters, digits, - or _", HTTPStatus.BAD_REQUEST)
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        raise OrderRefusal("amount_fen must be a whole number above zero", HTTPStatus.BAD_REQUEST)
    return order_no, amount, str(subject)


def _page(order: Order) -> bytes:
    open_still = order.state in (OrderState.WAITING, OrderState.PENDING)
    return _PAGE.format(
        subject=html.escape(order.subject),
        yuan=f"{order.amount_fen / 100:.2f}",
        state=_STATE_WORDS[order.state],
        order_no=html.escape(order.order_no),
        disabled="" if open_still else "disabled",
    ).encode()
