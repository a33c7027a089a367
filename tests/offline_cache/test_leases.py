"""Who is sending what: leases, order within a case, and second chances."""

import errno
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import apsw
import pytest

from kiosk.protocol.outcome import Delivered, TryLater
from kiosk.sync.courier import Courier
from offline_cache.database import Database
from offline_cache.errors import EnclosureLost, StoreFailed
from offline_cache.message import Enclosure
from offline_cache.outbox import LONGEST_WAIT, Outbox
from tests.kiosk.sync.test_outbox_model import PlatformInMemory
from tests.offline_cache.samples import APPLIED_AT, application, queue

NOW = APPLIED_AT + timedelta(minutes=1)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return queue(database, lambda: NOW)


def taken(outbox: Outbox, seconds: float = 0) -> str | None:
    queued = outbox.take(NOW + timedelta(seconds=seconds))
    return queued.id if queued is not None else None


def test_what_was_taken_is_nobody_elses_until_its_lease_ends(outbox):
    first, second = application(), application()
    outbox.accept(first, settles_order=None)
    outbox.accept(second, settles_order=None)
    assert (taken(outbox), taken(outbox), taken(outbox)) == (first.id, second.id, None)
    assert outbox.take(NOW, only=first.id) is None
    assert (outbox.depth(), outbox.is_waiting(first.id), outbox.until_next(NOW)) == (2, True, 300.0)
    assert taken(outbox, LONGEST_WAIT.total_seconds()) == first.id


@pytest.mark.parametrize("jump", [timedelta(days=3650), timedelta(days=-3650)])
def test_no_jump_of_the_clock_makes_a_lease_longer(outbox, jump):
    message = application()
    outbox.accept(message, settles_order=None)
    assert taken(outbox) == message.id
    outbox.due(NOW + jump)
    assert outbox.take(NOW + jump + LONGEST_WAIT) is not None


def test_a_new_start_takes_up_what_the_last_one_was_sending(outbox, database):
    message = application()
    outbox.accept(message, settles_order=None)
    outbox.postpone(message.id, NOW)
    assert taken(outbox) == message.id
    again = queue(database, lambda: NOW)
    assert taken(again) is None  # `kioskctl` opens the store too, and must not
    again.give_back_all()
    queued = again.take(NOW)
    assert queued is not None
    assert (queued.id, queued.tries) == (message.id, 1)


def test_what_was_not_tried_is_given_back_as_it_was(outbox):
    message = application()
    outbox.accept(message, settles_order=None)
    taken(outbox)
    outbox.give_back(message.id)
    queued = outbox.take(NOW)
    assert queued is not None
    assert queued.tries == 0


def test_a_free_way_does_not_take_a_message_from_whoever_sends_it(outbox):
    message, other = application(), application()
    outbox.accept(message, settles_order=None)
    outbox.accept(other, settles_order=None)
    taken(outbox)
    outbox.postpone(other.id, NOW + timedelta(seconds=60))
    outbox.retry_all()
    assert (taken(outbox), taken(outbox)) == (other.id, None)


def test_messages_of_one_case_keep_their_order_and_hold_up_nobody_else(outbox):
    first, supplement, other = application(), application(), application()
    outbox.accept(first, settles_order=None)
    outbox.accept(supplement, settles_order=None, after=first.id)
    outbox.accept(other, settles_order=None)
    outbox.postpone(first.id, NOW + timedelta(seconds=60))
    assert (taken(outbox), taken(outbox), taken(outbox, 59)) == (other.id, None, None)
    assert outbox.take(NOW, only=supplement.id) is None
    assert outbox.until_next(NOW) == 60.0
    assert taken(outbox, 60) == first.id
    assert taken(outbox, 60) is None
    outbox.acknowledged(first.id)
    assert taken(outbox, 60) == supplement.id


@pytest.mark.parametrize("ends", [Outbox.acknowledged, lambda outbox, one: outbox.refused(one, "422")])
def test_what_follows_a_message_goes_once_that_has_come_to_an_end(outbox, ends):
    first, supplement = application(), application()
    outbox.accept(first, settles_order=None)
    outbox.accept(supplement, settles_order=None, after=first.id)
    ends(outbox, first.id)
    assert taken(outbox) == supplement.id


def test_what_was_set_aside_gets_a_second_chance_with_everything_it_had(outbox):
    one, other = application(pages=2), application()
    for message in (one, other):
        outbox.accept(message, settles_order=None)
        outbox.refused(message.id, "422")
    assert (outbox.retry("0" * 32), outbox.retry(one.id), outbox.depth()) == (0, 1, 1)
    queued = outbox.take(NOW)
    assert queued is not None
    assert (queued.body, queued.tries) == (one.body, 0)
    assert [item.read() for item in queued.attachments] == [item.data for item in one.attachments]
    assert (outbox.retry(), outbox.dead()) == (1, [])


def test_a_late_word_changes_nothing_that_has_come_to_an_end(outbox):
    message = application()
    outbox.accept(message, settles_order=None)
    outbox.acknowledged(message.id, case_no="B1")
    outbox.postpone(message.id, NOW)
    outbox.refused(message.id, "422")
    outbox.give_back(message.id)
    assert (outbox.depth(), outbox.dead(), outbox.retry()) == (0, [], 0)


def test_a_small_file_that_is_gone_is_said_to_be(outbox, database):
    outbox.accept(application(pages=1), settles_order=None)
    queued = outbox.take(NOW)
    assert queued is not None
    with database.transaction() as transaction:
        transaction.execute("DELETE FROM attachment")
    with pytest.raises(EnclosureLost):
        queued.attachments[0].read()


@pytest.mark.parametrize("pages", [1, 5])
def test_a_file_that_cannot_be_read_just_now_sets_no_message_aside(database, monkeypatch, pages):
    """No more files may be opened, the disk fails once: the message waits, and goes when that has passed."""
    outbox, platform = queue(database, lambda: NOW), PlatformInMemory()
    message = application()
    page = Enclosure.of(random.Random(1).randbytes(pages * 20_000), "image/jpeg")
    outbox.accept(replace(message, attachments=(page,)), settles_order=None)
    courier = Courier(platform, outbox, lambda: NOW)
    platform.fate = "delivered"
    queued = outbox.take(NOW)
    assert queued is not None
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", Mock(side_effect=OSError(errno.EMFILE, "too many")))
        patched.setattr(database, "_connection", Mock(execute=Mock(side_effect=apsw.IOError("sector"))))
        with pytest.raises(StoreFailed) as failed:
            queued.attachments[0].read()
    assert not isinstance(failed.value, EnclosureLost)
    late = replace(queued, attachments=(replace(queued.attachments[0], read=Mock(side_effect=failed.value)),))
    assert isinstance(courier.deliver(late), TryLater)
    assert (outbox.dead(), outbox.depth()) == ([], 1)
    outbox.retry_all()
    again = outbox.take(NOW)
    assert again is not None
    assert isinstance(courier.deliver(again), Delivered)


def test_a_report_goes_like_everything_else(outbox):
    report = replace(application(), kind="report", receipt_no="")
    outbox.accept(report, settles_order=None)
    queued = outbox.take(NOW)
    assert queued is not None
    assert (queued.kind, outbox.unprinted()) == ("report", [])
