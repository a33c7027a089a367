"""Who hears of a card, and how often; and that nobody ever gets somebody else's."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Event, Timer
from typing import Any

import pytest

from devices.api.errors import DeviceFault
from devices.api.id_card_reader import CardKind
from devices.supervisor import Supervisor
from kiosk.clock import Delays
from kiosk.matters.model import HolderKind
from kiosk.services.identity import IdentityService, holder_of
from kiosk.visit.effects import AwaitReturn, ReadCard
from kiosk.visit.events import CardFound, CardRead, CardTaken, Failed
from tests.kiosk.fake_clock import FakeClock, until
from tests.kiosk.services.bystanders import Hearer
from tests.kiosk.services.scripted_reader import CARD, ScriptedReader
from tests.kiosk.visit.journeys import arrival

TODAY = date(2026, 11, 22)
QUIET_S = 0.15
"""Many looks of the service: what nobody has been told by then, nobody is going to be told"""


@pytest.fixture
def reader() -> ScriptedReader:
    return ScriptedReader()


@pytest.fixture
def supervisor(reader: ScriptedReader) -> Iterator[Supervisor[Any]]:
    made = Supervisor(
        "id_card_reader", lambda: reader, no_answer=DeviceFault.READER_NO_ANSWER, check_every_s=0.02, backoff_s=(0.02,)
    )
    yield made
    made.close()


@pytest.fixture
def service(supervisor: Supervisor[Any], clock: FakeClock, delays: Delays) -> Iterator[IdentityService]:
    made = IdentityService(supervisor, clock=clock, delays=delays)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def citizen() -> Hearer:
    return Hearer()


def read(name: str = CARD.name) -> CardRead:
    return CardRead(holder_of(replace(CARD, name=name), TODAY), TODAY)


def test_a_card_that_is_laid_down_is_read(service, reader, citizen):
    service.await_card("visit", citizen)
    assert until(lambda: reader.looks)
    assert citizen.events == []
    reader.card = CARD
    assert citizen.hears(read())
    assert service.card_present


def test_the_effect_waits_for_its_own_visit(service, reader, citizen):
    reader.card = CARD
    service.carry(arrival(), ReadCard(), citizen)
    assert citizen.hears(read())


def test_nobody_asks_the_reader_while_nobody_wants_a_card(service, reader):
    reader.card = CARD
    assert service.card_present is False
    assert not until(lambda: reader.looks, QUIET_S)


def test_it_is_read_once(service, reader, citizen):
    reader.card = CARD
    service.await_card("visit", citizen)
    assert citizen.hears(read())
    assert not until(lambda: len(citizen.events) > 1, QUIET_S)


def test_the_civil_date_is_that_of_china(supervisor, reader, citizen, delays):
    service = IdentityService(supervisor, clock=FakeClock(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)), delays=delays)
    service.start()
    reader.card = CARD
    service.await_card("visit", citizen)
    assert until(lambda: citizen.of(CardRead))
    service.stop()
    assert citizen.of(CardRead)[0].today == date(2026, 11, 23)


# ---------------------------------------------------------------- troubles


def test_every_bad_card_is_news_and_the_next_one_is_waited_for(service, reader, citizen):
    reader.bad_card = DeviceFault.CARD_UNREADABLE
    reader.card = CARD
    service.await_card("visit", citizen)
    assert until(lambda: len(citizen.of(Failed)) >= 2)
    reader.bad_card = None
    assert until(lambda: citizen.of(CardRead))
    assert set(citizen.of(Failed)) == {Failed("ReadCard", "card.unreadable")}


@pytest.mark.expects_log("id_card_reader is lost")
def test_a_reader_that_stays_down_is_said_once_and_its_return_is_not_waited_for_in_vain(service, reader, citizen):
    service.await_card("visit", citizen)
    assert until(lambda: reader.looks)
    reader.lost = True
    assert citizen.hears(Failed("ReadCard", "reader.lost"))
    service.await_card("visit", citizen)  # what the visit does after each trouble
    assert not until(lambda: len(citizen.events) > 1, QUIET_S)
    reader.card, reader.lost = CARD, False
    assert citizen.hears(Failed("ReadCard", "reader.lost"), read())


@pytest.mark.expects_log("id_card_reader is lost")
def test_a_reader_that_comes_back_and_is_lost_again_is_news_again(service, reader, citizen):
    reader.lost = True
    service.await_card("visit", citizen)
    assert citizen.hears(Failed("ReadCard", "reader.lost"))
    reader.lost = False
    looks = len(reader.looks)
    assert until(lambda: len(reader.looks) > looks + 1)
    reader.lost = True
    assert citizen.hears(*[Failed("ReadCard", "reader.lost")] * 2)


@pytest.mark.expects_log("id_card_reader is lost")
def test_what_the_lobby_was_told_the_visit_has_not_heard(service, reader, citizen):
    lobby = Hearer()
    reader.lost = True
    service.await_card("lobby", lobby)
    assert lobby.hears(Failed("ReadCard", "reader.lost"))
    service.await_card("visit", citizen)
    assert citizen.hears(Failed("ReadCard", "reader.lost"))


def test_however_fast_it_is_asked_again_the_reader_is_asked_at_its_own_pace(supervisor, reader, clock):
    service = IdentityService(supervisor, clock=clock, delays=Delays(card_poll=0.05))
    service.start()
    reader.bad_card, reader.card = DeviceFault.CARD_UNREADABLE, CARD

    def again(event: object) -> None:
        if isinstance(event, Failed):
            Timer(0.01, service.await_card, ("visit", again)).start()

    service.await_card("visit", again)
    assert until(lambda: len(reader.looks) >= 6)
    service.stop()
    gaps = [later - earlier for earlier, later in itertools.pairwise(reader.looks)]
    assert min(gaps) >= 0.045, "readers must not be asked faster (devices.md 1.7)"


# ---------------------------------------------------------------- taking the card away


def test_the_card_counts_as_taken_when_it_was_missed_three_times_in_a_row(service, reader, citizen):
    reader.card = CARD
    service.await_card("visit", citizen)
    assert citizen.hears(read())
    reader.presences = [False, False, True, False, False, True]
    assert until(lambda: reader.presences == [])
    assert not until(lambda: len(citizen.events) > 1, QUIET_S)
    reader.card = None
    assert citizen.hears(read(), CardTaken())
    assert not service.card_present


def test_missing_it_twice_is_not_enough(service, reader, citizen):
    reader.card = CARD
    service.await_card("visit", citizen)
    assert citizen.hears(read())
    reader.presences = [False, False, *[True] * 5]
    assert until(lambda: reader.presences == [])
    assert citizen.events == [read()]


def test_the_next_card_is_read_after_the_first_was_lifted(service, reader, citizen):
    reader.card = CARD
    service.await_card("visit", citizen)
    assert citizen.hears(read())
    reader.card = None
    assert citizen.hears(read(), CardTaken())
    service.await_card("visit", citizen)
    reader.card = replace(CARD, name="李秀英")
    assert citizen.hears(read(), CardTaken(), read("李秀英"))


# ---------------------------------------------------------------- putting it back


def lifted(service, reader, citizen):
    """A visit whose card has just been lifted, and which waits for it."""
    visit = arrival()
    reader.card = CARD
    service.await_card(visit.id, citizen)
    assert citizen.hears(read())
    reader.card = None
    assert citizen.hears(read(), CardTaken())
    service.await_return(visit, AwaitReturn(), citizen)
    return visit


def test_a_card_that_is_put_back_is_read_whole_and_missed_again(service, reader, citizen):
    lifted(service, reader, citizen)
    reader.card = CARD
    assert citizen.hears(read(), CardTaken(), CardFound(), read())
    reader.card = None
    assert citizen.hears(read(), CardTaken(), CardFound(), read(), CardTaken())


def test_another_card_is_read_and_left_to_the_visit_to_judge(service, reader, citizen):
    lifted(service, reader, citizen)
    reader.card = replace(CARD, name="李秀英")
    assert citizen.hears(read(), CardTaken(), CardFound(), read("李秀英"))


def test_a_card_that_cannot_be_read_when_it_is_put_back_is_said_each_time(service, reader, citizen):
    visit = lifted(service, reader, citizen)
    reader.card, reader.bad_card = CARD, DeviceFault.READER_NO_ANSWER
    moved = Failed("AwaitReturn", "reader.no_answer")
    assert until(lambda: citizen.of(Failed) == [moved])
    service.await_return(visit, AwaitReturn(), citizen)
    assert until(lambda: len(citizen.of(Failed)) >= 2), "whoever hears that a card was found hears what became of it"
    assert len(citizen.of(CardFound)) - len(citizen.of(Failed)) in (0, 1)


def test_a_visit_that_ends_meanwhile_waits_no_longer_and_the_card_is_nobodys(service, reader, citizen):
    visit = lifted(service, reader, citizen)
    service.forget(visit.id)
    reader.card = CARD
    assert not until(lambda: len(citizen.events) > 2, QUIET_S)


# ---------------------------------------------------------------- one after the other


def test_a_card_left_behind_is_said_once_and_not_read_for_the_next(service, reader, citizen):
    first = Hearer()
    reader.card = CARD
    service.await_card("first", first)
    assert first.hears(read())
    service.forget("first")
    service.await_card("second", citizen)
    assert citizen.hears(Failed("ReadCard", "card.left"))
    service.await_card("second", citizen)
    assert not until(lambda: len(citizen.events) > 1, QUIET_S)
    reader.card = None
    assert until(lambda: not service.card_present)
    assert citizen.hears(Failed("ReadCard", "card.left"), CardTaken())
    reader.card = replace(CARD, name="李秀英")
    assert citizen.hears(Failed("ReadCard", "card.left"), CardTaken(), read("李秀英"))
    assert first.events == [read()], "who has gone hears nothing"


def test_ones_own_refused_card_is_not_somebody_elses(service, reader, citizen):
    """An expired card is read, refused, and another one waited for: the sentence of the refusal has to stay."""
    reader.card = CARD
    service.await_card("visit", citizen)
    assert citizen.hears(read())
    service.await_card("visit", citizen)
    assert not until(lambda: len(citizen.events) > 1, QUIET_S)
    reader.card = None
    assert citizen.hears(read(), CardTaken())
    reader.card = replace(CARD, name="李秀英")
    assert citizen.hears(read(), CardTaken(), read("李秀英"))


def test_who_leaves_in_mid_read_gets_nothing_and_the_card_is_nobodys(service, reader, citizen):
    first = Hearer()
    reader.card, reader.hesitates = CARD, Event()
    service.await_card("first", first)
    assert reader.in_read.wait(5)
    service.forget("first")
    service.await_card("second", citizen)
    reader.hesitates.set()
    assert citizen.hears(Failed("ReadCard", "card.left"))
    assert first.events == []


def test_who_asks_again_in_mid_read_gets_the_card(service, reader, citizen):
    reader.card, reader.hesitates = CARD, Event()
    service.await_card("visit", citizen)
    assert reader.in_read.wait(5)
    service.await_card("visit", citizen)
    reader.hesitates.set()
    assert citizen.hears(read())


def test_who_begins_a_visit_while_their_card_is_being_read_gets_it(service, reader, citizen):
    """Laid in the moment of going on: it is theirs, and they are not told that somebody left it there."""
    lobby = Hearer()
    reader.card, reader.hesitates = CARD, Event()
    service.await_card("lobby", lobby)
    assert reader.in_read.wait(5)
    service.forget("lobby")
    service.await_card("visit", citizen)
    reader.hesitates.set()
    assert citizen.hears(read())
    assert lobby.events == []


def test_the_newest_asker_gets_the_card(service, reader, citizen):
    first = Hearer()
    service.await_card("lobby", first)
    assert until(lambda: reader.looks)
    service.await_card("visit", citizen)
    looks = len(reader.looks)
    assert until(lambda: len(reader.looks) > looks + 1)
    reader.card = CARD
    assert citizen.hears(read())
    assert first.events == []


def test_forgetting_one_leaves_the_other_waiting(service, reader, citizen):
    service.await_card("visit", citizen)
    service.forget("another")
    reader.card = CARD
    assert citizen.hears(read())
    service.forget("another")
    reader.card = None
    assert citizen.hears(read(), CardTaken())


def test_forgetting_stops_the_looking(service, reader, citizen):
    service.await_card("visit", citizen)
    assert until(lambda: reader.looks)
    service.forget("visit")
    looks = len(reader.looks)
    assert not until(lambda: len(reader.looks) > looks + 1, QUIET_S)
    reader.card = CARD
    assert not until(lambda: citizen.events, QUIET_S)


def test_a_card_that_is_handed_over_is_missed_by_its_new_owner(service, reader, citizen):
    lobby = Hearer()
    reader.card = CARD
    service.await_card("lobby", lobby)
    assert lobby.hears(read())
    service.hand_over("visit", citizen)
    service.forget("lobby")
    reader.card = None
    assert citizen.hears(CardTaken())
    assert lobby.events == [read()]


def test_a_card_that_has_just_been_taken_is_not_handed_over_but_said_to_be_gone(service, reader, citizen):
    service.hand_over("visit", citizen)
    first = Hearer()
    reader.card = CARD
    service.await_card("first", first)
    assert first.hears(read())
    reader.card = None
    assert first.hears(read(), CardTaken())
    assert citizen.events == [CardTaken()]


# ---------------------------------------------------------------- what is kept of a card


@pytest.mark.parametrize(
    ("birth", "age"), [(date(1985, 11, 22), 41), (date(1985, 11, 23), 40), (date(1985, 11, 21), 41), (TODAY, 0)]
)
def test_age_in_full_years(birth, age):
    assert holder_of(replace(CARD, birth=birth), TODAY).age == age


def test_who_was_born_on_the_29th_of_february_is_a_year_older_in_march():
    card = replace(CARD, birth=date(2004, 2, 29))
    assert [holder_of(card, day).age for day in (date(2026, 2, 28), date(2026, 3, 1))] == [21, 22]


def test_the_newest_address_counts():
    assert holder_of(replace(CARD, added_address="新路1号"), TODAY).address == "新路1号"
    assert holder_of(CARD, TODAY).address == CARD.address


def test_every_kind_of_card_has_its_kind_of_holder():
    kinds = {holder_of(replace(CARD, kind=kind), TODAY).kind for kind in CardKind}
    assert kinds == set(HolderKind)
