from dataclasses import replace
from datetime import timedelta

import pytest

from offline_cache.database import Database
from offline_cache.errors import StoreFailed
from offline_cache.message import Enclosure, Outgoing
from offline_cache.outbox import _DUE, _DUE_ONLY, _FRESH, _NEXT, _TOO_LONG, LONGEST_WAIT, Outbox, Queued
from tests.offline_cache.samples import APPLIED_AT, application, queue, rating

NOW = APPLIED_AT + timedelta(minutes=1)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return queue(database, lambda: NOW)


def whole(queued: Queued | None) -> Outgoing:
    """What the platform would get; the type of a file is known inside the sealed body only."""
    assert queued is not None
    files = tuple(Enclosure.of(item.read(), "image/jpeg") for item in queued.attachments)
    return Outgoing(queued.id, queued.kind, queued.body, queued.receipt_no, queued.applied_at, files)


def test_the_oldest_goes_first_with_its_attachments(outbox):
    first, second = application(pages=2), rating()
    outbox.accept(first, settles_order=None)
    outbox.accept(second, settles_order=None)
    assert outbox.depth() == 2
    queued = outbox.due(NOW)
    assert queued is not None
    assert (whole(queued), queued.tries) == (first, 0)
    assert whole(outbox.due(NOW, only=second.id)) == second


def test_the_same_message_accepted_again_changes_nothing(outbox):
    message = application(pages=1)
    outbox.accept(message, settles_order=None)
    outbox.accept(message, settles_order=None)
    assert outbox.depth() == 1


def test_an_id_never_gets_another_body(outbox):
    message = application()
    outbox.accept(message, settles_order=None)
    with pytest.raises(ValueError, match="another body"):
        outbox.accept(replace(message, body=b"{}"), settles_order=None)
    assert whole(outbox.due(NOW)) == message


def test_an_attachment_must_be_what_its_hash_says(outbox):
    wrong = Enclosure("0" * 64, "image/jpeg", b"page")
    with pytest.raises(ValueError, match="hash"):
        outbox.accept(replace(application(), attachments=(wrong,)), settles_order=None)
    assert outbox.depth() == 0


def test_a_naive_time_is_refused(outbox):
    with pytest.raises(ValueError, match="aware"):
        outbox.accept(replace(application(), applied_at=APPLIED_AT.replace(tzinfo=None)), settles_order=None)


def test_acknowledgement_erases_body_and_attachments(outbox, database):
    message = application(pages=2)
    outbox.accept(message, settles_order=None)
    outbox.acknowledged(message.id, case_no="B20260302001")
    assert outbox.due(NOW) is None
    assert outbox.depth() == 0
    assert database.rows("SELECT state, body, case_no, sha256 FROM outbox") == [
        ("sent", None, "B20260302001", message.sha256)
    ]
    assert database.rows("SELECT * FROM attachment") == []


def test_a_postponed_message_lets_the_others_pass_and_comes_back(outbox):
    first, second = application(), application()
    outbox.accept(first, settles_order=None)
    outbox.accept(second, settles_order=None)
    outbox.postpone(first.id, NOW + timedelta(seconds=30))
    assert whole(outbox.due(NOW)) == second
    outbox.acknowledged(second.id)
    assert outbox.due(NOW + timedelta(seconds=29)) is None
    assert outbox.until_next(NOW) == 30.0
    queued = outbox.due(NOW + timedelta(seconds=30))
    assert (whole(queued), queued.tries) == (first, 1)


def test_a_free_way_makes_everything_due_afresh(outbox):
    message = application()
    outbox.accept(message, settles_order=None)
    outbox.postpone(message.id, NOW + timedelta(seconds=300))
    outbox.retry_all()
    assert outbox.due(NOW).tries == 0


@pytest.mark.parametrize("jump", [timedelta(days=3650), timedelta(days=-3650), timedelta(hours=-1)])
def test_a_jump_of_the_clock_costs_five_minutes_at_most(outbox, jump):
    message = application()
    outbox.accept(message, settles_order=None)
    outbox.postpone(message.id, NOW + timedelta(seconds=200))
    outbox.due(NOW + jump)
    assert whole(outbox.due(NOW + jump + LONGEST_WAIT)) == message


def test_a_clock_that_was_wrong_before_the_start_is_made_good_at_the_start(database, outbox):
    message = application()
    outbox.accept(message, settles_order=None)
    outbox.postpone(message.id, NOW + timedelta(days=3650))
    queue(database, lambda: NOW)
    assert database.rows("SELECT next_at FROM outbox") == [((NOW + LONGEST_WAIT).timestamp(),)]
    assert whole(outbox.due(NOW + LONGEST_WAIT)) == message


def test_a_refused_message_is_set_aside_whole(outbox, database):
    message = application(pages=1)
    outbox.accept(message, settles_order=None)
    outbox.refused(message.id, "422 about:blank unknown matter")
    assert (outbox.depth(), outbox.due(NOW)) == (0, None)
    (dead,) = outbox.dead()
    assert (dead.id, dead.receipt_no, dead.problem) == (message.id, "L-0412-0001", "422 about:blank unknown matter")
    assert database.rows("SELECT body FROM outbox") == [(message.body,)]
    assert len(database.rows("SELECT 1 FROM attachment")) == 1


def test_a_receipt_that_never_came_out_is_remembered_after_delivery_too(outbox):
    first, second = application(), application(receipt_no="L-0412-0002")
    for message in (first, second, rating()):
        outbox.accept(message, settles_order=None)
    outbox.acknowledged(first.id, case_no="B1")
    outbox.mark_printed(second.id)
    (forgotten,) = outbox.unprinted()
    assert (forgotten.id, forgotten.receipt_no, forgotten.applied_at, forgotten.case_no) == (
        first.id,
        "L-0412-0001",
        APPLIED_AT,
        "B1",
    )


def test_age_of_the_oldest_is_never_negative(outbox):
    assert outbox.oldest_age(NOW) is None
    outbox.accept(application(), settles_order=None)
    assert outbox.oldest_age(NOW) == timedelta(minutes=1)
    assert outbox.oldest_age(APPLIED_AT - timedelta(days=1)) == timedelta(0)


def test_remains_go_after_their_time_and_waiting_messages_never(outbox):
    sent, waiting = application(), application()
    outbox.accept(sent, settles_order=None)
    outbox.accept(waiting, settles_order=None)
    outbox.acknowledged(sent.id)
    outbox.forget_sent(NOW)
    assert len(outbox.unprinted()) == 2
    outbox.forget_sent(NOW + timedelta(days=3650))
    assert [left.id for left in outbox.unprinted()] == [waiting.id]


def test_a_full_disk_accepts_nothing_and_loses_nothing(outbox, database):
    first = application(pages=1)
    outbox.accept(first, settles_order=None)
    database.scrub()
    ((pages,),) = database.rows("PRAGMA page_count")
    database._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFailed, match="FullError"):
        outbox.accept(application(pages=5), settles_order=None)
    assert [whole(outbox.due(NOW))] == [first]
    outbox.acknowledged(first.id)
    assert outbox.depth() == 0


@pytest.mark.parametrize(
    ("sql", "parameters"), [(_FRESH, ()), (_DUE, (0.0,)), (_DUE_ONLY, (0.0, "x")), (_NEXT, ()), (_TOO_LONG, (0.0,))]
)
def test_looking_for_due_messages_never_walks_through_those_sent(database, sql, parameters):
    plan = str(database.rows(f"EXPLAIN QUERY PLAN {sql}", parameters))
    assert "INDEX" in plan
    assert "SCAN outbox'" not in plan


def test_no_repr_shows_a_citizen(outbox):
    message = application(pages=1)
    outbox.accept(message, settles_order=None)
    shown = repr(message) + repr(message.attachments) + repr(outbox.due(NOW)) + repr(outbox.unprinted())
    assert "990101" not in shown
    assert "测试员" not in shown
