"""Floors only rise, and survive whatever happens to the release cache."""

import pytest

from offline_cache.database import Database
from offline_cache.errors import StoreFailed
from offline_cache.floors import Floors


def test_they_only_rise(database):
    floors = Floors(database)
    assert floors.of("snapshot") == 0
    floors.raise_to({"snapshot": 7, "one": 3})
    floors.raise_to({"snapshot": 5, "one": 4})
    assert (floors.of("snapshot"), floors.of("one")) == (7, 4)


def test_what_lies_under_them_is_named(database):
    floors = Floors(database)
    floors.raise_to({"snapshot": 7, "one": 3})
    assert floors.below({"snapshot": 6, "one": 3, "two": 0}) == {"snapshot": 7}
    assert floors.below({"snapshot": 7}) == {}


def test_they_are_there_after_a_restart(database, store):
    Floors(database).raise_to({"snapshot": 7})
    database.close()
    again = Database.open(store)
    assert Floors(again).of("snapshot") == 7
    again.close()


def test_nothing_to_raise_writes_nothing(database, monkeypatch):
    floors = Floors(database)
    floors.raise_to({"snapshot": 7})

    def full(_self: object) -> None:
        raise StoreFailed("full")

    monkeypatch.setattr(Database, "transaction", full)
    floors.raise_to({"snapshot": 7})
    floors.raise_to({})
    with pytest.raises(StoreFailed):
        floors.raise_to({"snapshot": 8})
