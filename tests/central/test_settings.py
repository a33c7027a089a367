"""Behind a reverse proxy that ends TLS, as in deploy/: the console takes logins from its public address, and no others."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from requests import Session

from tests.central.databases import fresh
from tests.central.test_console import form_token

PUBLIC = "https://platform.example"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    state: Path = tmp_path_factory.mktemp("proxied")
    fresh(state)
    command = [sys.executable, "-m", "central", "--state", str(state), "--public-url", PUBLIC]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("central ready ")
            yield str(json.loads((state / "central.json").read_text())["url"])
        finally:
            process.terminate()


def login(address: str, origin: str) -> int:
    """What a wrong password answers when the proxy forwards the form: 200 with the form again, or 403."""
    with Session() as session:
        forwarded = {"Host": "platform.example"}
        page = session.get(f"{address}/admin/login/", headers=forwarded, timeout=10)
        assert "Secure" in page.headers["Set-Cookie"]
        cookie = page.headers["Set-Cookie"].split(";")[0]
        form = {"username": "nobody", "password": "x", "csrfmiddlewaretoken": form_token(page)}
        headers = {**forwarded, "Cookie": cookie, "Origin": origin}
        return session.post(f"{address}/admin/login/", data=form, headers=headers, timeout=10).status_code


def test_the_login_form_comes_back_through_the_proxy(address: str) -> None:
    assert login(address, PUBLIC) == 200


def test_a_form_from_elsewhere_is_refused(address: str) -> None:
    assert login(address, "https://elsewhere.example") == 403


def test_by_https_a_browser_comes_back_by_https_only_and_nobody_is_in_by_a_password_alone(address: str) -> None:
    with Session() as session:
        forwarded = {"Host": "platform.example", "X-Forwarded-Proto": "https"}
        page = session.get(f"{address}/admin/login/", headers=forwarded, timeout=10)
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert all(name in page.headers["Set-Cookie"] for name in ("Secure", "HttpOnly", "SameSite=Strict"))
    told = [sys.executable, "-c", _REQUIRED]
    environment = {**os.environ, "SUISHIBAN_CENTRAL_URL": PUBLIC, "SUISHIBAN_CENTRAL_SECOND_FACTOR": "off"}
    assert subprocess.run(told, env=environment, capture_output=True, text=True, check=True).stdout == "True\n"


_REQUIRED = "from central.settings import SECOND_FACTOR_REQUIRED; print(SECOND_FACTOR_REQUIRED)"
