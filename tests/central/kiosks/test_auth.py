"""Only an enrolled kiosk with its own token gets in; every refusal is a problem."""

from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.central.running import RunningCentral

CALLS = [
    ("GET", "/v1/ping"),
    ("POST", "/v1/prefill"),
    ("POST", "/v1/cases"),
    ("POST", "/v1/ratings"),
    ("PUT", "/v1/blobs/" + "0" * 64),
]


def test_an_enrolled_kiosk_is_known(central: RunningCentral) -> None:
    response = central.call("GET", "/v1/ping")
    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize(
    "header", ["", "Bearer x", "Kiosk", "Kiosk K-0412", "Kiosk K-0412:wrong", "Kiosk K-0001:{token}"]
)
def test_everybody_else_is_not(central: RunningCentral, method: str, path: str, header: str) -> None:
    authorization = header.format(token=central.token)
    response = central.call(method, path, headers={"Authorization": authorization}, data=b"{}")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Kiosk"
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 401


def test_a_new_enrolment_replaces_the_token(central: RunningCentral) -> None:
    old = central.token
    (central.state / "token").unlink()
    central.command("enroll", "--kiosk", central.kiosk_id, "--token-file", str(central.state / "token"))
    assert central.token != old
    assert central.call("GET", "/v1/ping").status_code == 204
    stale = {"Authorization": f"Kiosk {central.kiosk_id}:{old}"}
    assert central.call("GET", "/v1/ping", headers=stale).status_code == 401


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/nothing", 404), ("DELETE", "/v1/ping", 405)])
def test_other_errors_are_problems_too(central: RunningCentral, method: str, path: str, status: int) -> None:
    response = central.call(method, path)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code == status


def test_a_connection_is_kept(central: RunningCentral) -> None:
    headers = {"Authorization": f"Kiosk {central.kiosk_id}:{central.token}"}
    with closing(HTTPConnection(urlsplit(central.url).netloc, timeout=10)) as connection:
        for path in ("/v1/ping", "/v1/nothing", "/v1/ping"):
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            assert not response.will_close
