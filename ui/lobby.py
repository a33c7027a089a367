"""Before and between visits: attract, home, search. A frozen value and its transitions; no Qt, no clock."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from kiosk.matters.catalogue import Catalogue

Place = Literal["attract", "home", "card", "search", "notices", "errand"]
Filter = Literal["", "theme", "bundle", "mine", "print", "all"]


@dataclass(frozen=True, slots=True)
class Lobby:
    """Where somebody without a visit is. `filter` and `key` narrow an empty search to a theme or bundle.

    `wish` is the errand (`kiosk.visit.errand.At`) that they came for, or that a card is to open.
    """

    place: Place = "attract"
    query: str = ""
    filter: Filter = ""
    key: str = ""
    page: int = 1
    wish: str = ""


AWAY: frozenset[Place] = frozenset({"search", "card", "notices", "errand"})
"""Where the way back leads home, and so does standing still"""
BY_NUMBER = {"cases": "case_number", "tickets": "ticket_number"}
"""What is asked for without a card in the place of what a card opens"""
_WISHES = {"progress": Lobby("card", wish="cases"), "hotline": Lobby("errand", wish="voice")}
_LISTS: dict[str, Filter] = {"allBundles": "bundle"}
_QUICK: dict[str, Filter] = {"print": "print"}


def after(lobby: Lobby, intent: str, args: dict[str, Any]) -> Lobby:
    """The lobby after an intent of its screens; what does not concern it changes nothing."""
    match intent:
        case "start" if lobby.place == "attract":
            return Lobby("home")
        case "search":
            return Lobby("search")
        case "identify":
            return Lobby("card")
        case "query":
            return replace(lobby, query=str(args.get("text", "")), filter="", key="", page=1)
        case "candidate":
            return replace(lobby, query=str(args.get("text", "")), page=1)
        case "page":
            return replace(lobby, page=max(1, int(args.get("page", 1))))
        case "theme" if args.get("key") == "all":
            return Lobby("search", filter="all")
        case "theme" | "bundle":
            return Lobby("search", filter="theme" if intent == "theme" else "bundle", key=str(args.get("key", "")))
        case "quick" if args.get("key") in _QUICK:
            return Lobby("search", filter=_QUICK[str(args["key"])])
        case "quick" | "elderTile" if args.get("key") in _WISHES:
            return _WISHES[str(args["key"])]
        case "withCard":
            return Lobby("card", wish=str(args.get("key", "")))
        case "withoutCard" if lobby.wish in BY_NUMBER:
            return Lobby("errand", wish=BY_NUMBER[lobby.wish])
        case "quick" if args.get("key") == "policies":
            return Lobby("notices")
        case "elderTile" if str(args.get("key", "")).startswith("theme:"):
            return Lobby("search", filter="theme", key=str(args["key"]).removeprefix("theme:"))
        case "elderTile" if args.get("key") == "more":
            return Lobby("search", filter="all")
        case "back" | "exit" | "leave" | "other_matters":
            return Lobby("home") if lobby.place != "attract" else lobby
        case _ if intent in _LISTS:
            return Lobby("search", filter=_LISTS[intent])
        case _:
            return lobby


def kept(lobby: Lobby, catalogue: Catalogue) -> Lobby:
    """The lobby under another catalogue: its first page, or home where the theme or bundle that it lists is no more."""
    known = {theme.key for theme in catalogue.home.themes} | {bundle.key for bundle in catalogue.home.bundles}
    if lobby.key and lobby.key not in known:
        return Lobby("home")
    return replace(lobby, page=1)
