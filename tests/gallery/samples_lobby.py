"""Home, lists and guides as the shipped catalogue really fills them: every matter, every theme, in every language."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from kiosk.matters.announcements import Announcement
from kiosk.matters.availability import (
    DOCUMENT_CAMERA,
    DOCUMENT_PRINTER,
    ID_CARD_READER,
    RECEIPT_PRINTER,
    SCAN_TO_PAY,
    Availability,
    Situation,
    availability,
)
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.model import Matter, Text
from kiosk.matters.search import SearchIndex
from kiosk.services.unprinted import Offer, Phase
from offline_cache.outbox import Accepted
from tests.gallery import visits
from tests.gallery.samples import Sample
from ui.i18n import text
from ui.lobby import Lobby
from ui.views import identify
from ui.views.announcements import notices_view, of_matter
from ui.views.guide import PaperState, guide_view
from ui.views.lobby import attract_view, home_view, search_view
from ui.views.notice import notice_of
from ui.views.qml_map import qml_map
from ui.views.shell import Shell

_NOW = datetime(2026, 11, 22, 1, 41, tzinfo=UTC)
_ALL = frozenset({ID_CARD_READER, RECEIPT_PRINTER, DOCUMENT_PRINTER, DOCUMENT_CAMERA, SCAN_TO_PAY})
_CATALOGUE = load_catalogue()
_INDEX = SearchIndex(_CATALOGUE.matters, _CATALOGUE.home.popular)
_CALM = {"inVisit": False, "canGoBack": False}


def _map(view: object) -> dict[str, Any]:
    answer = qml_map(view)
    assert isinstance(answer, dict)
    return answer


def _well(matter: Matter) -> Availability:
    return availability(matter, Situation(_ALL, online=True))


def _noticed(*, accepting: bool = True, phase: Phase = "offered", fault: str = "") -> Callable[[str], dict[str, Any]]:
    def view(language: str) -> dict[str, Any]:
        offer = Offer(Accepted("0" * 32, "L-0412-20261122-0023", _NOW, "", ""), phase, fault)
        notice = notice_of(accepting=accepting, offer=offer, can_print=True, language=language, now=_NOW)
        return _map(home_view(_CATALOGUE, _well, language=language, now=_NOW, notice=notice))

    return view


_LONG = Text(
    zh="因道路施工，北桥社区事务受理中心 11 月 23 日至 25 日暂停对外办公，急办事项请到南苑社区事务受理中心。" * 5,
    en="Because of road works the Beiqiao Community Centre is closed from 23 to 25 November; go to Nanyuan instead. "
    * 2,
)
_SAID = Text(
    zh="城乡居民医保 12 月 25 日截止缴费，在本机约 3 分钟办完",
    en="Pay your residents' health insurance by 25 December; it takes 3 minutes here",
)
_CODES = ("social-security-card-replacement", "passport-issue")
_ANNOUNCED = replace(
    _CATALOGUE,
    announcements=(
        Announcement(key="insurance", text=_SAID, first=date(2026, 11, 20), last=date(2026, 12, 25)),
        *(
            Announcement(
                key=f"works_{i}", text=_LONG, first=date(2026, 11, 1 + i), last=date(2026, 11, 25), matters=_CODES
            )
            for i in range(3)
        ),
        Announcement(key="over", text=_SAID, first=date(2026, 11, 1), last=date(2026, 11, 2)),
    ),
)


def _announced(seconds: int) -> Callable[[str], dict[str, Any]]:
    now = _NOW.replace(second=seconds)
    return lambda language: _map(home_view(_ANNOUNCED, _well, language=language, now=now))


def _attract_announced(language: str) -> dict[str, Any]:
    return _map(attract_view(_ANNOUNCED, zone="北桥街道", network="online", language=language, now=_NOW))


def _notices(page: int, *, elder: bool = False) -> Callable[[str], dict[str, Any]]:
    return lambda language: _map(notices_view(_ANNOUNCED, language, _NOW, page, elder=elder))


def _guide_announced(code: str, usable: frozenset[str] = _ALL) -> Callable[[str], dict[str, Any]]:
    matter = _CATALOGUE.matters[code]
    can = availability(matter, Situation(usable, online=True))

    def view(language: str) -> dict[str, Any]:
        said = of_matter(_ANNOUNCED, code, language, _NOW)
        assert said
        return _map(guide_view(matter, can, language, can_print=True, announcement=said))

    return view


def _home(language: str) -> dict[str, Any]:
    return _map(home_view(_CATALOGUE, _well, language=language, now=_NOW))


def _guide(
    matter: Matter, usable: frozenset[str] = _ALL, *, online: bool = True, paper: PaperState | None = None
) -> Callable[[str], dict[str, Any]]:
    can = availability(matter, Situation(usable, online))
    return lambda language: _map(guide_view(matter, can, language, can_print=True, paper=paper))


def _posted(*fees: int, code: str = "social-security-card-replacement") -> Callable[[str], dict[str, Any]]:
    """A matter whose ways of delivery cost so much, in fen."""
    matter = _CATALOGUE.matters[code]
    [way, *_] = matter.deliveries
    ways = [way.model_copy(update={"key": f"way_{number}", "fee_fen": fee}) for number, fee in enumerate(fees)]
    return _guide(matter.model_copy(update={"deliveries": tuple(ways)}))


def _list(lobby: Lobby) -> Callable[[str], dict[str, Any]]:
    def view(language: str) -> dict[str, Any]:
        def ask(matter: Matter) -> Any:
            return availability(matter, Situation(_ALL, online=True))

        return _map(search_view(lobby, _CATALOGUE, _INDEX, ask, Shell(language)))

    return view


_LISTS = {
    "mine": Lobby("search", filter="mine"),
    "all": Lobby("search", filter="all"),
    "all-2": Lobby("search", filter="all", page=2),
    "all-last": Lobby("search", filter="all", page=99),
    "bundle": Lobby("search", filter="bundle", key="newborn"),
    "sbk": Lobby("search", query="sbk"),
    "alike": Lobby("search", query="shebaokka"),
    "english": Lobby("search", query="card"),
}


def _card_first(lang: str, other: str) -> dict[str, Any]:
    """A card is asked for on home, where no steps stand above."""
    asked = identify.view_of(visits.begun(language=lang), visits.context(lang))
    view = qml_map(replace(asked, other=text(lang, other) if other else "", in_visit=False))
    assert isinstance(view, dict)
    return view


SAMPLES: dict[str, Sample] = {
    "real-home": Sample("home", _home, _CALM),
    "real-home-announced": Sample("home", _announced(0), _CALM),
    "real-home-announced-long": Sample("home", _announced(8), _CALM),
    "real-home-announced-reach": Sample("home", _announced(8), {**_CALM, "reach": True}, variants=("normal",)),
    "real-attract-announced": Sample("attract", _attract_announced, {"inVisit": False}, variants=("normal",)),
    "real-notices": Sample("notices", _notices(1), variants=("normal",)),
    "real-notices-large": Sample("notices", _notices(1, elder=True), variants=("elder",)),
    "real-notices-none": Sample(
        "notices", lambda language: _map(notices_view(_CATALOGUE, language, _NOW, 1, elder=False))
    ),
    "real-guide-announced": Sample("guide", _guide_announced(_CODES[0])),
    "real-guide-announced-blocked": Sample("guide", _guide_announced(_CODES[0], _ALL - {ID_CARD_READER})),
    "real-guide-announced-counter": Sample("guide", _guide_announced(_CODES[1])),
    "real-home-stopped": Sample("home", _noticed(accepting=False), {**_CALM, "network": "down"}),
    "real-home-reprint": Sample("home", _noticed(), _CALM),
    "real-home-reprint-reach": Sample("home", _noticed(), {**_CALM, "reach": True}, variants=("normal",)),
    "real-home-printing": Sample("home", _noticed(phase="printing"), _CALM),
    "real-home-not-printed": Sample("home", _noticed(phase="failed", fault="receipt.paper_out"), _CALM),
    **{f"real-list-{name}": Sample("search", _list(lobby), {"canGoBack": True}) for name, lobby in _LISTS.items()},
    **{f"real-guide-{code}": Sample("guide", _guide(matter)) for code, matter in _CATALOGUE.matters.items()},
    "real-guide-printing": Sample(
        "guide", _guide(_CATALOGUE.matters["social-security-card-replacement"], paper=PaperState("printing"))
    ),
    "real-guide-printed": Sample("guide", _guide(_CATALOGUE.matters["passport-issue"], paper=PaperState("printed"))),
    "real-guide-not-printed": Sample(
        "guide",
        _guide(_CATALOGUE.matters["social-security-card-replacement"], paper=PaperState("failed", "receipt.paper_out")),
    ),
    "identify-before-a-matter": Sample("identify", lambda lang: _card_first(lang, "")),
    "identify-before-an-errand": Sample("identify", lambda lang: _card_first(lang, "identify.byNumber")),
    "guide-postage": Sample("guide", _posted(1200, 0)),
    "guide-postage-by-case": Sample("guide", _posted(1250, 0, code="hk-macao-endorsement"), variants=("normal",)),
    "real-guide-offline": Sample("guide", _guide(_CATALOGUE.matters["social-security-card-replacement"], online=False)),
    "real-guide-no-reader": Sample(
        "guide", _guide(_CATALOGUE.matters["social-security-card-replacement"], _ALL - {ID_CARD_READER})
    ),
}
