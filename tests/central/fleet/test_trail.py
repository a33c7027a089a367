"""The platform follows the audit log of each kiosk, and says where it is not the one that it saw before."""

from collections.abc import Callable
from itertools import count

import pytest
from requests import Session

from kiosk.protocol.fleet import AuditLine
from tests.central.databases import REFUSED
from tests.central.fleet.heartbeats import Log, followed, neighbour
from tests.central.running import RunningCentral
from tests.central.test_console import form_token, logged_in

_numbers = count(500)


@pytest.fixture
def kiosk(central: RunningCentral) -> RunningCentral:
    """The platform, as a kiosk calls it that it has not heard of yet."""
    return neighbour(central, f"K-{next(_numbers):04d}")


@pytest.fixture
def log() -> Log:
    made = Log()
    made.write("one", "two", "three")
    return made


def breaks(kiosk: RunningCentral) -> list[str]:
    return [str(row[0]) for row in rows(kiosk, "SELECT why FROM fleet_auditbreak WHERE kiosk_id = '{}' ORDER BY id")]


def rows(kiosk: RunningCentral, query: str) -> list[tuple[object, ...]]:
    return kiosk.sql(query.format(kiosk.kiosk_id))


def test_a_log_is_followed_entry_by_entry(kiosk: RunningCentral, log: Log) -> None:
    assert followed(kiosk, log) == 0
    assert followed(kiosk, log, log.lines[:2]) == 2
    log.write("four")
    assert followed(kiosk, log, log.lines[1:]) == 4
    assert followed(kiosk, log) == 4
    assert rows(kiosk, "SELECT n, entry FROM fleet_auditrecord WHERE kiosk_id = '{}' ORDER BY n") == [
        (1, "one"),
        (2, "two"),
        (3, "three"),
        (4, "four"),
    ]
    assert [row[0] for row in rows(kiosk, "SELECT n FROM fleet_audithead WHERE kiosk_id = '{}' ORDER BY id")] == [3, 4]
    assert breaks(kiosk) == []


Tampering = Callable[[Log], list[AuditLine]]


def cut(log: Log) -> list[AuditLine]:
    log.lines = log.lines[:2]
    return []


def rewrite_the_last(log: Log) -> list[AuditLine]:
    log.lines = log.lines[:2]
    log.write("another")
    return []


def rewrite_and_go_on(log: Log) -> list[AuditLine]:
    log.lines = log.lines[:1]
    log.write("another", "and", "more")
    return log.lines[3:]


def go_on_with_a_wrong_hash(log: Log) -> list[AuditLine]:
    log.write("four")
    log.lines[-1] = log.lines[-1].model_copy(update={"hash": "0" * 64})
    return log.lines[3:]


def begin_again(log: Log) -> list[AuditLine]:
    log.lines = []
    return []


@pytest.mark.parametrize(
    ("tamper", "why"),
    [
        (cut, "the log ends at entry 2; it had 3"),
        (rewrite_the_last, "entry 3 is another than before"),
        (rewrite_and_go_on, "entry 4 is not what was written"),
        (go_on_with_a_wrong_hash, "entry 4 is not what was written"),
        (begin_again, "the log ends at entry 0; it had 3"),
    ],
)
def test_a_tampering_is_a_break_that_stays(kiosk: RunningCentral, log: Log, tamper: Tampering, why: str) -> None:
    assert followed(kiosk, log, log.lines) == 3
    lines = tamper(log)
    assert followed(kiosk, log, lines) == 3
    assert breaks(kiosk) == [why]
    assert f"the audit log of {kiosk.kiosk_id} is broken: {why}" in kiosk.log
    log.write("five", "six")
    assert followed(kiosk, log, log.lines) == 3
    assert breaks(kiosk) == [why]


def test_a_head_that_was_told_binds_before_its_entries_are_followed(kiosk: RunningCentral, log: Log) -> None:
    assert followed(kiosk, log) == 0
    log.lines = log.lines[:2]
    log.write("another", "four")
    assert followed(kiosk, log, log.lines) == 0
    assert breaks(kiosk) == ["entry 3 is not the one that the platform was told of"]


def test_after_a_person_has_looked_it_is_followed_anew(kiosk: RunningCentral, log: Log) -> None:
    followed(kiosk, log, log.lines)
    log.lines = log.lines[:1]
    followed(kiosk, log)
    _looked_into(kiosk, logged_in(kiosk))
    assert followed(kiosk, log) == 0
    log.write("after the repair")
    assert followed(kiosk, log, log.lines) == 2
    counted = rows(kiosk, "SELECT epoch, count(*) FROM fleet_auditrecord WHERE kiosk_id = '{}' GROUP BY epoch")
    assert sorted(counted) == [(1, 3), (2, 2)]
    assert rows(kiosk, "SELECT seen_by FROM fleet_auditbreak WHERE kiosk_id = '{}'") == [("admin",)]


def _looked_into(kiosk: RunningCentral, admin: Session) -> None:
    address = f"{kiosk.url}/admin/fleet/auditbreak/"
    page = admin.get(address, timeout=10)
    assert "日志到第 1 条就没有了，此前已有 3 条" in page.text
    ((number,),) = rows(kiosk, "SELECT id FROM fleet_auditbreak WHERE kiosk_id = '{}'")
    form = {"action": "looked_into", "_selected_action": number, "csrfmiddlewaretoken": form_token(page)}
    assert admin.post(address, data=form, headers={"Referer": address}, timeout=10).status_code == 200


def test_not_even_the_database_changes_what_a_log_said(kiosk: RunningCentral, log: Log) -> None:
    followed(kiosk, log, log.lines)
    for statement in (
        "UPDATE fleet_audithead SET hash = ''",
        "DELETE FROM fleet_audithead",
        "UPDATE fleet_auditrecord SET hash = ''",
        "DELETE FROM fleet_auditrecord",
    ):
        with pytest.raises(REFUSED, match="only ever added to"):
            kiosk.sql(statement)
