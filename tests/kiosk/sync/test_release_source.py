"""Where files come from, over a wire and from a stick: bounded in size and in time, nothing followed, nothing unpacked."""

import gzip
import os
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError

from kiosk.sync import release_source
from kiosk.sync.release_source import FolderSource, PlatformSource
from tests.devices.fair_time import fair_time
from tests.kiosk.sync.release_stand import Stand
from tests.kiosk.sync.test_hostile_platform import SLOW, Act, Hostile, flood, says

PATIENCE_S = 0.6
LIMIT = 10_000


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_source, "_FILE_S", PATIENCE_S)


def fetched(act: Act) -> bytes:
    """What comes of one file from a platform that acts so."""
    platform = Hostile(act)
    source = PlatformSource(platform.url)
    try:
        return source.download_bytes(f"{source.base}metadata/timestamp.json", LIMIT)
    finally:
        source.close()
        platform.close()


@pytest.mark.parametrize("act", SLOW.values(), ids=SLOW.keys())
def test_who_takes_for_ever_is_left_in_time(act):
    began = fair_time()
    with pytest.raises(DownloadError):
        fetched(act)
    assert fair_time() - began < 5


@pytest.mark.parametrize(
    "act",
    [
        flood(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536),
        flood(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", b"x" * 65536),
        says("200 OK", b"x" * (LIMIT + 1)),
    ],
)
def test_what_is_longer_than_it_may_be_is_cut_off(act):
    with pytest.raises(DownloadLengthMismatchError):
        fetched(act)


def test_nothing_is_unpacked_on_its_way():
    packed = gzip.compress(bytes(50_000_000))
    assert len(packed) > LIMIT
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with pytest.raises(DownloadLengthMismatchError):
        fetched(lambda line: line.sendall(head + packed))
    small = gzip.compress(bytes(5_000_000))[: LIMIT - 1]
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(small)}\r\n\r\n".encode()
    assert fetched(lambda line: line.sendall(head + small)) == small


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "404 Not Found", "500 Oh"])
def test_whatever_is_not_the_file_is_none(status):
    more = "\r\nLocation: http://127.0.0.1:1/evil" if status.startswith("30") else ""
    with pytest.raises(DownloadHTTPError) as refused:
        fetched(says(status + more, b"<html>captive</html>"))
    assert refused.value.status_code == int(status[:3])


def test_a_line_that_breaks_is_an_error_of_the_world():
    with pytest.raises(DownloadError):
        fetched(lambda line: (line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), line.close()))


def test_plain_http_is_for_this_machine_only():
    with pytest.raises(ValueError, match="https"):
        PlatformSource("http://platform.example")


# ---------------------------------------------------------------- a stick


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    (folder / "metadata").mkdir(parents=True)
    (folder / "metadata" / "good.json").write_bytes(b"good")
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "metadata" / "link.json").symlink_to(tmp_path / "secret")
    (folder / "metadata" / "folder.json").mkdir()
    os.mkfifo(folder / "metadata" / "pipe.json")
    return folder


def test_a_file_of_the_stick_is_read(stick):
    source = FolderSource(stick)
    assert source.download_bytes(f"{source.base}metadata/good.json", 4) == b"good"
    with pytest.raises(DownloadLengthMismatchError):
        source.download_bytes(f"{source.base}metadata/good.json", 3)


@pytest.mark.parametrize(
    "path",
    [
        "metadata/link.json",
        "metadata/pipe.json",
        "metadata/folder.json",
        "../secret",
        "%2e%2e/secret",
        "none",
        "//etc/passwd",
    ],
)
def test_nothing_else_is(stick, path):
    source = FolderSource(stick)
    with pytest.raises(DownloadError):
        source.download_bytes(f"{source.base}{path}", LIMIT)


# ---------------------------------------------------------------- over a real server


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    made = Stand(tmp_path)
    yield made
    made.close()


def test_any_web_server_will_do(stand, tmp_path, monkeypatch):
    monkeypatch.setattr(release_source, "_FILE_S", 20.0)
    stand.publish()
    (tmp_path / "www").mkdir()
    shutil.copytree(stand.web, tmp_path / "www" / "releases")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "www")))
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    source = PlatformSource(f"http://127.0.0.1:{server.server_port}")
    try:
        assert stand.client().look(source).staged
    finally:
        source.close()
        server.shutdown()
        server.server_close()
        thread.join()
    assert stand.store.find(1) is not None
