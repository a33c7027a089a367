"""Card first: whose card lies there, and what becomes of it."""

from dataclasses import replace

import pytest

from kiosk.services.identity import LEFT
from kiosk.visit.events import BackTapped, CardRead, CardTaken, Failed
from tests.kiosk.visit.people import CARD_REPLACEMENT, CHILD, EXPIRED, TODAY, WANG
from ui.lobby import Lobby
from ui.reception import WHO, Reception

HOME, CARD, MINE = Lobby("home"), Lobby("card"), Lobby("search", filter="mine")


class Reader:
    """Stands where the identity service stands: remembers who waits for a card and whose the one on it is."""

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self.owner = ""

    def await_card(self, who, _post) -> None:
        self.waiting.append(who)

    def hand_over(self, who, _post) -> None:
        self.owner = who


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
    assert reader.waiting == [WHO, WHO]


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
    assert reader.waiting == [WHO, WHO]
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


def test_taking_the_card_forgets_its_holder_and_closes_the_list(reception, reader):
    reception.hear(CardRead(WANG, TODAY), HOME)
    assert reception.hear(CardTaken(), MINE) == HOME
    assert (reception.guest, reception.facts) == (None, None)
    assert reader.waiting[-1] == WHO


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
    assert (reception.guest, reader.owner) == (WANG, WHO)
    assert reader.waiting == [WHO]


def test_opening_forgets_whoever_was_there_and_the_last_trouble(reception):
    reception.hear(CardRead(EXPIRED, TODAY), HOME)
    reception.open("en")
    assert (reception.guest, reception.waiting.trouble, reception.waiting.language) == (None, None, "en")


def test_other_news_changes_nothing(reception):
    assert reception.hear(BackTapped(), MINE) == MINE
