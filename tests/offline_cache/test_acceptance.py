"""Several messages are accepted as one: all of them or none, wherever the machine dies."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from offline_cache.database import Database
from offline_cache.journal import Journal
from tests.offline_cache.samples import application, queue

MEMBERS = 3

_PROGRAM = """
import json, os, signal, sys
from pathlib import Path
import apsw
from offline_cache.database import Database
from tests.offline_cache.samples import application, queue

folder, manner = Path(sys.argv[1]), sys.argv[2]
found = []
for point in range(1, 200):
    store = folder / f"{point}.db"
    child = os.fork()
    if child == 0:
        outbox = queue(Database.open(store))
        messages = [application(pages=1) for _ in range(3)]
        count = 0
        def die_at(cursor, sql, bindings):
            global count
            count += 1
            if count == point:
                os.kill(os.getpid(), signal.SIGKILL)
            return True
        outbox._database._connection.exec_trace = die_at
        try:
            if manner == "one by one":
                for message in messages:
                    outbox.accept(message, settles_order=None)
            else:
                outbox.accept_together(messages, settles_order=None)
        finally:
            os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    database = Database.open(store)
    found.append(queue(database).depth())
    database.close()
    if not killed:
        break
print(json.dumps(found))
"""


def _left_after_each_death(folder: Path, manner: str) -> list[int]:
    told = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(folder), manner],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    return [int(count) for count in json.loads(told.stdout)]


def test_dead_at_any_statement_all_or_none_is_there(tmp_path: Path) -> None:
    left = _left_after_each_death(tmp_path, "together")
    assert left[-1] == MEMBERS, "the last one was let live"
    assert set(left[:-1]) == {0}, "before the commit nothing is there"
    assert len(left) > MEMBERS + 2, "it died at every statement on the way"


def test_one_after_the_other_would_leave_half_a_bundle(tmp_path: Path) -> None:
    assert {1, 2} <= set(_left_after_each_death(tmp_path, "one by one"))


def test_they_end_one_order_and_go_out_as_they_stand(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "store.db")) as database:
        outbox, journal = queue(database), Journal(database)
        messages = [application(pages=1, receipt_no="L-0412-0009") for _ in range(MEMBERS)]
        journal.open("P-1", "visit", 2000, messages[0])
        outbox.accept_together(messages, settles_order="P-1")
        assert journal.unsettled() == []
        outbox.accept_together(messages, settles_order=None)
        assert outbox.depth() == MEMBERS, "the same again changes nothing"
        assert [each.id for each in outbox.unprinted()] == [each.id for each in messages]


def test_one_that_is_known_by_another_body_keeps_out_all(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "store.db")) as database:
        outbox = queue(database)
        known, fresh = application(), application(pages=1)
        outbox.accept(known, settles_order=None)
        other = application(message_id=known.id, receipt_no="L-0412-0002")
        other = type(other)(other.id, other.kind, b"{}", other.receipt_no, other.applied_at)
        with pytest.raises(ValueError, match="another body"):
            outbox.accept_together([fresh, other], settles_order=None)
        assert outbox.depth() == 1
