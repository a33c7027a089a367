"""A store that rots under a running kiosk: it begins anew, when nobody is there, and not again and again."""

import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.config import DEVICE_ROLES, load_config
from kiosk.protocol.audit_chain import Head
from kiosk.protocol.fleet import FAILED
from kiosk.runtime import Kiosk
from kiosk.services.store_watch import RECORD, StoreWatch
from kiosk.visit.events import Abandoned
from kiosk.visit.state import EndReason
from offline_cache.errors import StoreFailed
from offline_cache.settings import Settings
from offline_cache.store import Store
from tests.kiosk.fake_clock import FakeClock, until
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.kiosk.matters.samples import write_root
from tests.offline_cache.samples import application, clear

NO_DEVICE = tuple(f"{role} is lost" for role in DEVICE_ROLES)
PAGE = 4096


def rot(store: Store, *, forgotten: bool = True) -> None:
    """Every page but the first becomes noise, and nothing of them is left in memory, if they are `forgotten`."""
    store.database.scrub()
    path = store.database.path
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(os.urandom(path.stat().st_size - PAGE))
    if forgotten:
        store.database._connection.execute("PRAGMA shrink_memory")


# ---------------------------------------------------------------- a whole kiosk


@contextmanager
def running(folder: Path) -> Iterator[tuple[Kiosk, list[str]]]:
    """And what it was told: to begin anew."""
    told: list[str] = []
    with Kiosk(load_config(folder / "kiosk.toml")) as kiosk:
        kiosk.fleet.when_told_to_restart(lambda: told.append("anew"))
        for role in DEVICE_ROLES:
            kiosk.devices.role(role).wait_until_known(30)
        yield kiosk, told


@pytest.mark.expects_log(*NO_DEVICE, "begins anew as soon as", "moved aside", "was recovered", "kept in .*unreadable")
def test_rot_leads_by_itself_to_a_restart_at_idle_and_that_to_a_recovery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted by recovering at starts only: the kiosk then stays wedged until somebody comes."""
    monkeypatch.setattr("kiosk.services.store_watch.EVERY_S", 0.05)
    write_root(tmp_path / "matters")
    write_config(tmp_path, GOOD.replace('state = "state"', 'state = "state"\ncatalogue = "matters"'))
    with running(tmp_path) as (kiosk, told):
        kiosk.outbox.seal_with(clear)
        kiosk.outbox.accept(application(), settles_order=None)
        assert kiosk.fleet._heartbeat(Head(), ()).queue.level != FAILED
        kiosk.runner.begin(kiosk.catalogue.matters["small"], "zh_CN")
        rot(kiosk.store)
        with pytest.raises(StoreFailed):
            Settings(kiosk.store.database).put("any", "thing")
        assert until(lambda: kiosk.fleet._store_watch.rotten, 10)
        said = kiosk.fleet._heartbeat(Head(), ())
        assert (said.queue.level, said.queue.depth, said.accepting) == (FAILED, 1, False)
        assert told == [], "somebody is on a visit"
        kiosk.runner.post(Abandoned(EndReason.LEFT))
        assert until(lambda: told == ["anew"], 10)
    with running(tmp_path) as (kiosk, told):
        assert kiosk.store.recovery is not None
        assert not kiosk.store.is_rotten()
        assert told == []


@pytest.mark.expects_log("the backup of the store could not be brought up to date: CorruptError")
def test_what_only_the_daily_backup_reads_is_found_by_it(tmp_path: Path) -> None:
    """Pages that are in memory answer as if nothing were wrong; planted by checking what is in memory."""
    with closing(Store.open(tmp_path / "state", clear, ballast_bytes=1024)) as store:
        store.outbox.accept(application(), settles_order=None)
        rot(store, forgotten=False)
        assert (store.outbox.depth(), store.is_rotten()) == (1, False)
        assert not store.backup.make(datetime.now(UTC))
        assert store.is_rotten()


# ---------------------------------------------------------------- no circle


class Scene:
    """A kiosk whose recovery does not help."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.clock = FakeClock()
        self.restarts = 0
        self.rotten = True
        self.busy = False
        self.somebody_restarts = True

    def begin_anew(self) -> bool:
        self.restarts += 1
        return self.somebody_restarts

    def while_idle(self, work: Any) -> bool:
        if not self.busy:
            work()
        return not self.busy

    def life(self, seconds: float) -> None:
        """One run of the application, which looks every minute and ends when it begins anew."""
        watch = StoreWatch(lambda: self.rotten, self.begin_anew, self.while_idle, state=self.state, clock=self.clock)
        before, until_s = self.restarts, self.clock.monotonic() + seconds
        while self.restarts == before and self.clock.monotonic() < until_s:
            watch.turn()
            self.clock.passes(60)


@pytest.mark.expects_log("damaged in part")
def test_where_it_does_not_help_it_waits_longer_each_time(tmp_path: Path) -> None:
    """Planted by restarting whenever it is rotten: 10 starts in 300 s, and systemd gives the kiosk up."""
    scene, hours = Scene(tmp_path), 24
    began, at = scene.clock.monotonic(), []
    while scene.clock.monotonic() < began + hours * 3600:
        scene.life(hours * 3600)
        at.append(round((scene.clock.monotonic() - began) / 60))
    assert at[0] <= 2
    assert all(later - earlier >= least for earlier, later, least in zip(at, at[1:], (10, 60, 360, 360), strict=False))
    assert scene.restarts <= 7


def test_what_is_well_again_at_the_second_look_was_a_stumble(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    watch = StoreWatch(lambda: scene.rotten, scene.begin_anew, scene.while_idle, state=tmp_path, clock=scene.clock)
    for rotten in (True, False, True, False):
        scene.rotten = rotten
        watch.turn()
    assert (scene.restarts, watch.rotten) == (0, False)


@pytest.mark.parametrize(("record", "restarts"), [("[]", 1), ("nonsense", 0), ('["2026"]', 0)])
@pytest.mark.expects_log("damaged in part")
def test_a_record_that_cannot_be_read_counts_as_a_restart_just_now(tmp_path: Path, record: str, restarts: int) -> None:
    (tmp_path / RECORD).write_text(record, encoding="utf-8")
    scene = Scene(tmp_path)
    scene.life(120)
    assert scene.restarts == restarts


@pytest.mark.expects_log("damaged in part", "cannot be written down")
def test_what_cannot_be_written_down_does_not_happen(tmp_path: Path) -> None:
    (tmp_path / "store-restarts.new").mkdir()
    scene = Scene(tmp_path)
    scene.life(3600)
    assert (scene.restarts, (tmp_path / RECORD).exists()) == (0, False)


@pytest.mark.expects_log("damaged in part", "start it by hand")
def test_where_nobody_restarts_it_that_is_said_once(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.somebody_restarts = False
    scene.life(3600)
    assert (scene.restarts, len(json.loads((tmp_path / RECORD).read_text()))) == (1, 1)
