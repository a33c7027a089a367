"""``kioskctl queue``: numbers and times, nobody's name, and what only the platform can open."""

import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.clock import SystemClock
from kiosk.protocol.audit_chain import link
from offline_cache.aside import UNREADABLE
from offline_cache.audit import AuditLog
from offline_cache.blobs import Blobs
from offline_cache.copies import KEPT, mark_merged
from offline_cache.database import Database
from offline_cache.message import Enclosure, Outgoing
from offline_cache.outbox import Outbox
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.offline_cache.samples import clear

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path, GOOD)


@pytest.fixture
def run(config: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["--config", str(config), *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@contextmanager
def queue(config: Path) -> Iterator[Outbox]:
    """The queue as the kiosk has it open, before `kioskctl` looks."""
    state = config.parent / "state"
    database = Database.open(state)
    yield Outbox(database, Blobs(state / "blobs"), clear)
    database.close()


def message(number: int, *, size: int = 0) -> Outgoing:
    at = SystemClock().now() - timedelta(seconds=100)
    files = (Enclosure.of(b"p" * size, "image/jpeg"),) if size else ()
    body = f'{{"name": "王建国{number}"}}'.encode()
    return Outgoing(f"{number:032x}", "case", body, f"L-0412-{number:04d}", at, files)


def events(config: Path) -> list[dict[str, object]]:
    """What the audit log says of it."""
    with closing(Database.open(config.parent / "state")) as database:
        return [json.loads(row.entry) for row in AuditLog(database, link).after(0)]


def rows(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_an_empty_queue(run):
    assert run("queue") == (0, "0 waiting\n", "")
    code, out, _ = run("queue", "list", "--json")
    (row,) = rows(out)
    assert (code, row["waiting"], row["oldest_s"], row["level"]) == (0, 0, None, "ok")


def test_a_queue_says_how_many_and_how_old_and_nobodys_name(run, config):
    with queue(config) as outbox:
        for number in (1, 2):
            outbox.accept(message(number), settles_order=None)
            outbox.mark_printed(message(number).id)
        outbox.postpone(message(2).id, SystemClock().now() + timedelta(seconds=200))
    code, out, _ = run("queue")
    first, one, two = out.splitlines()
    assert (code, first.startswith("2 waiting, the oldest for 10")) == (0, True)
    assert one == "waiting: L-0412-0001 00000000"
    assert two.startswith("waiting: L-0412-0002 00000000, tried 1 times, again in ")
    assert "王建国" not in out + run("queue", "--json")[1]


def test_what_was_set_aside_is_named_by_its_number_and_ends_with_1(run, config):
    with queue(config) as outbox:
        outbox.accept(message(7), settles_order=None)
        outbox.mark_printed(message(7).id)
        outbox.refused(message(7).id, "422 about:blank unknown matter")
    assert run("queue")[:2] == (1, "0 waiting\nset aside: L-0412-0007 422 about:blank unknown matter\n")
    assert rows(run("queue", "--json")[1])[1]["dead"] == "L-0412-0007"


def test_a_receipt_that_never_came_out_is_named_until_it_did(run, config):
    with queue(config) as outbox:
        outbox.accept(message(3), settles_order=None)
        outbox.acknowledged(message(3).id, case_no="1")
    assert run("queue") == (0, "0 waiting\nreceipt not printed: L-0412-0003\n", "")
    assert rows(run("queue", "--json")[1])[1] == {"unprinted": "L-0412-0003"}
    with queue(config) as outbox:
        outbox.mark_printed(message(3).id)
    assert run("queue") == (0, "0 waiting\n", "")
    assert run("queue", "list", "--every")[1] == "0 waiting\ndelivered: L-0412-0003 00000000\n"


def test_a_queue_beyond_its_limit_ends_with_1(run, config):
    with config.open("a", encoding="utf-8") as file:
        file.write("\n[offline]\nstop_count = 1\n")
    with queue(config) as outbox:
        outbox.accept(message(1), settles_order=None)
    code, out, _ = run("queue")
    assert (code, "NOTHING IS ACCEPTED: too many wait" in out) == (1, True)


def test_beside_an_unfinished_recovery_it_says_that_more_may_wait(run, config):
    with queue(config) as outbox:
        outbox.accept(message(1), settles_order=None)
    state = config.parent / "state"
    mark = state / UNREADABLE / "20260302T154000Z-0" / "unfinished"
    mark.parent.mkdir(parents=True)
    mark.touch()
    code, out, _ = run("queue")
    assert (code, "MORE MAY WAIT THAN STANDS HERE" in out, "1 waiting" in out) == (1, True, True)
    assert [
        json.loads(line)["unfinished"] for line in run("queue", "--json")[1].splitlines() if "unreadable" in line
    ] == [True]
    mark.unlink()
    code, out, _ = run("queue", "list")
    assert (code, "MORE MAY WAIT" in out, "unreadable store kept in" in out) == (0, False, True)
    (copy := state / "backup" / KEPT / "20260302T154000Z-0").mkdir(parents=True)
    (copy / "store.db").touch()
    assert run("queue")[0] == 1
    mark_merged(copy)
    assert run("queue")[0] == 0


def test_one_message_by_its_number_or_its_id(run, config):
    with queue(config) as outbox:
        outbox.accept(message(5), settles_order=None)
        outbox.accept(message(6), settles_order=None)
    code, out, _ = run("queue", "show", "L-0412-0005")
    assert (code, "state        ready" in out, message(5).sha256 in out) == (0, True, True)
    assert rows(run("queue", "show", message(6).id, "--json")[1])[0]["receipt_no"] == "L-0412-0006"
    assert run("queue", "show", "0000")[:2] == (1, "2 messages fit; say more of the id\n")
    assert run("queue", "show", "L-0412-9999")[:2] == (1, "no such message\n")


def test_the_receipt_of_a_bundle_is_all_of_its_messages(run, config, tmp_path):
    """One receipt number for every member; planted by asking for more of the id, which a receipt number has not."""
    members = [replace(message(number, size=70_000), receipt_no="L-0412-0001") for number in (1, 2)]
    with queue(config) as outbox:
        for member in members:
            outbox.accept(member, settles_order=None)
            outbox.refused(member.id, "422")
        outbox.accept(message(3), settles_order=None)
        outbox.refused(message(3).id, "422")
    shown = rows(run("queue", "show", "L-0412-0001", "--json")[1])
    assert [row["id"] for row in shown] == [member.id for member in members]
    assert run("queue", "show", "L-0412-0001")[1].count("receipt_no   L-0412-0001") == 2
    code, out, _ = run("queue", "export", "L-0412-0001", str(tmp_path / "both.tar"))
    assert (code, out) == (0, f"sealed message of L-0412-0001 (2 of 2 messages) in {tmp_path / 'both.tar'}\n")
    with tarfile.open(tmp_path / "both.tar") as archive:
        assert {name for name in archive.getnames() if name.endswith(".json")} == {f"{one.id}.json" for one in members}
    assert run("queue", "retry", "L-0412-0001")[:2] == (0, "2 given another chance\n")
    with queue(config) as outbox:
        assert [dead.id for dead in outbox.dead()] == [message(3).id]
    assert run("queue", "show", "0000")[:2] == (1, "3 messages fit; say more of the id\n")


def test_what_was_set_aside_gets_another_chance(run, config):
    with queue(config) as outbox:
        for number in (1, 2, 3):
            outbox.accept(message(number), settles_order=None)
            outbox.refused(message(number).id, "422")
    assert run("queue", "retry", "L-0412-0001")[:2] == (0, "1 given another chance\n")
    assert run("queue", "retry", "L-0412-0001")[0] == 1
    assert rows(run("queue", "retry", "--all", "--json")[1]) == [{"retried": 2}]
    assert (run("queue", "retry")[0], run("queue", "retry", "x", "--all")[0]) == (2, 2)
    with queue(config) as outbox:
        assert (outbox.depth(), outbox.dead()) == (3, [])
    assert [row["event"] for row in events(config)] == ["queue_retried", "queue_retried"]


def test_the_sealed_message_is_exported_with_its_files(run, config, tmp_path):
    with queue(config) as outbox:
        outbox.accept(message(1, size=100_000), settles_order=None)
        outbox.accept(message(2, size=100), settles_order=None)
        outbox.acknowledged(message(2).id)
    target = tmp_path / "export.tar"
    assert run("queue", "export", "L-0412-0001", str(target))[0] == 0
    assert target.stat().st_mode & 0o777 == 0o600
    page = message(1, size=100_000).attachments[0]
    with tarfile.open(target) as archive:
        found = {one.name: archive.extractfile(one) for one in archive.getmembers()}
        contents = {name: file.read() for name, file in found.items() if file is not None}
    assert contents == {f"{message(1).id}.json": message(1).body, f"blobs/{page.sha256}": page.data}
    assert [(row["event"], row["id"]) for row in events(config)] == [("queue_exported", message(1).id)]
    assert run("queue", "export", "L-0412-0001", str(target))[:2] == (1, f"{target}: File exists\n")
    assert run("queue", "export", "L-0412-0002", str(tmp_path / "x"))[1] == "nothing is left to export: delivered\n"
    (config.parent / "state" / "blobs" / page.sha256).unlink()
    assert run("queue", "export", "L-0412-0001", str(tmp_path / "y"))[1].startswith("it cannot be exported whole")
