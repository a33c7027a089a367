"""What a command does on the kiosk, and what the bundle of logs holds."""

import io
import json
import logging
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.audit import Audit
from kiosk.protocol.audit_chain import link
from kiosk.protocol.commands import Command, Verb
from kiosk.protocol.outcome import Delivered, Outcome, TryLater
from kiosk.runtime.bundle import RecentLines, bundled
from kiosk.runtime.deeds import Deeds, Means
from kiosk.services.withdrawal import Withdrawal, Withdrawn
from kiosk.sync.commands import Ended, Result
from kiosk.sync.identity import EnrolmentFailed
from offline_cache.audit import AuditLog
from offline_cache.database import Database
from offline_cache.errors import StoreRefused
from offline_cache.settings import Settings

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Scene:
    """Means that only note what is asked of them."""

    def __init__(self, folder: Path) -> None:
        self.database = Database.open(folder / "store")
        self.log = AuditLog(self.database, link)
        self.withdrawal = Withdrawal()
        self.settings = Settings(self.database)
        self.busy = False
        self.restarts = True
        self.rotated: Outcome[None] | Exception = Delivered(None)
        self.synced = 0
        means = Means(
            while_idle=self.while_idle,
            restart=lambda: self.restarts,
            resync=self.resync,
            bundle=lambda: b"bundle",
            rotate_key=self.rotate_key,
        )
        self.deeds = Deeds(means, self.withdrawal, self.settings, Audit(self.log))

    def while_idle(self, work: Callable[[], None]) -> bool:
        if not self.busy:
            work()
        return not self.busy

    def rotate_key(self) -> Outcome[None]:
        if isinstance(self.rotated, Exception):
            raise self.rotated
        return self.rotated

    def resync(self) -> None:
        self.synced += 1

    def told(self, verb: Verb) -> Result | None:
        deed = self.deeds.all()[verb]
        assert deed.ready()
        return deed.do(
            Command(
                id="ab" * 16,
                kiosk_id="K-0412",
                verb=verb.value,
                not_before=NOW,
                expires=NOW + timedelta(hours=1),
                requester="lin",
                approver="zhao",
            )
        )


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_every_verb_has_its_deed(scene: Scene) -> None:
    assert set(scene.deeds.all()) == set(Verb)


def test_a_restart_begins_only_while_nobody_is_there(scene: Scene) -> None:
    ready = scene.deeds.all()[Verb.RESTART].ready
    scene.busy = True
    assert not ready()
    assert scene.withdrawal.reason is None


@pytest.mark.expects_log("no new visits: withdrawn", "open for visits again")
def test_a_restart_that_could_not_be_noted_leaves_the_kiosk_open(scene: Scene) -> None:
    deed = scene.deeds.all()[Verb.RESTART]
    assert deed.ready()
    scene.database.close()  # what the disk says is not needed for it
    deed.unready()
    assert scene.withdrawal.reason is None


@pytest.mark.expects_log("no new visits: withdrawn")
def test_a_restart_that_could_not_be_noted_opens_no_kiosk_that_was_closed_before(scene: Scene) -> None:
    scene.told(Verb.OUT_OF_SERVICE)
    deed = scene.deeds.all()[Verb.RESTART]
    assert deed.ready()
    deed.unready()
    assert scene.withdrawal.reason is Withdrawn.COMMAND


@pytest.mark.expects_log("no new visits: withdrawn")
def test_a_restart_that_begins_is_not_answered_yet(scene: Scene) -> None:
    assert scene.told(Verb.RESTART) is None
    assert scene.withdrawal.reason is Withdrawn.COMMAND
    assert scene.settings.get("withdrawn") == ""


@pytest.mark.expects_log("no new visits: withdrawn", "open for visits again")
def test_where_nobody_would_restart_it_the_kiosk_stays_open(scene: Scene) -> None:
    scene.restarts = False
    assert scene.told(Verb.RESTART) == Result(Ended.FAILED, {"why": "nobody_restarts"})
    assert scene.withdrawal.reason is None


@pytest.mark.expects_log("no new visits: withdrawn", "open for visits again")
def test_out_of_service_is_remembered_until_in_service(scene: Scene) -> None:
    scene.told(Verb.OUT_OF_SERVICE)
    fresh = Withdrawal()
    means = scene.deeds._means
    Deeds(means, fresh, scene.settings, Audit(scene.log)).remember()
    assert fresh.reason is Withdrawn.COMMAND
    scene.told(Verb.IN_SERVICE)
    assert scene.withdrawal.reason is None
    assert scene.settings.get("withdrawn") == ""
    assert [json.loads(row.entry)["event"] for row in scene.log.after(0)] == ["out_of_service", "in_service"]


@pytest.mark.expects_log("no new visits: withdrawn")
def test_a_restart_does_not_put_a_withdrawn_kiosk_back(scene: Scene) -> None:
    scene.told(Verb.OUT_OF_SERVICE)
    scene.restarts = False
    scene.told(Verb.RESTART)
    assert scene.withdrawal.reason is Withdrawn.COMMAND


def test_the_others_say_what_came_of_them(scene: Scene) -> None:
    assert scene.told(Verb.RESYNC) == Result(Ended.DONE)
    assert scene.synced == 1
    logs = scene.told(Verb.COLLECT_LOGS)
    assert logs is not None
    assert [(one.media_type, one.data) for one in logs.files] == [("application/gzip", b"bundle")]
    assert scene.told(Verb.ROTATE_KEY) == Result(Ended.DONE)
    scene.rotated = TryLater("timeout")
    assert scene.told(Verb.ROTATE_KEY) == Result(Ended.FAILED, {"why": "TryLater"})


@pytest.mark.parametrize(
    "trouble", [EnrolmentFailed("a certificate of another key"), StoreRefused("damaged"), OSError(28, "no space")]
)
def test_a_rotation_that_the_platform_or_the_disk_spoils_is_an_answer(scene: Scene, trouble: Exception) -> None:
    scene.rotated = trouble
    assert scene.told(Verb.ROTATE_KEY) == Result(Ended.FAILED, {"why": type(trouble).__name__})


def test_the_bundle_holds_the_last_lines_and_no_text_of_an_exception() -> None:
    lines = RecentLines(kept=3)
    lines.begin()
    try:
        log = logging.getLogger("kiosk.bundled")
        log.setLevel(logging.INFO)
        for number in range(5):
            log.info("line %d", number)
        somebody = "王建国 990101199003074514"
        try:
            int(somebody)
        except ValueError:
            log.info("a bug", exc_info=True)
    finally:
        lines.end()
    logging.getLogger("kiosk.bundled").info("after the end")
    packed = bundled({"log": lines.text}, {"health": {"up_s": 3}}, NOW.timestamp())
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        assert archive.getnames() == ["log.txt", "health.json"]
        member = archive.extractfile("log.txt")
        assert member is not None
        text = member.read().decode()
    assert "line 3" in text
    assert "line 4" in text
    assert "line 2" not in text
    assert "ValueError" in text
    assert "王建国" not in text
    assert "990101" not in text
    assert "after the end" not in text
