"""Card first: whose card lies there, and what becomes of it."""

import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.api.id_card_reader import CardKind, IdCard, IdCardReader
from devices.supervisor import Supervisor
from kiosk.clock import Delays, SystemClock
from kiosk.services.identity import LEFT, LOBBY, IdentityService
from kiosk.visit.events import BackTapped, CardRead, CardTaken, Event, Failed
from tests.kiosk.visit.people import CARD_REPLACEMENT, CHILD, EXPIRED, TODAY, WANG
from ui.lobby import Lobby
from ui.reception import Reception

CARD_OF_WANG = IdCard(
    kind=CardKind.CITIZEN,
    name=WANG.name,
    sex=WANG.sex,
    birth=WANG.birth,
    number=WANG.number,
    authority="云桥区公安局",
    valid_from=date(2015, 1, 1),
    valid_to=WANG.valid_to,
)
HOME, CARD, MINE = Lobby("home"), Lobby("card"), Lobby("search", filter="mine")


class Reader:
    """Stands where the identity service stands: remembers who waits for a card and whose the one on it is."""

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self.forgotten: list[str] = []
        self.owner = ""

    def await_card(self, who, _post) -> None:
        self.waiting.append(who)

    def hand_over(self, who, _post) -> None:
        self.owner = who

    def forget(self, who) -> None:
        self.forgotten.append(who)


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def reception(reader) -> Reception:
    opened = Reception(reader, lambda _: None, CARD_REPLACEMENT)
    opened.open("zh_CN")
    return opened


@pytest.mark.parametrize("lobby", [HOME, CARD, Lobby(), Lobby("search", "sbk")])
def test_a_card_opens_its_holder_s_list_from_anywhere(reception, lobby):
    assert reception.hear(CardRead(WANG, TODAY), lobby) == MINE
    assert reception.guest == WANG
    assert reception.facts is not None
    assert (reception.facts.kind, reception.facts.age) == ("citizen", 41)


def test_the_list_knows_neither_name_nor_number(reception):
    reception.hear(CardRead(WANG, TODAY), HOME)
    assert WANG.name not in str(reception.facts)
    assert WANG.number not in str(reception.facts)


def test_an_expired_card_is_said_and_another_waited_for(reception, reader):
    assert reception.hear(CardRead(EXPIRED, TODAY), HOME) == CARD
    assert reception.guest is None
    assert reception.waiting.trouble.fault == "card.expired"
    assert reader.waiting == [LOBBY, LOBBY]


def test_a_card_is_good_on_its_last_day(reception):
    last = replace(WANG, valid_to=TODAY)
    assert reception.hear(CardRead(last, TODAY), HOME) == MINE


def test_a_card_valid_for_ever_is_good(reception):
    assert reception.hear(CardRead(replace(CHILD, valid_to=None), TODAY), HOME) == MINE


@pytest.mark.parametrize("fault", ["card.forged", "card.not_an_id", "card.unreadable", "card.moved"])
@pytest.mark.parametrize("lobby", [HOME, CARD])
def test_a_bad_card_is_said_wherever_it_was_laid(reception, reader, fault, lobby):
    assert reception.hear(Failed("ReadCard", fault), lobby) == CARD
    assert reception.waiting.trouble.fault == fault
    assert reader.waiting == [LOBBY, LOBBY]
    assert reception.guest is None


def test_the_same_trouble_again_counts_up(reception):
    for _ in range(2):
        reception.hear(Failed("ReadCard", "card.unreadable"), CARD)
    assert reception.waiting.trouble.times == 2


@pytest.mark.parametrize("fault", [LEFT, "reader.lost"])
@pytest.mark.parametrize("lobby", [HOME, CARD, Lobby("search", "sbk")])
def test_a_card_left_behind_or_a_reader_down_moves_nobody(reception, fault, lobby):
    assert reception.hear(Failed("ReadCard", fault), lobby) == lobby
    assert reception.waiting.trouble.fault == fault


def test_a_card_left_behind_is_forgotten_when_it_is_lifted(reception):
    reception.hear(Failed("ReadCard", LEFT), CARD)
    assert reception.hear(CardTaken(), CARD) == CARD
    assert reception.waiting.trouble is None, "the reader is empty: nothing has to be lifted first"


def test_taking_the_card_forgets_its_holder_and_closes_the_list(reception, reader):
    reception.hear(CardRead(WANG, TODAY), HOME)
    assert reception.hear(CardTaken(), MINE) == HOME
    assert (reception.guest, reception.facts) == (None, None)
    assert reader.waiting[-1] == LOBBY


def test_taking_the_card_while_searching_forgets_its_holder_and_leaves_the_search(reception):
    reception.hear(CardRead(WANG, TODAY), HOME)
    typing = Lobby("search", "sbk")
    assert reception.hear(CardTaken(), typing) == typing
    assert reception.guest is None


def test_going_on_to_a_visit_hands_the_guest_over_and_forgets_them_here(reception):
    reception.hear(CardRead(WANG, TODAY), HOME)
    assert reception.close() == WANG
    assert reception.close() is None
    assert reception.facts is None


def test_a_guest_who_comes_back_from_the_guide_is_not_asked_for_the_card_again(reception, reader):
    reception.welcome_back(WANG)
    assert (reception.guest, reader.owner) == (WANG, LOBBY)
    assert reader.waiting == [LOBBY]


def test_opening_forgets_whoever_was_there_and_the_last_trouble(reception):
    reception.hear(CardRead(EXPIRED, TODAY), HOME)
    reception.open("en")
    assert (reception.guest, reception.waiting.trouble, reception.waiting.language) == (None, None, "en")


def test_a_card_that_a_guest_leaves_lying_is_nobodys_from_then_on(reception, reader):
    reception.open("zh_CN")
    assert reader.forgotten == []
    reception.hear(CardRead(WANG, TODAY), HOME)
    reception.open("zh_CN")
    assert (reader.forgotten, reader.waiting[-1]) == ([LOBBY], LOBBY)


def test_other_news_changes_nothing(reception):
    assert reception.hear(BackTapped(), MINE) == MINE


class SlowReader:
    """Stands where the reader's supervisor stands: a card lies there, and reading it takes until it is let go on."""

    def __init__(self, wrong: DeviceFault | None) -> None:
        self.wrong = wrong
        self.reading = threading.Event()
        self.go_on = threading.Event()

    def call(self, name, _command, *, deadline_s):
        if name == "find":
            return not self.go_on.is_set()
        if name == "read":
            self.reading.set()
            assert self.go_on.wait(deadline_s)
            if self.wrong is not None:
                raise DeviceError(self.wrong)
            return CARD_OF_WANG
        return True


def heard_of(reader: SlowReader, again: str, before: str = LOBBY) -> tuple[str, Event]:
    """What is heard first, and by whom, when `again` asks for a card while one is being read for `before`."""
    heard: queue.Queue[tuple[str, Event]] = queue.Queue()

    def post(name: str) -> Callable[[Event], None]:
        return lambda event: heard.put((name, event))

    identity = IdentityService(
        cast("Supervisor[IdCardReader]", reader), clock=SystemClock(), delays=Delays(card_poll=0.01)
    )
    identity.start()
    try:
        identity.await_card(before, post("before"))
        assert reader.reading.wait(10)
        identity.await_card(again, post(again))
        reader.go_on.set()
        return heard.get(timeout=10)
    finally:
        identity.stop()


def test_a_card_is_the_lobby_s_also_when_it_asked_again_while_reading():
    """From attract to home the lobby asks anew; a card laid at that moment was taken for one left behind."""
    who, event = heard_of(SlowReader(None), LOBBY)
    assert (who, type(event)) == (LOBBY, CardRead)


def test_a_bad_card_is_said_also_when_the_lobby_asked_again_while_reading():
    assert heard_of(SlowReader(DeviceFault.CARD_FORGED), LOBBY) == (LOBBY, Failed("ReadCard", "card.forged"))


def test_a_card_read_for_the_lobby_goes_along_with_who_begins_a_visit_meanwhile():
    """Whoever stands in the lobby is who begins: they are not told that somebody left their own card there."""
    who, event = heard_of(SlowReader(None), "visit")
    assert (who, type(event)) == ("visit", CardRead)


def test_a_card_read_for_a_visit_is_never_another_s():
    assert heard_of(SlowReader(None), "next", before="visit") == ("next", Failed("ReadCard", LEFT))
