"""The four kinds of card, from the bytes off the wire to whether a matter serves their holder."""

from dataclasses import replace
from datetime import date

import pytest

from devices.bench.people import PEOPLE
from devices.codecs.sam_v_text import decode_text, encode_text
from kiosk.matters.model import HolderKind
from kiosk.matters.plan import Step
from kiosk.services.identity import holder_of
from kiosk.visit.events import CardRead
from kiosk.visit.machine import handle
from kiosk.visit.state import Holder, Trouble
from tests.kiosk.visit.journeys import visit_at
from tests.kiosk.visit.people import CARD_REPLACEMENT

TODAY = date(2026, 3, 2)
BY_KIND = {
    HolderKind.CITIZEN: "wang",
    HolderKind.HMT_RESIDENT: "hk",
    HolderKind.FOREIGN_PR_2017: "jones",
    HolderKind.FOREIGN_PR_2023: "smith",
}


def holder(kind: HolderKind) -> Holder:
    return holder_of(decode_text(encode_text(PEOPLE[BY_KIND[kind]].card)), TODAY)


@pytest.mark.parametrize("served", HolderKind)
@pytest.mark.parametrize("laid", HolderKind)
def test_a_matter_serves_the_kinds_it_names_and_no_other(served: HolderKind, laid: HolderKind) -> None:
    matter = CARD_REPLACEMENT.model_copy(update={"holders": (served,)})
    visit = replace(visit_at(Step.IDENTIFY), matter=matter)
    person = holder(laid)
    assert person.kind is laid
    after, _ = handle(visit, CardRead(person, TODAY))
    assert (after.holder == person) is (served is laid)
    assert (after.trouble == Trouble("card.kind_not_served")) is (served is not laid)


@pytest.mark.parametrize("kind", HolderKind)
def test_name_number_birth_and_validity_come_through(kind: HolderKind) -> None:
    card, person = PEOPLE[BY_KIND[kind]].card, holder(kind)
    told = (person.name, person.number, person.birth, person.sex, person.valid_to, person.nationality)
    assert told == (card.name, card.number, card.birth, card.sex, card.valid_to, card.nationality)


def test_without_an_end_a_card_is_valid_for_ever_and_the_newest_address_counts() -> None:
    li = PEOPLE["li"].card
    person = holder_of(replace(decode_text(encode_text(li)), added_address=li.added_address), TODAY)
    assert person.valid_to is None
    assert person.address == li.added_address != li.address
