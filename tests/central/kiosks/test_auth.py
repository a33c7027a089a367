"""Only an enrolled kiosk that signs its call gets in, once where it matters; every refusal is a problem."""

import socket
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from requests import Response

from kiosk.sync.signing import PlatformClock, RequestSigner
from tests.central.applications import WANG, certificate_application
from tests.central.databases import writes
from tests.central.running import RunningCentral
from tests.central.sealing import sealed

CALLS = [
    ("GET", "/v1/ping"),
    ("POST", "/v1/prefill"),
    ("POST", "/v1/renew"),
    ("PUT", "/v1/blobs/" + "0" * 64),
]


def sent(central: RunningCentral, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Response:
    """A call with exactly these headers."""
    return central.session().request(method, central.url + path, headers=headers, data=body, timeout=30)


def why(response: Response) -> str:
    """The kind of a refusal."""
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Signature"
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 401
    return str(response.json()["type"]).removeprefix("urn:suishiban:problem:")


def test_an_enrolled_kiosk_is_known(central: RunningCentral) -> None:
    response = central.call("GET", "/v1/ping")
    assert (response.status_code, response.content) == (204, b"")


def strangers(central: RunningCentral) -> dict[str, RequestSigner | None]:
    return {
        "nobody": None,
        "another key": RequestSigner(central.kiosk_id, Ed25519PrivateKey.generate().sign),
        "another kiosk": RequestSigner("K-0001", central.device_key.sign),
    }


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("who", ["nobody", "another key", "another kiosk"])
def test_everybody_else_is_not(central: RunningCentral, method: str, path: str, who: str) -> None:
    signer, body = strangers(central)[who], None if method == "GET" else b"{}"
    headers = signer.headers(method, path, body) if signer else {"Authorization": "Kiosk K-0412:token"}
    assert why(sent(central, method, path, headers, body)) == "unauthorised"


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("body", {"body": b'{"a": 2}'}),
    ("method", {"signed_as": "PUT"}),
    ("path", {"path": "/v1/renew"}),
    ("query", {"path": "/v1/prefill?all=1"}),
    ("key", {"headers": {"Idempotency-Key": "1" * 32}}),
    ("no key", {"without": "Idempotency-Key"}),
    ("digest", {"headers": {"Content-Digest": "sha-256=:AAAA:"}}),
    ("no digest", {"without": "Content-Digest"}),
    ("no signature", {"without": "Signature"}),
    ("no input", {"without": "Signature-Input"}),
    ("another label", {"headers": {"Signature": "x=:AAAA:"}}),
]


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
def test_what_was_changed_on_the_way_is_refused(central: RunningCentral, change: dict[str, Any]) -> None:
    headers = central.signer.headers(change.get("signed_as", "POST"), "/v1/prefill", b"{}", key="0" * 32)
    headers |= change.get("headers", {})
    headers.pop(change.get("without", ""), None)
    path, body = change.get("path", "/v1/prefill"), change.get("body", b"{}")
    assert why(sent(central, "POST", path, headers, body)) == "unauthorised"


def test_a_key_that_was_not_signed_for_is_refused(central: RunningCentral) -> None:
    headers = central.signer.headers("POST", "/v1/prefill", b"{}") | {"Idempotency-Key": "0" * 32}
    assert why(sent(central, "POST", "/v1/prefill", headers, b"{}")) == "unauthorised"


@pytest.mark.parametrize(("seconds", "believed"), [(-310, False), (-290, True), (290, True), (310, False)])
def test_a_signature_is_believed_for_five_minutes(central: RunningCentral, seconds: int, believed: bool) -> None:
    signer = RequestSigner(central.kiosk_id, central.device_key.sign, PlatformClock(wall=lambda: time() + seconds))
    response = sent(central, "GET", "/v1/ping", signer.headers("GET", "/v1/ping"), None)
    if believed:
        assert response.status_code == 204
    else:
        assert why(response) == "clock"
        assert "Date" in response.headers


def test_a_prefill_is_answered_once_however_often_it_comes(central: RunningCentral) -> None:
    body = b'{"matter_code": "x", "holder": %s}' % WANG.model_dump_json().encode()
    headers = central.signer.headers("POST", "/v1/prefill", body) | {"Content-Type": "application/json"}
    session = central.session()
    answers = [session.post(f"{central.url}/v1/prefill", data=body, headers=headers, timeout=30) for _ in range(1000)]
    assert answers[0].status_code == 200
    assert {why(answer) for answer in answers[1:]} == {"replayed"}


def test_a_submission_may_come_again_for_it_stays_one_case(central: RunningCentral) -> None:
    application = certificate_application()
    body = sealed(central, application).body
    headers = central.signer.headers("POST", "/v1/submissions", body, key=application.id)
    headers["Content-Type"] = "application/json"
    session = central.session()
    answers = [
        session.post(f"{central.url}/v1/submissions", data=body, headers=headers, timeout=30) for _ in range(200)
    ]
    assert [answer.status_code for answer in answers] == [201] + [200] * 199
    assert len({answer.content for answer in answers}) == 1
    assert central.sql("SELECT COUNT(*) FROM cases_case") == [(1,)]
    nonce = headers["Signature-Input"].split('nonce="')[1].split('"')[0]
    assert (nonce,) not in central.sql("SELECT nonce FROM kiosks_nonce")


def test_old_nonces_are_swept_away(tmp_path: Path) -> None:
    swept = "from central.kiosks import nonces; from datetime import timedelta; nonces._SWEEP_EVERY = timedelta(0)"
    with RunningCentral.start(tmp_path / "central", swept) as central:
        body = b"{}"
        central.call("POST", "/v1/prefill", data=body)
        central.sql("UPDATE kiosks_nonce SET expires_at = '2026-01-01 00:00:00'")
        central.call("POST", "/v1/prefill", data=body)
        assert central.sql("SELECT COUNT(*) FROM kiosks_nonce") == [(1,)]


def test_a_platform_that_forgets_nonces_is_found_out(tmp_path: Path) -> None:
    planted = "from central.kiosks import auth; auth.remember = lambda *_: True"
    with RunningCentral.start(tmp_path / "central", planted) as central:
        headers = central.signer.headers("POST", "/v1/prefill", b"{}")
        answers = [sent(central, "POST", "/v1/prefill", headers, b"{}") for _ in range(2)]
        # 422: believed, and only then looked at
        assert [answer.status_code for answer in answers] == [422, 422]


def test_what_is_too_large_is_turned_away_before_it_is_read(central: RunningCentral) -> None:
    at = urlsplit(central.url)
    with socket.create_connection((at.hostname, at.port), timeout=10) as line:
        line.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n{}")
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_blob_must_be_the_one_that_was_signed_for(central: RunningCentral) -> None:
    path, body = f"/v1/blobs/{sha256(b'this').hexdigest()}", b"that"
    headers = central.signer.headers("PUT", path, body)
    assert sent(central, "PUT", path, headers, body).status_code == 422
    headers = central.signer.headers("PUT", path, b"this")
    assert sent(central, "PUT", path, headers, body).status_code == 422
    assert sent(central, "PUT", path, headers, b"this").status_code == 201


def test_a_kiosk_that_was_closed_down_gets_no_answer(central: RunningCentral) -> None:
    central.sql("UPDATE kiosks_kiosk SET active = FALSE")
    try:
        assert why(central.call("GET", "/v1/ping")) == "unauthorised"
    finally:
        central.sql("UPDATE kiosks_kiosk SET active = TRUE")


def test_a_ping_writes_nothing(central: RunningCentral) -> None:
    central.call("GET", "/v1/ping")
    before = writes(central.state)
    for _ in range(20):
        assert central.call("GET", "/v1/ping").status_code == 204
    assert writes(central.state) == before


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/nothing", 404), ("DELETE", "/v1/ping", 405)])
def test_other_errors_are_problems_too(central: RunningCentral, method: str, path: str, status: int) -> None:
    response = central.call(method, path)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code == status


def test_a_connection_is_kept(central: RunningCentral) -> None:
    with closing(HTTPConnection(urlsplit(central.url).netloc, timeout=10)) as connection:
        for path in ("/v1/ping", "/v1/nothing", "/v1/ping"):
            connection.request("GET", path, headers=central.signer.headers("GET", path))
            response = connection.getresponse()
            response.read()
            assert not response.will_close
