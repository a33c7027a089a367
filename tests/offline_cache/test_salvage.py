"""What is brought from a damaged store and from its copy: the newer one says what has come to its end."""

from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from offline_cache.database import FILE_NAME
from offline_cache.entries import entries
from offline_cache.key_custody import key_of_store
from offline_cache.message import Outgoing
from offline_cache.pages import connect
from tests.offline_cache.samples import APPLIED_AT, application
from tests.offline_cache.test_store import large, opened


@pytest.mark.expects_log("It is moved aside", "the store was recovered")
@pytest.mark.parametrize("end", ["settled", "filed"])
def test_an_order_that_has_come_to_its_end_does_not_come_back_from_the_backup(store, end):
    """It would be filed once more, with another time: the journal is had from the wreck, an empty one as well."""
    draft = application(pages=1)
    with closing(opened(store)) as kept:
        kept.journal.open("P-1", "v", 2000, draft)
        kept.look_after(True)
        if end == "settled":
            kept.journal.settled("P-1")
        else:
            kept.outbox.accept(Outgoing(draft.id, "case", b"{}", "L-0412-0001", APPLIED_AT), settles_order="P-1")
        kept.backup._folder.rename(away := store / "away")  # the sweep of the next seconds never comes
    path = store / FILE_NAME
    image = bytearray(path.read_bytes())
    for page in range(4, len(image) // 4096):  # one page is lost, and the journal can be read
        rotten = bytearray(image)
        rotten[page * 4096 + 2000] ^= 4
        path.write_bytes(rotten)
        if away.exists():
            away.rename(store / "backup")
        with closing(opened(store)) as kept:
            if kept.recovery is None:
                continue
            assert kept.database.rows(
                "SELECT 1 FROM setting WHERE name GLOB 'recovery.had.*' AND value GLOB 'journal*'"
            )
            assert kept.journal.unsettled() == []
            return
    raise AssertionError


@pytest.mark.expects_log("It is moved aside", "the store was recovered")
@pytest.mark.parametrize("logged", [False, True])
def test_messages_come_back_though_the_page_that_leads_to_them_is_lost(store, logged):
    """Planted: `_bring_strays` left out; then none of them comes back. With `logged` the newest of one is in the log only."""
    with closing(opened(store)) as kept:
        messages = [application(pages=1, receipt_no=f"L-0412-{number:04}") for number in range(41)]
        for message in messages:
            kept.outbox.accept(message, settles_order=None)
        for message in messages[:5]:
            kept.outbox.acknowledged(message.id)
        kept.outbox.tidy()
        if logged:
            kept.outbox.mark_printed(messages[20].id)
        before = entries(kept.database, every=True)
        root = kept.database.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'outbox'")[0][0]
        path, log = kept.database.path, Path(f"{kept.database.path}-wal")
        image, newest = bytearray(path.read_bytes()), log.read_bytes()
        assert bool(newest) == logged
    image[(root - 1) * 4096 + 100] ^= 1
    path.write_bytes(image)
    log.write_bytes(newest)
    with closing(opened(store)) as kept:
        assert kept.recovery is not None
        assert sorted(map(repr, entries(kept.database, every=True))) == sorted(map(repr, before))
        assert kept.recovery.salvaged == kept.outbox.depth() == 36
        waiting = kept.outbox.due(APPLIED_AT)
        assert waiting is not None
        assert waiting.attachments[0].read()


def rotted(path: Path, wanted: str) -> None:
    """One page is lost, of the kind that `wanted` chooses from SQLite's own account of them."""
    with closing(connect(path, key_of_store(path))) as damaged:
        page = next(damaged.execute(f"SELECT pageno FROM dbstat WHERE {wanted} ORDER BY path"))[0]  # noqa: S608 - of this test
    image = bytearray(path.read_bytes())
    image[(page - 1) * 4096 + 2000] ^= 4
    path.write_bytes(image)


@pytest.mark.expects_log("It is moved aside", "the store was recovered")
@pytest.mark.parametrize(
    ("wanted", "at_least"),
    [
        ("name = 'attachment' AND pagetype = 'overflow'", 59),
        ("name = 'attachment' AND pagetype = 'overflow' AND path GLOB '/???+*'", 59),  # of a row high in the tree
        ("name = 'attachment' AND pagetype = 'leaf'", 25),
        ("name = 'outbox' AND pagetype = 'internal'", 60),
        ("name = 'outbox' AND pagetype = 'leaf'", 45),
        ("name = 'sqlite_autoindex_outbox_1'", 60),
        ("name = 'outbox_open'", 60),
        ("name = 'sqlite_schema'", 60),  # the first page
    ],
)
def test_one_page_that_is_lost_takes_no_more_with_it_than_lies_on_it(store, wanted, at_least):
    """Planted: files looked up by their id only; then the page of one file takes up to all the other messages with it."""
    with closing(opened(store)) as kept:
        sent = {}
        for number in range(60):
            identity = f"{Random(number).getrandbits(128):032x}"
            message = large(number) if number % 3 == 0 else application(pages=number % 2, message_id=identity)
            kept.outbox.accept(message, settles_order=None)
            sent[message.id] = [item.data for item in message.attachments]
    rotted(store / FILE_NAME, wanted)
    with closing(opened(store)) as kept:
        assert kept.recovery is not None
        assert at_least <= kept.outbox.depth() == kept.recovery.salvaged
        for entry in entries(kept.database):
            waiting = kept.outbox.due(APPLIED_AT, only=entry.id)
            assert waiting is not None
            assert [item.read() for item in waiting.attachments] == sent[entry.id]


@pytest.mark.expects_log("It is moved aside", "the store was recovered")
@pytest.mark.parametrize(
    ("wanted", "given_up"),
    [
        ("name = 'journal_attachment' AND pagetype = 'overflow'", True),
        ("name = 'journal' AND pagetype = 'overflow'", True),
        ("name = 'sqlite_autoindex_journal_1'", False),
        ("name = 'sqlite_autoindex_journal_attachment_1'", False),
    ],
)
def test_an_order_that_lost_its_application_is_given_up_and_not_forgotten(store, wanted, given_up):
    """Planted: the tables of orders taken as a whole or not at all; then nobody gives that money back."""
    draft = large(1)
    with closing(opened(store)) as kept:
        kept.journal.open("P-1", "v", 2000, Outgoing(draft.id, "case", bytes(9000), "L", APPLIED_AT, draft.attachments))
        kept.journal.open("P-2", "v", 3000, application(pages=1))
        kept.outbox.accept(application(), settles_order=None)
    rotted(store / FILE_NAME, wanted)
    with closing(opened(store)) as kept:
        found = {entry.order_no: entry for entry in kept.journal.unsettled()}
        assert {order: entry.amount_fen for order, entry in found.items()} == {"P-1": 2000, "P-2": 3000}
        lost = [order for order, entry in found.items() if not entry.wanted]
        assert len(lost) == int(given_up)
        assert [order for order, entry in found.items() if entry.draft is None] == lost
