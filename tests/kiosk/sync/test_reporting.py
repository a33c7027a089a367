"""Heartbeats: the head each time, and of the log what the platform has not followed, however long it takes."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kiosk.protocol.audit_chain import NOTHING, Head, first_break, link
from kiosk.protocol.fleet import MOST_ENTRIES, AuditLine, Heartbeat, HeartbeatAnswer, QueueHealth
from kiosk.protocol.outcome import Delivered, Outcome, TryLater
from kiosk.sync.reporting import ANCHOR, Reporting, Rhythm
from offline_cache.audit import AuditLog, AuditRow
from offline_cache.database import Database
from offline_cache.errors import StoreFailed
from offline_cache.settings import Settings
from tests.kiosk.fake_clock import FakeClock, until


class Scene:
    """A kiosk, and a platform that follows its log."""

    def __init__(self, database: Database) -> None:
        self.log = AuditLog(database, link)
        self.settings = Settings(database)
        self.came: list[Heartbeat] = []
        self.followed = Head()
        self.there = True
        self.broken = False
        self.state = "well"
        self.glances = 0
        self.restless = False
        self.reporting = Reporting(
            self.post,
            self.compose,
            self.log,
            self.settings,
            FakeClock(),
            jitter=lambda _low, high: high,
            glance=self.glance,
            rhythm=Rhythm(glance_s=0.01, soonest_s=0.05),
        )

    def glance(self) -> str:
        self.glances += 1
        return f"{self.state} {self.glances if self.restless else ''}"

    def compose(self, head: Head, lines: tuple[AuditLine, ...]) -> Heartbeat:
        return Heartbeat(
            kiosk_id="K-0412",
            at=datetime(2026, 11, 22, tzinfo=UTC),
            up_s=1,
            program="0.1.0",
            release=3,
            devices={},
            queue=QueueHealth(depth=0),
            free_bytes=1,
            audit_n=head.n,
            audit_hash=head.hash,
            audit=lines,
        )

    def post(self, heartbeat: Heartbeat) -> Outcome[HeartbeatAnswer]:
        if not self.there:
            return TryLater("no_connection", everyone=True)
        self.came.append(heartbeat)
        if heartbeat.audit and not self.broken:
            prev, rows = self.followed.hash, []
            for line in heartbeat.audit:
                rows.append(AuditRow(line.n, prev, line.entry, line.hash))
                prev = line.hash
            assert first_break(rows, begin=self.followed) is None
            self.followed = Head(rows[-1].n, rows[-1].hash)
        return Delivered(HeartbeatAnswer(audit_n=self.followed.n, audit_hash=self.followed.hash))


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    made = Scene(database)
    yield made
    made.reporting.stop()


def test_a_long_log_is_brought_after_piece_by_piece_at_once(scene: Scene) -> None:
    for number in range(2 * MOST_ENTRIES + 7):
        scene.log.append(str(number))
    scene.reporting.start()
    assert until(lambda: scene.followed.n == 107)
    assert [len(one.audit) for one in scene.came] == [0, 50, 50, 7]
    assert {(one.audit_n, one.audit_hash) for one in scene.came} == {scene.log.head()}
    assert until(lambda: scene.settings.get(ANCHOR) == str(Head(*scene.log.head())))
    scene.log.append("more")
    scene.reporting.report_now()
    assert until(lambda: scene.followed.n == 108)


def test_an_empty_log_has_a_head_as_well(scene: Scene) -> None:
    scene.reporting.start()
    assert until(lambda: len(scene.came) == 1)
    assert (scene.came[0].audit_n, scene.came[0].audit_hash) == (0, NOTHING)
    assert scene.settings.get(ANCHOR) == ""


def test_a_platform_that_stands_still_is_not_asked_in_a_circle(scene: Scene) -> None:
    scene.log.append("one")
    scene.broken = True
    scene.reporting.start()
    assert until(lambda: len(scene.came) == 2)
    scene.reporting.report_now()
    assert until(lambda: len(scene.came) == 3)
    assert scene.reporting.delivered == 3


def test_a_heartbeat_that_does_not_arrive_is_forgotten_and_the_next_says_it_all(scene: Scene) -> None:
    scene.there = False
    scene.log.append("one")
    scene.reporting.start()
    scene.reporting.report_now()
    scene.there = True
    scene.reporting.report_now()
    assert until(lambda: scene.followed.n == 1)


def test_a_platform_that_went_back_does_not_make_the_anchor_less_true(scene: Scene) -> None:
    for _ in range(3):
        scene.log.append("x")
    scene.reporting.start()
    assert until(lambda: scene.settings.get(ANCHOR).startswith("3:"))
    scene.followed = Head()
    scene.reporting.report_now()
    assert until(lambda: scene.reporting.delivered >= 3)
    scene.reporting.report_now()
    assert until(lambda: scene.followed.n == 3)
    assert scene.settings.get(ANCHOR).startswith("3:")


def test_what_has_become_another_and_stays_so_is_told_soon(scene: Scene) -> None:
    scene.reporting.start()
    assert until(lambda: scene.glances > 10)
    assert len(scene.came) == 1, "whoever stays as they are is heard once a minute"
    scene.state = "ill"
    assert until(lambda: len(scene.came) == 2)
    seen = scene.glances
    assert until(lambda: scene.glances > seen + 10)
    assert len(scene.came) == 2, "and told once"
    scene.state = "well"
    assert until(lambda: len(scene.came) == 3)


def test_what_never_stays_the_same_is_not_told(scene: Scene) -> None:
    scene.reporting.start()
    assert until(lambda: scene.glances > 2)
    scene.restless = True
    seen = scene.glances
    assert until(lambda: scene.glances > seen + 20)
    assert len(scene.came) == 1


@pytest.mark.expects_log("no heartbeat")
def test_a_store_that_fails_does_not_silence_the_kiosk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The head that was read last goes on being told: an empty one would look like a log that was cut."""
    failing: list[str] = ["from the first look on"]
    head = scene.log.head

    def read() -> tuple[int, str]:
        if failing:
            raise StoreFailed("the disk")
        return head()

    monkeypatch.setattr(scene.log, "head", read)
    scene.log.append("one")
    scene.reporting.start()
    scene.reporting.report_now()
    failing.clear()
    scene.reporting.report_now()
    assert until(lambda: scene.followed.n == 1)
    failing.append("again")
    before = len(scene.came)
    scene.reporting.report_now()
    assert until(lambda: len(scene.came) == before + 1)
    assert (scene.came[-1].audit_n, scene.came[-1].audit_hash, scene.came[-1].audit) == (*head(), ())
