"""What is brought from a damaged store and from its copy: the newer one says what has come to its end."""

from contextlib import closing

import pytest

from offline_cache.database import FILE_NAME
from offline_cache.message import Outgoing
from tests.offline_cache.samples import APPLIED_AT, application
from tests.offline_cache.test_store import opened


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
