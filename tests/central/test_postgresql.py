"""The platform on a real PostgreSQL: it makes its tables there, and takes each application over once, even at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from kiosk.protocol.fleet import DeviceHealth, QueueHealth
from tests.central.applications import certificate_application, filed
from tests.central.fleet.heartbeats import Log, beat, followed, heartbeat
from tests.central.running import RunningCentral
from tests.central.sealing import post, sealed
from tools.own_postgres import own_postgres, programs

AT_ONCE = 8

pytestmark = pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed (apt-get install postgresql)")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A database of its own."""
    with own_postgres() as made:
        yield made


@pytest.fixture(scope="module")
def central(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """A platform on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUISHIBAN_CENTRAL_DATABASE", address)
        with RunningCentral.start(tmp_path_factory.mktemp("central")) as running:
            yield running


def cases(address: str, application_id: str) -> int:
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT count(*) FROM cases_case WHERE application_id = %s", (application_id,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_an_application_becomes_a_case(central: RunningCentral, address: str) -> None:
    application = certificate_application()
    answer = filed(central, application)
    assert answer.application_id == application.id
    assert cases(address, application.id) == 1
    assert not (central.state / "central.db").exists()


def test_the_same_application_many_times_at_once_is_one_case(central: RunningCentral, address: str) -> None:
    """Without SQLite's one writer, the uniqueness of the key decides."""
    application = certificate_application()
    ready = sealed(central, application)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: post(central, ready, application.id), range(AT_ONCE)))
    assert sorted(answer.status_code for answer in answers) == [200] * (AT_ONCE - 1) + [201]
    assert len({answer.content for answer in answers}) == 1
    assert cases(address, application.id) == 1


def test_different_applications_at_once_get_different_numbers(central: RunningCentral) -> None:
    made = [certificate_application() for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = {answer.case_no for answer in pool.map(lambda one: filed(central, one), made)}
    assert len(numbers) == AT_ONCE


def reports(address: str, columns: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as connection:
        return connection.execute(f"SELECT {columns} FROM fleet_kioskreport".encode()).fetchall()  # noqa: S608  of the tests


def test_a_heartbeat_without_news_is_kept_by_the_short_way_and_believed_once(
    central: RunningCentral, address: str
) -> None:
    """What the short way keeps is what the long one keeps; what came before is refused by both."""
    log = Log()
    log.write("{}")
    assert followed(central, log, log.lines) == 1
    first = reports(address, "at, condition, levels, troubles, health")
    assert beat(central, log, queue=QueueHealth(depth=7), free_bytes=1_500_000_000, edition=4).json()["audit_n"] == 1
    assert reports(address, "queue_depth, queue_oldest_s, edition, free_bytes") == [(7, None, 4, 1_500_000_000)]
    now = reports(address, "at, condition, levels, troubles, health")
    assert now[0][1:] == first[0][1:]
    assert now[0][0] > first[0][0]  # type: ignore[operator]  # times
    body = heartbeat(central.kiosk_id, log, [], queue=QueueHealth(depth=9)).model_dump_json().encode()
    headers = central.signer.headers("POST", "/v1/heartbeats", body) | {"Content-Type": "application/json"}
    sent = [
        central.session().post(f"{central.url}/v1/heartbeats", data=body, headers=headers, timeout=10) for _ in "ab"
    ]
    assert [answer.status_code for answer in sent] == [200, 401]
    assert sent[1].json()["type"] == "urn:suishiban:problem:replayed"
    assert beat(central, log, closed="door_open", queue=QueueHealth(depth=7)).status_code == 200
    assert reports(address, "closed, health") == [("door_open", "ill")]


def alarm_after(central: RunningCentral, address: str) -> dict[str, object]:
    """A jam; the same jam again, with a mark that the long way would take away; another device's jam instead."""
    log = Log()

    def jam(device: str) -> object:
        states = {device: DeviceHealth(state="hardware_error", fault=f"{device}.jam")}
        assert beat(central, log, devices=states).status_code == 200
        with psycopg.connect(address) as connection:
            [found] = connection.execute(
                "SELECT a.detail, r.health FROM fleet_alarm a JOIN fleet_kioskreport r USING (kiosk_id)"
                " WHERE a.kind = 'device' AND a.over_at IS NULL"
            ).fetchall()
            connection.execute("UPDATE fleet_kioskreport SET health = 'marked'")
        return found

    first, again, other = jam("receipt"), jam("receipt"), jam("document")
    return {"first": first, "again": again, "other": other}


def test_an_alarm_that_tells_it_already_leaves_the_short_way_open(tmp_path: Path) -> None:
    """Whole districts can be without paper: kiosks in trouble must not cost three times as much, nor alarms fall behind."""
    first, right = ("receipt=receipt.jam", "ill"), ("document=document.jam", "ill")
    rows = {}
    for bug in ("", "from central.fleet import steady; steady.are_told = lambda *_: True"):
        with own_postgres() as address, pytest.MonkeyPatch.context() as patch:
            patch.setenv("SUISHIBAN_CENTRAL_DATABASE", address)
            with RunningCentral.start(tmp_path / f"state-{len(bug)}", bug) as running:
                rows[bug] = alarm_after(running, address)
    marked = ("receipt=receipt.jam", "marked")
    well, planted = rows.values()
    assert well == {"first": first, "again": marked, "other": right}
    assert planted == {"first": first, "again": marked, "other": marked}


def test_a_connection_that_the_server_ended_is_noticed_before_it_is_used(central: RunningCentral, address: str) -> None:
    assert beat(central, Log(), audit_n=2, audit_hash="2" * 64).status_code == 200
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert central.call("GET", "/v1/ping").status_code == 204
