"""Mutual TLS of the embedded platform, and a kiosk that goes through all of it: enrolment, calls, another certificate."""

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from requests.exceptions import ConnectionError as NoConnection

from central.kiosks.authority import CLIENT_LIFE, Authority, key_of
from kiosk.protocol.outcome import Delivered, NotAllowed, TryLater
from kiosk.sync.client import CentralClient
from kiosk.sync.identity import PlatformFolder, enrol, signing_request, tls_context
from kiosk.sync.renewal import CertificateKeeper
from kiosk.sync.signing import RequestSigner
from kiosk.sync.transport import PlatformSession, client_context
from offline_cache.vault import Vault
from tests.central.running import KIOSK, ROOT, RunningCentral


class Machine:
    """A kiosk's folder, key and client."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir()
        self.vault = Vault.of(folder)
        self.folder = PlatformFolder(folder)
        tls = partial(tls_context, self.folder, self.vault)
        self.client = CentralClient(url, RequestSigner(KIOSK, self.vault.sign), tls=tls)
        self.keeper = CertificateKeeper(self.client, KIOSK, self.vault, self.folder)


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    with RunningCentral.start(tmp_path_factory.mktemp("central"), tls=True) as running:
        yield running


@pytest.fixture(scope="module")
def machine(central: RunningCentral, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """An enrolled one."""
    made = Machine(tmp_path_factory.mktemp("kiosk") / "state", central.url)
    assert made.client.ping() == TryLater("not_enrolled", everyone=True)
    enrol(central.people_url, KIOSK, central.code, vault=made.vault, folder=made.folder)
    yield made
    made.client.close()


def authority(central: RunningCentral) -> Authority:
    return Authority(central.state / "authority")


def handshake(url: str, context: ssl.SSLContext) -> bytes:
    """What comes back to a call over a connection of `context`; a refused client notices at its first reading."""
    at = urlsplit(url)
    with (
        socket.create_connection((at.hostname, at.port), timeout=10) as line,
        context.wrap_socket(line, server_hostname="127.0.0.1") as tls,
    ):
        tls.sendall(b"GET /v1/ping HTTP/1.0\r\n\r\n")
        return tls.recv(100)


def test_an_enrolled_kiosk_comes_through(machine: Machine) -> None:
    assert machine.client.ping() == Delivered(None)


def test_without_a_client_certificate_the_handshake_ends(central: RunningCentral, machine: Machine) -> None:
    context = client_context(machine.folder.authority.read_text())
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        handshake(central.url, context)


def test_a_certificate_of_another_authority_is_none(central: RunningCentral, machine: Machine, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger").issue_client(KIOSK, key_of(signing_request(KIOSK, machine.vault)))
    (tmp_path / "client.pem").write_text(stranger.pem)
    context = client_context(machine.folder.authority.read_text())
    machine.vault.identify(context, tmp_path / "client.pem")
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        handshake(central.url, context)


def test_older_tls_is_refused(central: RunningCentral, machine: Machine) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(machine.folder.authority)
    for url in (central.url, central.people_url):
        with pytest.raises(ssl.SSLError):
            handshake(url, context)


def test_the_kiosk_takes_no_other_platform_for_its_own(central: RunningCentral, tmp_path: Path) -> None:
    session = PlatformSession(client_context(Authority(tmp_path / "stranger").certificate_pem))
    with pytest.raises(NoConnection):
        session.get(f"{central.people_url}/v1/ping", timeout=10)
    session.close()


def with_certificate(machine: Machine, central: RunningCentral, pem: str, tmp_path: Path) -> CentralClient:
    """The machine's client with another certificate."""
    (tmp_path / "client.pem").write_text(pem)

    def tls() -> ssl.SSLContext:
        context = client_context(machine.folder.authority.read_text())
        machine.vault.identify(context, tmp_path / "client.pem")
        return context

    return CentralClient(central.url, RequestSigner(KIOSK, machine.vault.sign), tls=tls)


def test_a_signature_counts_only_under_its_own_certificate(
    central: RunningCentral, machine: Machine, tmp_path: Path
) -> None:
    other = authority(central).issue_client("K-0001", key_of(signing_request(KIOSK, machine.vault)))
    client = with_certificate(machine, central, other.pem, tmp_path)
    assert client.ping() == NotAllowed(401)
    client.close()


def test_a_certificate_that_has_run_out_delivers_nothing(
    central: RunningCentral, machine: Machine, tmp_path: Path
) -> None:
    long_ago = datetime.now(UTC) - CLIENT_LIFE - timedelta(minutes=1)
    old = authority(central).issue_client(KIOSK, key_of(signing_request(KIOSK, machine.vault)), now=long_ago)
    client = with_certificate(machine, central, old.pem, tmp_path)
    outcome = client.ping()
    assert isinstance(outcome, TryLater)
    assert outcome.why in ("tls", "no_connection")
    client.close()


def test_people_come_without_a_certificate_but_kiosks_do_not(central: RunningCentral, machine: Machine) -> None:
    session = PlatformSession(client_context(machine.folder.authority.read_text()))
    assert session.get(f"{central.people_url}/r/none", timeout=10).status_code == 404
    headers = RequestSigner(KIOSK, machine.vault.sign).headers("GET", "/v1/ping")
    assert session.get(f"{central.people_url}/v1/ping", headers=headers, timeout=10).status_code == 401
    session.close()


def test_who_does_not_shake_hands_holds_up_nobody(central: RunningCentral, machine: Machine) -> None:
    at = urlsplit(central.url)
    silent = [socket.create_connection((at.hostname, at.port), timeout=10) for _ in range(20)]
    machine.client.connect_anew()
    assert machine.client.ping() == Delivered(None)
    for line in silent:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
        line.close()
    assert machine.client.ping() == Delivered(None)
    assert "Traceback" not in central.log


def test_a_renewed_certificate_and_another_key_are_used_at_once(machine: Machine) -> None:
    first = machine.keeper.certificate
    assert first is not None
    before = machine.vault.public_key_pem
    assert machine.keeper.rotate_key() == Delivered(None)
    assert machine.vault.public_key_pem != before
    assert machine.client.ping() == Delivered(None)
    second = machine.keeper.certificate
    assert second is not None
    assert second.expires >= first.expires


def test_it_says_where_it_is(central: RunningCentral) -> None:
    said = json.loads((central.state / "central.json").read_text())
    assert said["url"] == central.url != said["people_url"]
    assert all(said[name].startswith("https://127.0.0.1:") for name in ("url", "people_url"))


def test_plain_http_is_for_this_machine_only(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "central", "--state", str(tmp_path / "c"), "--host", "0.0.0.0"]  # noqa: S104 - refused
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert "--host needs --tls" in done.stderr
    assert not (tmp_path / "c").exists()
