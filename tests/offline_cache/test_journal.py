from contextlib import closing

import pytest

from offline_cache.database import Database
from offline_cache.journal import Journal, JournalEntry
from tests.offline_cache.samples import application, queue


def test_a_paid_visit_is_found_whole_after_a_restart(store):
    draft = application(pages=2)
    with closing(Database.open(store)) as database:
        Journal(database).open("P-1", "visit-1", 2000, draft)
    with closing(Database.open(store)) as database:
        assert Journal(database).unsettled() == [JournalEntry("P-1", "visit-1", 2000, wanted=True, draft=draft)]


def test_leaving_drops_the_application_and_keeps_the_order(database):
    journal = Journal(database)
    journal.open("P-1", "visit-1", 2000, application(pages=1))
    journal.mark_unwanted("P-1")
    assert journal.unsettled() == [JournalEntry("P-1", "visit-1", 2000, wanted=False, draft=None)]
    assert database.rows("SELECT * FROM journal_attachment") == []
    journal.settled("P-1")
    assert journal.unsettled() == []


def test_the_draft_of_one_order_is_found_among_others_until_it_is_unwanted(database):
    journal, first, second = Journal(database), application(pages=1), application(pages=2)
    journal.open("P-1", "visit-1", 2000, first)
    journal.open("P-2", "visit-2", 2000, second)
    assert (journal.draft_of("P-1"), journal.draft_of("P-2")) == (first, second)
    assert journal.draft_of("P-3") is None
    journal.mark_unwanted("P-2")
    assert journal.draft_of("P-2") is None


def test_accepting_the_application_ends_its_order(database):
    journal, outbox, draft = Journal(database), queue(database), application(pages=1)
    journal.open("P-1", "visit-1", 2000, draft)
    outbox.accept(draft, settles_order="P-1")
    assert journal.unsettled() == []
    assert outbox.depth() == 1
    assert database.rows("SELECT * FROM journal_attachment") == []


def test_other_orders_of_an_accepted_application_are_to_be_given_back(database):
    journal, outbox, draft = Journal(database), queue(database), application(pages=1)
    journal.open("P-1", "visit-1", 2000, draft)
    journal.open("P-2", "visit-1", 2000, draft)
    outbox.accept(draft, settles_order="P-2")
    assert journal.unsettled() == [JournalEntry("P-1", "visit-1", 2000, wanted=False, draft=None)]


def test_a_refused_acceptance_leaves_the_order_open(database):
    journal, outbox, draft = Journal(database), queue(database), application()
    outbox.accept(application(message_id=draft.id, receipt_no="x"), settles_order=None)
    journal.open("P-1", "visit-1", 2000, draft)
    with database.transaction() as transaction:
        transaction.execute("UPDATE outbox SET sha256 = ?", ("0" * 64,))
    with pytest.raises(ValueError, match="another body"):
        outbox.accept(draft, settles_order="P-1")
    assert [entry.order_no for entry in journal.unsettled()] == ["P-1"]


def test_an_order_number_is_used_once(database):
    journal = Journal(database)
    journal.open("P-1", "visit-1", 2000, application(pages=1))
    with pytest.raises(ValueError, match="used before"):
        journal.open("P-1", "visit-2", 2000, application(pages=1))
    assert [entry.visit_id for entry in journal.unsettled()] == ["visit-1"]
