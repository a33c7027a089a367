"""The audit log: only ever added to, and a tampering that the anchored head does not show does not exist."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.audit import Audit, AuditEvent
from kiosk.protocol.audit_chain import NOTHING, Entry, Head, first_break, link
from offline_cache.audit import AuditLog, AuditRow
from offline_cache.database import Database
from tests.kiosk.fake_clock import FakeClock

Rows = list[AuditRow]


@pytest.fixture
def log(database: Database) -> AuditLog:
    return AuditLog(database, link)


def written(log: AuditLog, entries: int) -> Rows:
    audit = Audit(log, FakeClock().now)
    for number in range(entries):
        audit.note(AuditEvent.RELEASE_ACTIVATED, release=number)
    return log.after(0)


def test_an_empty_log_has_the_head_of_nothing(log: AuditLog) -> None:
    assert log.head() == (0, NOTHING)
    assert first_break(log.after(0), [Head(*log.head())]) is None


def test_an_entry_says_when_what_and_with_which_facts(log: AuditLog) -> None:
    (row,) = written(log, 1)
    assert row.entry == '{"at":"2026-11-22T01:52:07+00:00","event":"release_activated","release":0}'
    assert (row.n, row.prev, row.hash) == (1, NOTHING, link(NOTHING, 1, row.entry))
    assert log.head() == (1, row.hash)


def test_a_fact_that_is_a_text_of_somebody_is_refused(log: AuditLog) -> None:
    with pytest.raises(ValueError, match="a number, a version or an id"):
        Audit(log).note(AuditEvent.STARTED, program="x" * 201)
    assert log.head()[0] == 0


def test_the_log_goes_on_where_it_was_after_a_start(store: Path) -> None:
    for n in (1, 2, 3):
        database = Database.open(store)
        log = AuditLog(database, link)
        assert log.append(str(n)) == n
        assert first_break(log.after(0), [Head(*log.head())]) is None
        database.close()


def test_what_comes_after_a_known_head_is_checked_alone(log: AuditLog) -> None:
    rows = written(log, 9)
    known = Head(4, rows[3].hash)
    assert first_break(log.after(4), [Head(*log.head())], begin=known) is None
    assert first_break(log.after(4), begin=Head(4, NOTHING)) == "entry 5 is not what was written"
    assert [row.n for row in log.after(4, 2)] == [5, 6]


# Each takes the rows and a place, and returns what a tamperer with the key of the store would leave.


def edit(rows: Rows, at: int, chance: random.Random) -> Rows:
    text = list(rows[at].entry)
    place = chance.randrange(len(text))
    text[place] = chr(ord(text[place]) ^ (1 << chance.randrange(6)))
    return [*rows[:at], replace(rows[at], entry="".join(text)), *rows[at + 1 :]]


def edit_and_rewrite(rows: Rows, at: int, chance: random.Random) -> Rows:
    return rewritten(edit(rows, at, chance))


def drop(rows: Rows, at: int, _: random.Random) -> Rows:
    return [*rows[:at], *rows[at + 1 :]]


def drop_and_rewrite(rows: Rows, at: int, _: random.Random) -> Rows:
    return rewritten([*rows[:at], *rows[at + 1 :]])


def swap(rows: Rows, at: int, chance: random.Random) -> Rows:
    other = chance.choice([n for n in range(len(rows)) if n != at])
    changed = list(rows)
    changed[at] = replace(rows[at], entry=rows[other].entry)
    changed[other] = replace(rows[other], entry=rows[at].entry)
    return changed


def swap_and_rewrite(rows: Rows, at: int, chance: random.Random) -> Rows:
    return rewritten(swap(rows, at, chance))


def cut_the_tail(rows: Rows, at: int, _: random.Random) -> Rows:
    return rows[:at]


def cut_and_write_anew(rows: Rows, at: int, _: random.Random) -> Rows:
    invented = [replace(row, entry='{"event":"started"}') for row in rows[at:]]
    return rewritten([*rows[:at], *invented])


def rewritten(rows: Rows) -> Rows:
    """With numbers and hashes that fit each other again."""
    last, anew = NOTHING, []
    for n, row in enumerate(rows, start=1):
        last = link(before := last, n, row.entry)
        anew.append(AuditRow(n, before, row.entry, last))
    return anew


TAMPERINGS = (
    *(edit, edit_and_rewrite, drop, drop_and_rewrite),
    *(swap, swap_and_rewrite, cut_the_tail, cut_and_write_anew),
)
Check = Callable[[Iterable[Entry], Head], str | None]


def undetected(log: AuditLog, check: Check, times: int) -> int:
    rows, anchor, chance = log.after(0), Head(*log.head()), random.Random(20261122)
    assert check(rows, anchor) is None
    missed = 0
    for number in range(times):
        left = TAMPERINGS[number % len(TAMPERINGS)](rows, chance.randrange(len(rows)), chance)
        assert left != rows
        missed += check(left, anchor) is None
    return missed


def test_1000_tamperings_are_all_detected_against_the_anchored_head(log: AuditLog) -> None:
    written(log, 40)
    assert undetected(log, lambda rows, anchor: first_break(rows, [anchor]), 1000) == 0


@pytest.mark.parametrize(
    "mutant",
    [
        pytest.param(lambda rows, _: first_break(rows), id="the anchor is not looked at"),
        pytest.param(
            lambda rows, anchor: None if anchor.hash in {row.hash for row in rows} else "gone",
            id="only the anchor is looked at",
        ),
    ],
)
def test_the_proof_catches_a_check_that_is_none(log: AuditLog, mutant: Check) -> None:
    written(log, 40)
    assert undetected(log, mutant, 1000) > 0


def test_a_head_is_written_for_people_and_read_back() -> None:
    head = Head(17, link(NOTHING, 17, "x"))
    assert Head.parsed(f" {head}\n") == head
    for wrong in ("", "17", "17:", f"x:{NOTHING}", f"17:{NOTHING[1:]}", f"17:{'g' * 64}"):
        with pytest.raises(ValueError, match="a colon"):
            Head.parsed(wrong)
