"""A look in a process of its own: what it brings, what it costs, and that it ends when it is told to or left alone."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from devices.transports.framed_pipe import packed
from kiosk.protocol.release_look import NotBelieved, NotReached
from kiosk.sync.identity import PlatformFolder
from kiosk.sync.release_process import _PARENT_GONE
from kiosk.sync.release_task import ReleaseLooks, Task
from offline_cache.errors import StoreFailed
from tests.kiosk.sync.release_stand import Stand
from tests.kiosk.sync.test_hostile_platform import Hostile

PATIENCE_S = 30.0


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    made = Stand(tmp_path)
    root = PlatformFolder(tmp_path / "state").release_root
    root.parent.mkdir(parents=True)
    root.write_bytes(made.root)
    yield made
    made.close()


@pytest.fixture
def task(stand: Stand) -> Task:
    return Task(
        kiosk_id="K-0412",
        state=str(stand.folder / "state"),
        releases="releases",
        shipped=(),
        url="http://127.0.0.1:1",
        program="0.1.0",
    )


@pytest.fixture
def looks(stand: Stand, task: Task) -> ReleaseLooks:
    return ReleaseLooks(task, stand.floors)


@pytest.fixture
def silent() -> Iterator[tuple[Hostile, Event]]:
    """A platform that takes a call and says nothing; the event says that one has come."""
    called = Event()
    platform = Hostile(lambda _line: (called.set(), platform.over.wait(PATIENCE_S)))
    yield platform, called
    platform.close()


def test_a_look_stages_what_is_for_this_kiosk_and_raises_the_floors_here(stand, looks):
    stand.publish()
    looked = looks.look(stand.web)
    assert (looked.wanted, looked.staged, looked.edition > 0) == (1, True, True)
    assert looked.rollout.stages[0].release == 1
    assert stand.store.find(1) is not None
    assert len(stand.database.rows("SELECT role FROM floor")) >= 4


def test_older_than_what_was_seen_is_not_believed(stand, looks):
    stand.publish()
    before = stand.folder / "before"
    shutil.copytree(stand.web, before)
    stand.edit()
    stand.publish()
    looks.look(stand.web)
    shutil.rmtree(stand.store.metadata)
    with pytest.raises(NotBelieved, match="older than what was seen before"):
        looks.look(before)


def test_floors_that_cannot_be_raised_leave_everything_as_it_was(stand, looks, monkeypatch):
    def full(_versions):
        raise StoreFailed("planted")

    stand.publish()
    monkeypatch.setattr(stand.floors, "raise_to", full)
    with pytest.raises(NotReached, match="StoreFailed"):
        looks.look(stand.web)
    assert stand.store.find(1) is None


def test_a_platform_that_has_nothing_new_is_asked_twice(stand, task):
    asked: list[str] = []

    class Web(SimpleHTTPRequestHandler):
        def log_message(self, *_said: object) -> None:
            asked.append(self.path)

        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/releases"))

    stand.publish()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Web, directory=str(stand.web))) as server:
        serving = Thread(target=partial(server.serve_forever, 0.01))
        serving.start()
        try:
            looks = ReleaseLooks(replace(task, url=f"http://127.0.0.1:{server.server_port}"), stand.floors)
            assert looks.look().staged
            stand.store.activate(1)
            asked.clear()
            assert not looks.look().staged
        finally:
            server.shutdown()
            serving.join()
    assert len(set(asked)) == 2
    assert asked[-1] == "/releases/metadata/timestamp.json"


def test_a_kiosk_that_was_never_enrolled_has_nothing_to_believe(stand, looks):
    PlatformFolder(stand.folder / "state").release_root.unlink()
    with pytest.raises(NotReached, match="FileNotFoundError"):
        looks.look(stand.web)


def test_a_look_that_is_ended_comes_to_nothing_at_once_and_nothing_more_is_begun(stand, task, silent):
    platform, called = silent
    looks = ReleaseLooks(replace(task, url=platform.url), stand.floors)
    with ThreadPoolExecutor(1) as pool:
        look: Callable[[], object] = pool.submit(looks.look).result
        assert called.wait(PATIENCE_S)
        looks.end()
        with pytest.raises(NotReached, match="ended"):
            look()
    with pytest.raises(NotReached, match="ended"):
        looks.look()


def test_a_look_whose_kiosk_is_gone_ends_by_itself(task, silent):
    platform, called = silent
    command = [sys.executable, "-m", "kiosk.sync.release_process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as helper:
        assert helper.stdin is not None
        helper.stdin.write(packed(asdict(replace(task, url=platform.url))))
        helper.stdin.flush()
        assert called.wait(PATIENCE_S)
        helper.stdin.close()
        assert helper.wait(PATIENCE_S) == _PARENT_GONE


def test_a_process_that_dies_is_nothing_believed(stand, task, monkeypatch):
    monkeypatch.setattr("kiosk.sync.release_task._MODULE", "json.tool.absent")
    with pytest.raises(NotReached, match="did not end well"):
        ReleaseLooks(task, stand.floors).look(stand.web)
