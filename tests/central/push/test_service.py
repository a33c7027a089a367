"""The push service: signed kiosks hear that it is worth to look, each of its own commands and all of a release."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from requests import get

from central.push.telling import CHANNEL, SOCKET, short_path
from central.releases.shelf import begin
from kiosk.sync.calls import SignedCalls
from kiosk.sync.signing import RequestSigner
from tests.central.commands.asking import given
from tests.central.databases import rows
from tests.central.fleet.heartbeats import neighbour
from tests.central.push.serving import RunningPush, calls_of, connected, refused, serving
from tests.central.running import ROOT, RunningCentral


@pytest.fixture(scope="module")
def push(central: RunningCentral) -> Iterator[RunningPush]:
    with serving(central, "--retry", "2") as running:
        yield running
    assert running.process.returncode == 0
    assert running.log == ""


def told(central: RunningCentral, text: bytes) -> None:
    """What another process of the platform tells the push service, in the way of the database that it has."""
    if central.database:
        rows(central.state, "SELECT pg_notify(?, ?)", (CHANNEL, text.decode(errors="replace")))
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire, short_path(central.state) as folder:
        wire.sendto(text, f"{folder}/{SOCKET}")


def test_a_command_reaches_its_kiosk_and_no_other(central: RunningCentral, push: RunningPush) -> None:
    other = neighbour(central, "K-0600")
    with closing(connected(central, push)) as mine, closing(connected(other, push)) as theirs:
        command = given(central, "resync")
        assert mine.hears(f"data: {command}".encode())
        told(central, b'{"kiosk": "K-0600", "command": "theirs"}')
        assert theirs.hears(b"event: command")
        assert theirs.hears(b"data: theirs"), "the first that it hears of"


def test_a_published_release_reaches_everybody_whoever_published_it(central: RunningCentral, push: RunningPush) -> None:
    with closing(connected(central, push)) as one, closing(connected(neighbour(central, "K-0601"), push)) as another:
        edition = begin(central.state).edition
        for listener in (one, another):
            assert listener.hears(b"event: look")
            assert listener.hears(f"data: {edition}".encode())


def test_noise_on_the_inner_wire_is_passed_over(central: RunningCentral, push: RunningPush) -> None:
    with closing(connected(central, push)) as listener:
        for noise in (
            b"",
            b"\xff",
            b"[]",
            b"{",
            b'{"look": "1"}',
            b'{"kiosk": 1}',
            b'{"kiosk": "K-0412", "command": "a\\n\\nevent: x"}',
        ):
            told(central, noise)
        told(central, b'{"kiosk": "K-0412", "command": "afterwards"}')
        assert listener.hears(b"data: afterwards")


def test_only_a_signed_call_of_a_known_kiosk_is_listened_to(central: RunningCentral, push: RunningPush) -> None:
    stranger = RequestSigner("K-0412", Ed25519PrivateKey.generate().sign)
    assert refused(SignedCalls(push.url, stranger)) == 401
    assert refused(SignedCalls(push.url, RequestSigner("K-9999", central.device_key.sign))) == 401
    answer = get(f"{push.url}/v1/events", timeout=5)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:suishiban:problem:unauthorised")
    assert "Date" in answer.headers
    assert get(f"{push.url}/v1/standing", timeout=5).status_code == 404


def test_a_kiosk_has_one_connection_and_the_newest_counts(central: RunningCentral, push: RunningPush) -> None:
    with closing(connected(central, push)) as old, closing(connected(central, push)) as new:
        assert old.is_ended()
        told(central, b'{"kiosk": "K-0412", "command": "newest"}')
        assert new.hears(b"data: newest")


def test_a_kiosk_that_is_not_wanted_any_more_does_not_come_back(central: RunningCentral, push: RunningPush) -> None:
    other = neighbour(central, "K-0602")
    with closing(connected(other, push)):
        central.sql("UPDATE kiosks_kiosk SET active = FALSE WHERE id = 'K-0602'")
    assert refused(calls_of(other, push)) == 401


def test_there_is_one_push_service_on_a_folder(central: RunningCentral, push: RunningPush) -> None:
    assert push.process.poll() is None
    second = subprocess.run(
        [sys.executable, "-m", "central", "push", "--state", str(central.state)],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert "another push service" in second.stderr


def test_without_a_push_service_a_command_is_approved_all_the_same(central: RunningCentral) -> None:
    (central.state / SOCKET).unlink(missing_ok=True)
    assert len(given(central, "resync")) == 32
