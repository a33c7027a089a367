"""Before and between visits: what each intent of the lobby's screens leads to."""

import pytest

from kiosk.matters.catalogue import load_catalogue
from ui.lobby import Lobby, after, kept

HOME = Lobby("home")
LIST = Lobby("search", filter="theme", key="health", page=3)
CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("before", "intent", "args", "reached"),
    [
        (Lobby(), "start", {}, HOME),
        (HOME, "search", {}, Lobby("search")),
        (HOME, "identify", {}, Lobby("card")),
        (HOME, "theme", {"key": "health"}, Lobby("search", filter="theme", key="health")),
        (HOME, "theme", {"key": "all"}, Lobby("search", filter="all")),
        (HOME, "bundle", {"key": "newborn"}, Lobby("search", filter="bundle", key="newborn")),
        (HOME, "allBundles", {}, Lobby("search", filter="bundle")),
        (HOME, "quick", {"key": "print"}, Lobby("search", filter="print")),
        (HOME, "quick", {"key": "policies"}, Lobby("notices")),
        (HOME, "quick", {"key": "progress"}, Lobby("card", wish="cases")),
        (HOME, "elderTile", {"key": "progress"}, Lobby("card", wish="cases")),
        (HOME, "quick", {"key": "hotline"}, Lobby("errand", wish="voice")),
        (Lobby("errand", wish="voice"), "withCard", {"key": "tickets"}, Lobby("card", wish="tickets")),
        (Lobby("card", wish="cases"), "withoutCard", {}, Lobby("errand", wish="case_number")),
        (Lobby("card", wish="tickets"), "withoutCard", {}, Lobby("errand", wish="ticket_number")),
        (Lobby("card"), "withoutCard", {}, Lobby("card")),
        (Lobby("errand", wish="voice"), "exit", {}, HOME),
        (Lobby("notices"), "page", {"page": 2}, Lobby("notices", page=2)),
        (Lobby("notices"), "back", {}, HOME),
        (HOME, "elderTile", {"key": "theme:health"}, Lobby("search", filter="theme", key="health")),
        (HOME, "elderTile", {"key": "more"}, Lobby("search", filter="all")),
        (LIST, "page", {"page": 2}, Lobby("search", filter="theme", key="health", page=2)),
        (LIST, "page", {"page": 0}, Lobby("search", filter="theme", key="health", page=1)),
        (LIST, "query", {"text": "sbk"}, Lobby("search", "sbk")),
        (Lobby("search", "sb", page=2), "candidate", {"text": "社保卡"}, Lobby("search", "社保卡")),
        (LIST, "back", {}, HOME),
        (LIST, "exit", {}, HOME),
        (Lobby("card"), "back", {}, HOME),
        (Lobby("card"), "exit", {}, HOME),
        (Lobby("card"), "other_matters", {}, HOME),
    ],
)
def test_an_intent_leads_somewhere(before, intent, args, reached):
    assert after(before, intent, args) == reached


@pytest.mark.parametrize("key", ["queue", ""])
def test_a_quick_tile_of_something_that_is_not_there_leads_nowhere(key):
    assert after(HOME, "quick", {"key": key}) == HOME


@pytest.mark.parametrize("intent", ["back", "exit", "leave", "other_matters"])
def test_nothing_on_the_attract_screen_leads_back(intent):
    assert after(Lobby(), intent, {}) == Lobby()


def test_start_means_nothing_where_somebody_is_already():
    assert after(HOME, "start", {}) == HOME


def test_what_does_not_concern_the_lobby_changes_nothing():
    assert after(LIST, "rate", {"score": 1}) == LIST


def test_a_page_that_is_no_number_is_a_bug_of_the_screen():
    with pytest.raises(ValueError, match="next"):
        after(LIST, "page", {"page": "next"})


def test_another_catalogue_keeps_a_list_that_is_still_there():
    assert kept(Lobby("search", query="sbk", page=3), CATALOGUE) == Lobby("search", query="sbk", page=1)
    known = CATALOGUE.home.themes[0].key
    assert kept(Lobby("search", filter="theme", key=known), CATALOGUE) == Lobby("search", filter="theme", key=known)


def test_a_list_that_the_new_catalogue_does_not_know_gives_way_to_home():
    assert kept(Lobby("search", filter="theme", key="no-more"), CATALOGUE) == Lobby("home")
