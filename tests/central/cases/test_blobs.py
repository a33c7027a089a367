"""Attachments arrive whole, once, and under their own hash only."""

import hashlib
from uuid import uuid4

from tests.central.applications import send_blob
from tests.central.running import RunningCentral


def test_a_blob_is_stored_once_and_then_known(central: RunningCentral) -> None:
    data = uuid4().bytes * 20_000
    address = f"/v1/blobs/{hashlib.sha256(data).hexdigest()}"
    assert central.call("HEAD", address).status_code == 404
    assert [send_blob(central, data), send_blob(central, data)] == [201, 200]
    assert central.call("HEAD", address).status_code == 200


def test_bytes_under_a_wrong_hash_are_refused_and_not_kept(central: RunningCentral) -> None:
    wrong = hashlib.sha256(uuid4().bytes).hexdigest()
    assert send_blob(central, b"something else", wrong) == 422
    assert central.call("HEAD", f"/v1/blobs/{wrong}").status_code == 404
    assert not list((central.state / "blobs" / "incoming").iterdir())


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
