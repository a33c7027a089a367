"""Attachments arrive whole, once, and under their own hash only; a broken line costs what was on it, not what came before."""

import hashlib
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from requests import Response

from tests.central.applications import send_blob
from tests.central.running import RunningCentral


def fresh(size: int = 200_000) -> tuple[bytes, str]:
    """Bytes that nobody has brought yet, and the address they belong to."""
    data = secrets.token_bytes(size)
    return data, f"/v1/blobs/{hashlib.sha256(data).hexdigest()}"


def put(
    central: RunningCentral, address: str, data: bytes, start: int, stop: int, total: int | None = None
) -> Response:
    """Bring the bytes from `start` to before `stop`."""
    stated = {"Content-Range": f"bytes {start}-{stop - 1}/{len(data) if total is None else total}"}
    return central.call("PUT", address, data=data[start:stop], headers=stated)


def offset(central: RunningCentral, address: str) -> int:
    response = central.call("HEAD", address)
    assert response.status_code == 404
    return int(response.headers["Upload-Offset"])


def unfinished(central: RunningCentral) -> list[Path]:
    return list((central.state / "blobs" / "incoming").iterdir())


def test_a_blob_is_stored_once_and_then_known(central: RunningCentral) -> None:
    data, address = fresh()
    assert offset(central, address) == 0
    assert [send_blob(central, data), send_blob(central, data)] == [201, 200]
    assert central.call("HEAD", address).status_code == 200


def test_bytes_under_a_wrong_hash_are_refused_and_not_kept(central: RunningCentral) -> None:
    wrong = hashlib.sha256(uuid4().bytes).hexdigest()
    assert send_blob(central, b"something else", wrong) == 422
    assert central.call("HEAD", f"/v1/blobs/{wrong}").status_code == 404
    assert not unfinished(central)


def test_a_blob_needs_bytes_and_a_real_hash(central: RunningCentral) -> None:
    assert send_blob(central, b"", hashlib.sha256(b"").hexdigest()) == 411
    assert send_blob(central, b"x", "A" * 64) == 422
    assert central.call("HEAD", "/v1/blobs/..%2Fsecret").status_code == 404


def test_a_blob_that_is_lost_on_the_disk_is_not_known(central: RunningCentral) -> None:
    data = uuid4().bytes
    sha256 = hashlib.sha256(data).hexdigest()
    send_blob(central, data)
    (central.state / "blobs" / sha256[:2] / sha256).unlink()
    assert central.call("HEAD", f"/v1/blobs/{sha256}").status_code == 404
    assert send_blob(central, data) == 201


def test_a_blob_comes_in_parts(central: RunningCentral) -> None:
    data, address = fresh()
    first = put(central, address, data, 0, 70_000)
    assert (first.status_code, first.headers["Upload-Offset"], offset(central, address)) == (202, "70000", 70_000)
    assert put(central, address, data, 70_000, 150_000).status_code == 202
    assert put(central, address, data, 150_000, 200_000).status_code == 201
    assert central.call("HEAD", address).status_code == 200
    assert put(central, address, data, 150_000, 200_000).status_code == 200
    assert not unfinished(central)


def parts_must_join(central: RunningCentral) -> None:
    data, address = fresh()
    put(central, address, data, 0, 70_000)
    for start, stop in ((60_000, 200_000), (70_001, 200_000), (199_999, 200_000)):
        refused = put(central, address, data, start, stop)
        assert (refused.status_code, refused.json()["offset"]) == (409, 70_000)
        assert refused.json()["type"] == "urn:suishiban:problem:wrong-offset"
    assert put(central, address, data, 70_000, 200_000).status_code == 201


def test_a_part_that_does_not_join_is_refused_with_the_place_that_would(central: RunningCentral) -> None:
    parts_must_join(central)


def the_whole_must_have_its_hash(central: RunningCentral) -> None:
    data, address = fresh()
    other = secrets.token_bytes(len(data))
    assert put(central, address, other, 0, 70_000).status_code == 202
    assert put(central, address, data, 70_000, 200_000).status_code == 422
    assert (central.call("HEAD", address).status_code, offset(central, address)) == (404, 0)
    assert send_blob(central, data) == 201


def test_parts_that_make_another_whole_are_all_forgotten(central: RunningCentral) -> None:
    the_whole_must_have_its_hash(central)


@pytest.mark.parametrize(
    ("check", "planted_bug"),
    [
        (parts_must_join, "from central.cases import blobs; blobs._joins = lambda *_: True"),
        (the_whole_must_have_its_hash, "from central.cases import blobs; blobs._is_whole = lambda *_: True"),
    ],
    ids=["offset-ignored", "hash-not-checked"],
)
def test_planted_bugs_are_caught(tmp_path: Path, check: Callable[[RunningCentral], None], planted_bug: str) -> None:
    with RunningCentral.start(tmp_path / "central", planted_bug) as mutant, pytest.raises((AssertionError, KeyError)):
        check(mutant)


def test_a_part_begins_anew_at_nought(central: RunningCentral) -> None:
    data, address = fresh()
    put(central, address, data, 0, 70_000)
    assert put(central, address, data, 0, 1000).headers["Upload-Offset"] == "1000"
    assert send_blob(central, data) == 201


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ("bytes 0-9/100", 400),  # not what the length says
        ("bytes 5-3/100", 400),
        ("bytes 95-104/100", 400),
        ("bytes */100", 400),
        ("lines 0-99/100", 400),
        ("bytes 0-99/1000000000", 413),
        ("bytes 0-99/99", 400),
        ("bytes ٠-99/100", 400),
        ("", 400),
    ],
)
def test_a_range_that_says_nothing_useful_is_refused(central: RunningCentral, stated: str, status: int) -> None:
    data, address = fresh(100)
    response = central.call("PUT", address, data=data, headers={"Content-Range": stated.encode()})
    assert response.status_code == status
    assert offset(central, address) == 0


def test_what_came_before_the_line_broke_need_not_come_again(central: RunningCentral) -> None:
    data, address = fresh()
    host, port = central.url.removeprefix("http://").split(":")
    headers = central.signer.headers("PUT", address, data)
    with socket.create_connection((host, int(port)), timeout=10) as line:
        lines = [f"PUT {address} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(data)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        line.sendall("\r\n".join([*lines, "", ""]).encode() + data[:131_072])
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):
            pass
    assert offset(central, address) == 131_072
    assert put(central, address, data, 131_072, len(data)).status_code == 201


def test_each_kiosk_has_its_own_unfinished_blobs_and_not_many(central: RunningCentral) -> None:
    for _ in range(70):
        data, address = fresh(20)
        put(central, address, data, 0, 10)
    assert len(unfinished(central)) <= 64
    assert {path.stat().st_mode & 0o777 for path in unfinished(central)} == {0o600}
