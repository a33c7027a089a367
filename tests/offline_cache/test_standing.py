from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from offline_cache.blobs import Blobs
from offline_cache.errors import StoreFailed
from offline_cache.outbox import Outbox
from offline_cache.standing import Ageing, Limits, judge
from offline_cache.store import Store
from tests.offline_cache.samples import APPLIED_AT, application, clear

HERE = Path("/")
NO_DISK = Limits(stop_free_bytes=1 << 60)
AMPLE = Limits(stop_free_bytes=0)


@pytest.mark.parametrize(
    ("limits", "depth", "age", "sealing", "level", "why"),
    [
        (AMPLE, 0, None, True, "ok", ""),
        (AMPLE, 199, timedelta(hours=24), True, "ok", ""),
        (AMPLE, 200, timedelta(hours=1), True, "warn", "count"),
        (AMPLE, 1, timedelta(hours=24, seconds=1), True, "warn", "age"),
        (AMPLE, 2000, timedelta(hours=1), True, "stop", "count"),
        (AMPLE, 1, timedelta(days=7, seconds=1), True, "stop", "age"),
        (NO_DISK, 0, None, True, "stop", "disk"),
        (AMPLE, 0, None, False, "stop", "no_key"),
    ],
)
def test_how_a_queue_stands(limits, depth, age, sealing, level, why):
    standing = judge(limits, depth, age, HERE, sealing=sealing)
    assert (standing.level, standing.why, standing.accepting) == (level, why, level != "stop")
    assert standing.free_bytes > 0


def test_the_queue_tells_its_own(database, tmp_path):
    limits = Limits(warn_count=1, stop_count=2, stop_free_bytes=0)
    outbox = Outbox(database, Blobs(tmp_path / "blobs"), clear, lambda: APPLIED_AT, limits)
    seen = [outbox.standing(APPLIED_AT).level]
    for _ in range(2):
        outbox.accept(application(), settles_order=None)
        seen.append(outbox.standing(APPLIED_AT).level)
    assert seen == ["ok", "warn", "stop"]


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("wall_moved", "really_passed", "right", "age"),
    [
        (10 * DAY, timedelta(0), False, DAY),  # it jumped ahead
        (10 * DAY, timedelta(0), True, 11 * DAY),  # a time service set it: it was wrong before
        (-10 * DAY, timedelta(0), False, timedelta(0)),
        (10 * DAY, 10 * DAY, False, 11 * DAY),
        (8 * DAY, 10 * DAY, False, 9 * DAY),
    ],
)
def test_a_clock_that_jumps_makes_nothing_old(wall_moved, really_passed, right, age):
    passed = [0.0]
    ageing = Ageing(APPLIED_AT, lambda: passed[0], lambda: right)
    passed[0] = really_passed.total_seconds()
    assert ageing.of(APPLIED_AT - DAY, APPLIED_AT + wall_moved) == age


def test_a_jump_of_the_clock_does_not_stop_acceptance(database, tmp_path):
    outbox = Outbox(database, Blobs(tmp_path / "blobs"), clear, lambda: APPLIED_AT, AMPLE)
    outbox.accept(application(), settles_order=None)
    assert outbox.standing(APPLIED_AT + timedelta(days=3650)).accepting


def test_what_has_waited_for_a_week_when_the_kiosk_starts_is_old(database, tmp_path):
    Outbox(database, Blobs(tmp_path / "blobs"), clear).accept(application(), settles_order=None)
    outbox = Outbox(database, Blobs(tmp_path / "blobs"), clear, lambda: APPLIED_AT + timedelta(days=8), AMPLE)
    assert outbox.standing(APPLIED_AT + timedelta(days=8)).why == "age"


def test_without_a_key_to_seal_with_nothing_is_accepted(database, tmp_path):
    outbox = Outbox(database, Blobs(tmp_path / "blobs"), None)
    assert outbox.standing(APPLIED_AT).why == "no_key"
    with pytest.raises(StoreFailed, match="no intake key"):
        outbox.accept(application(pages=1), settles_order=None)
    assert outbox.depth() == 0


def test_a_disk_that_says_nothing_is_a_failure_of_the_store(tmp_path):
    with pytest.raises(StoreFailed, match="how full"):
        judge(AMPLE, 0, None, tmp_path / "gone", sealing=True)
    (tmp_path / "blobs").write_text("no folder")
    with pytest.raises(StoreFailed, match="could not be read"):
        Blobs(tmp_path / "blobs").names()


@pytest.mark.parametrize(
    ("ahead", "passed", "stops"),
    [
        (3650 * DAY, timedelta(0), False),  # the clock was wrong at boot, and no network sets it
        (3650 * DAY, 5.5 * DAY, True),  # as long as it can have been off, and this long
        (timedelta(hours=2), timedelta(0), False),
        (timedelta(hours=2), 7 * DAY, True),
        (-3650 * DAY, timedelta(0), False),
    ],
)
def test_a_clock_that_is_wrong_at_boot_does_not_stop_acceptance(store, ahead, passed, stops):
    """Planted: `go_on_from` left out; then a waiting message is ten years old, and nobody is served until there is a network."""
    times = [0.0]
    with closing(Store.open(store, clear, now=lambda: APPLIED_AT + DAY, limits=AMPLE, ballast_bytes=0)) as kept:
        kept.outbox.accept(application(), settles_order=None)
        kept.look_after(idle=True)
    now = [APPLIED_AT + DAY + ahead]
    ageing = Ageing(now[0], lambda: times[0])
    with closing(Store.open(store, clear, now=lambda: now[0], limits=AMPLE, ballast_bytes=0, ageing=ageing)) as kept:
        times[0], now[0] = passed.total_seconds(), now[0] + passed
        assert kept.standing().accepting is not stops
        kept.look_after(idle=True)
    with closing(Store.open(store, clear, now=lambda: now[0], limits=AMPLE, ballast_bytes=0)) as kept:
        assert kept.known.accepting is not stops


def test_a_clock_that_was_behind_at_one_boot_makes_nothing_young_at_the_next(store):
    """Planted: the moment of a boot years ago is written over the one that was sure."""
    now = [APPLIED_AT]
    for at in (APPLIED_AT, APPLIED_AT - 3650 * DAY):
        now[0] = at
        with closing(Store.open(store, clear, now=lambda: now[0], limits=AMPLE, ballast_bytes=0)) as kept:
            if at == APPLIED_AT:
                kept.outbox.accept(application(), settles_order=None)
            kept.look_after(idle=True)
    monotonic = [0.0]
    ageing = Ageing(APPLIED_AT + 8 * DAY, lambda: monotonic[0])
    with closing(
        Store.open(store, clear, now=lambda: APPLIED_AT + 8 * DAY, limits=AMPLE, ballast_bytes=0, ageing=ageing)
    ) as kept:
        monotonic[0] = (7 * DAY).total_seconds()
        assert kept.standing().why == "age"


def test_a_clock_that_a_time_service_sets_is_believed_at_once(store):
    right = [False]
    with closing(Store.open(store, clear, now=lambda: APPLIED_AT, limits=AMPLE, ballast_bytes=0)) as kept:
        kept.outbox.accept(application(), settles_order=None)
        kept.look_after(idle=True)
    now = APPLIED_AT + 8 * DAY
    ageing = Ageing(now, lambda: 0.0, lambda: right[0])
    with closing(Store.open(store, clear, now=lambda: now, limits=AMPLE, ballast_bytes=0, ageing=ageing)) as kept:
        assert kept.standing().accepting
        right[0] = True
        assert kept.standing().why == "age"
