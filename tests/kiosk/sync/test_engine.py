from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from threading import Condition, Thread
from time import monotonic

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import SystemClock
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.engine import Alarm, SyncEngine
from offline_cache.database import Database
from offline_cache.outbox import Outbox
from tests.devices.fair_time import fair_time
from tests.kiosk.sync.stand_in import LOSE_ANSWER, LOSE_REQUEST, StandInPlatform, signer
from tests.offline_cache.samples import application, queue, rating

PATIENCE_S = 10.0


class Watch:
    """Sees every change of the way, and waits for one."""

    def __init__(self, engine: SyncEngine) -> None:
        self.seen: list[bool] = []
        self._change = Condition()
        self._engine = engine
        engine.subscribe(self._note)

    def wait_for(self, online: bool) -> bool:
        with self._change:
            return self._change.wait_for(lambda: self._engine.online is online and bool(self.seen), PATIENCE_S)

    def _note(self, online: bool) -> None:
        with self._change:
            self.seen.append(online)
            self._change.notify_all()


@pytest.fixture
def engine(client: CentralClient, outbox: Outbox) -> Iterator[SyncEngine]:
    made = SyncEngine(client, outbox, SystemClock(), ping_every_s=0.5)
    yield made
    made.stop()


@pytest.fixture
def watch(engine: SyncEngine) -> Watch:
    return Watch(engine)


def until(engine: SyncEngine, true: Callable[[], bool], seconds: float = PATIENCE_S) -> bool:
    """Wait on the engine's own signal, which follows everything it writes down."""
    with engine._change:
        return engine._change.wait_for(true, seconds)


def test_the_answer_comes_while_the_citizen_stands_there(engine, outbox, platform):
    engine.start()
    message = application(pages=2)
    outbox.accept(message, settles_order=None)
    answer = engine.deliver_now(message.id, PATIENCE_S)
    assert answer is not None
    assert answer.application_sha256 == message.sha256
    assert platform.cases == {message.id: message.body}
    assert set(platform.blobs) == {page.sha256 for page in message.attachments}
    assert (outbox.depth(), engine.alarm, engine.online) == (0, None, True)


def test_an_answer_that_came_before_the_question_is_handed_over_once(engine, outbox, platform):
    engine.start()
    message = application()
    outbox.accept(message, settles_order=None)
    engine.nudge()
    assert until(engine, lambda: message.id in engine._answers)
    assert engine.deliver_now(message.id, PATIENCE_S) is not None
    assert engine.deliver_now(message.id, PATIENCE_S) is None
    assert platform.received == [message.id]


def test_an_answer_lost_twice_makes_exactly_one_case(engine, outbox, platform):
    platform.script.extend([LOSE_ANSWER, LOSE_ANSWER])
    engine.start()
    message = application(pages=1)
    outbox.accept(message, settles_order=None)
    answer = engine.deliver_now(message.id, PATIENCE_S)
    assert answer is not None
    assert len(platform.posts) == 3
    assert platform.received == [message.id]
    assert platform.puts == 1


def test_a_platform_that_forgets_keys_would_be_found_out(engine, outbox, platform):
    """The planted wrong."""
    platform.forgets_keys = True
    platform.script.extend([LOSE_ANSWER, LOSE_ANSWER])
    engine.start()
    message = application()
    outbox.accept(message, settles_order=None)
    engine.deliver_now(message.id, PATIENCE_S)
    assert len(platform.received) == 3


def test_a_wrong_hash_in_the_answer_erases_nothing(engine, outbox, database, platform):
    platform.script.append({"application_sha256": sha256(b"other").hexdigest()})
    message = application()
    outbox.accept(message, settles_order=None)
    kept = []
    platform_case: Callable[[str, bytes], tuple[int, bytes]] = platform.case

    def case(key: str, body: bytes) -> tuple[int, bytes]:
        kept.append(database.rows("SELECT state, body FROM outbox"))
        return platform_case(key, body)

    platform.case = case
    engine.start()
    assert engine.deliver_now(message.id, PATIENCE_S) is not None
    assert kept == [[("sending", message.body)], [("sending", message.body)]]
    assert platform.received == [message.id]


def test_the_same_key_with_other_bytes_is_set_aside_and_the_rest_flows(engine, outbox, platform):
    poison, sound, score = application(), application(), rating()
    platform.cases[poison.id] = b"other bytes"
    for message in (poison, sound, score):
        outbox.accept(message, settles_order=None)
    engine.start()
    assert engine.deliver_now(poison.id, PATIENCE_S) is None
    assert platform.wait_until(lambda: {sound.id, score.id} <= {*platform.cases, *platform.ratings})
    assert until(engine, lambda: outbox.depth() == 0)
    (dead,) = outbox.dead()
    assert (dead.id, dead.problem) == (poison.id, "422 urn:suishiban:problem:no same key, other bytes")


def test_no_network_lets_the_citizen_go_at_once(engine, watch, outbox, platform):
    platform.down()
    engine.start()
    assert watch.wait_for(online=False)
    message = application()
    outbox.accept(message, settles_order=None)
    started = fair_time()
    assert engine.deliver_now(message.id, PATIENCE_S) is None
    assert fair_time() - started < 2.0
    assert outbox.depth() == 1


def test_a_network_that_breaks_while_the_citizen_waits_lets_them_go(client, outbox, platform):
    engine = SyncEngine(client, outbox, SystemClock(), ping_every_s=60.0)
    watch = Watch(engine)
    engine.start()
    assert watch.wait_for(online=True)
    platform.ping_status = 503
    platform.script.extend([LOSE_REQUEST] * 50)
    message = application()
    outbox.accept(message, settles_order=None)
    started = fair_time()
    assert engine.deliver_now(message.id, PATIENCE_S) is None
    assert fair_time() - started < 5.0
    engine.stop()


def test_a_restored_network_delivers_everything_within_five_seconds(engine, watch, outbox, platform):
    platform.down()
    messages = [application() for _ in range(10)]
    for message in messages:
        outbox.accept(message, settles_order=None)
        outbox.postpone(message.id, SystemClock().now() + timedelta(seconds=290))
    engine.start()
    assert watch.wait_for(online=False)
    platform.up()
    started = fair_time()
    assert platform.wait_until(lambda: len(platform.received) == 10)
    assert fair_time() - started < 5.0
    assert sorted(platform.received) == sorted(message.id for message in messages)
    assert watch.seen[-2:] == [False, True]


def test_who_is_not_allowed_stops_and_raises_an_alarm(platform, outbox):
    stranger = CentralClient(platform.url, signer(Ed25519PrivateKey.generate()))
    engine = SyncEngine(stranger, outbox, SystemClock(), ping_every_s=0.5)
    outbox.accept(application(), settles_order=None)
    message = application()
    outbox.accept(message, settles_order=None)
    engine.start()
    assert engine.deliver_now(message.id, PATIENCE_S) is None
    assert until(engine, lambda: engine.alarm is Alarm.NOT_ALLOWED)
    engine.stop()
    stranger.close()
    assert not engine.online
    assert (outbox.depth(), outbox.dead(), platform.received) == (2, [], [])


def test_one_refusal_to_talk_stops_the_queue_until_someone_looks(engine, watch, outbox, platform):
    engine.start()
    assert watch.wait_for(online=True)
    platform.script.append((403, {}, b""))
    first, second = application(), application()
    outbox.accept(first, settles_order=None)
    assert engine.deliver_now(first.id, PATIENCE_S) is None
    assert until(engine, lambda: engine.alarm is Alarm.NOT_ALLOWED)
    outbox.accept(second, settles_order=None)
    assert engine.deliver_now(second.id, PATIENCE_S) is None
    assert platform.received == []
    engine.resume()
    assert platform.wait_until(lambda: len(platform.received) == 2)
    assert until(engine, lambda: engine.alarm is None)


def test_a_busy_platform_is_spared_the_rest_of_the_queue(engine, watch, outbox, platform):
    engine.start()
    assert watch.wait_for(online=True)
    platform.script.append((503, {"Retry-After": "2"}, b""))
    started = monotonic()
    for _ in range(5):
        outbox.accept(application(), settles_order=None)
    engine.nudge()
    assert platform.wait_until(lambda: bool(platform.received))
    assert monotonic() - started >= 2.0
    assert platform.wait_until(lambda: len(platform.received) == 5)
    assert len(platform.posts) == 6


def test_a_message_that_always_breaks_the_line_cannot_block_the_others(engine, outbox, platform):
    poison, sound = application(), application()
    outbox.accept(poison, settles_order=None)
    outbox.accept(sound, settles_order=None)
    platform_case: Callable[[str, bytes], tuple[int, bytes]] = platform.case

    def case(key: str, body: bytes) -> tuple[int, bytes]:
        if key == poison.id:
            raise BrokenPipeError  # the handler dies, the line with it
        return platform_case(key, body)

    platform.case = case
    engine.start()
    assert platform.wait_until(lambda: sound.id in platform.cases)
    assert poison.id not in platform.cases


def test_the_citizen_who_waits_goes_before_the_backlog(client, outbox, platform):
    backlog = [application() for _ in range(100)]
    for message in backlog:
        outbox.accept(message, settles_order=None)
    engine = SyncEngine(client, outbox, SystemClock(), ping_every_s=0.5)
    present = application()
    outbox.accept(present, settles_order=None)
    answers = []
    asking = Thread(target=lambda: answers.append(engine.deliver_now(present.id, PATIENCE_S)))
    asking.start()
    assert until(engine, lambda: present.id in engine._waiting)
    engine.start()
    asking.join()
    engine.stop()
    assert answers[0] is not None
    assert platform.received.index(present.id) < 5


def test_answers_do_not_stay_in_memory(engine, outbox, platform):
    for _ in range(6):
        outbox.accept(application(), settles_order=None)
    engine.start()
    assert platform.wait_until(lambda: len(platform.received) == 6)
    assert until(engine, lambda: outbox.depth() == 0 and not engine._under_way)
    engine.stop()
    assert len(engine._answers) <= 2


def test_a_disk_that_fails_is_an_alarm_and_loses_nothing(engine, watch, outbox, database, platform):
    engine.start()
    assert watch.wait_for(online=True)
    message = application()
    outbox.accept(message, settles_order=None)
    database._connection.execute("PRAGMA query_only = ON")
    engine.nudge()
    assert until(engine, lambda: engine.alarm is Alarm.STORE_FAILED)
    database._connection.execute("PRAGMA query_only = OFF")
    engine.resume()
    assert until(engine, lambda: engine.alarm is None and outbox.depth() == 0)
    assert platform.received == [message.id]


@pytest.mark.parametrize(("tries", "longest"), [(0, 1.0), (3, 8.0), (8, 256.0), (9, 300.0), (5000, 300.0)])
def test_waits_double_up_to_five_minutes(client, outbox, platform, tries, longest):
    spans = []
    now = SystemClock().now()

    def longest_of(low: float, high: float) -> float:
        spans.append((low, high))
        return high

    courier = Courier(client, outbox, lambda: now, longest_of)
    message = application()
    outbox.accept(message, settles_order=None)
    platform.script.append((500, {}, b""))
    queued = outbox.due(now)
    assert queued is not None
    courier.deliver(replace(queued, tries=tries))
    assert spans == [(0.0, longest)]
    assert outbox.until_next(now) == pytest.approx(longest)


def test_a_retry_after_of_a_year_is_five_minutes(client, outbox, platform):
    now = SystemClock().now()
    outbox.accept(application(), settles_order=None)
    platform.script.append((429, {"Retry-After": "31536000"}, b""))
    queued = outbox.due(now)
    assert queued is not None
    Courier(client, outbox, lambda: now).deliver(queued)
    assert outbox.until_next(now) == pytest.approx(300.0)


def test_stopping_before_starting_is_harmless(client, tmp_path):
    database = Database.open(tmp_path / "other")
    SyncEngine(client, queue(database), SystemClock()).stop()
    database.close()


def test_a_stopped_engine_lets_nobody_wait(platform: StandInPlatform, client, outbox):
    engine = SyncEngine(client, outbox, SystemClock())
    engine.start()
    engine.stop()
    message = application()
    outbox.accept(message, settles_order=None)
    started = fair_time()
    assert engine.deliver_now(message.id, PATIENCE_S) is None
    assert fair_time() - started < 2.0
    assert platform.received == []
