"""The departments know the very people whose cards lie beside the bench."""

import pytest

from central.government.register import known_of
from devices.bench.people import PEOPLE, Person


@pytest.mark.parametrize("person", PEOPLE.values(), ids=lambda person: person.key)
def test_every_person_of_the_bench_is_known_under_the_name_on_the_card(person: Person) -> None:
    known = known_of(person.card.number)
    assert known is not None
    assert known.name == person.card.name
    assert known.insurance is not None


def test_nobody_else_is() -> None:
    assert known_of("990101190001010000") is None
