from contextlib import closing

import pytest

from offline_cache.database import Database
from offline_cache.sequence import Sequence


def test_numbers_go_on_after_a_restart_and_each_kiosk_counts_alone(store):
    with closing(Database.open(store)) as database:
        sequence = Sequence(database)
        first = [sequence.next_receipt_no("0412"), sequence.next_receipt_no("0412"), sequence.next_receipt_no("0413")]
    with closing(Database.open(store)) as database:
        after = Sequence(database).next_receipt_no("0412")
    assert [*first, after] == ["L-0412-0001", "L-0412-0002", "L-0413-0001", "L-0412-0003"]


def test_the_number_grows_beyond_four_digits(database):
    with database.transaction() as transaction:
        transaction.execute("INSERT INTO counter VALUES ('receipt:0412', 9999)")
    assert Sequence(database).next_receipt_no("0412") == "L-0412-10000"


def test_a_strange_kiosk_number_is_refused(database):
    with pytest.raises(ValueError, match="kiosk number"):
        Sequence(database).next_receipt_no("a/b")
