"""Home, search and attract, from the catalogue and what works now. Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime

from kiosk.clock import CHINA
from kiosk.matters.availability import Availability, Level
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.fields import complete
from kiosk.matters.model import Matter
from kiosk.matters.rules import HolderFacts, holds, names_used
from kiosk.matters.search import SearchIndex
from ui.i18n import text
from ui.lobby import Lobby
from ui.views.announcements import due, line
from ui.views.attract import AttractView
from ui.views.chrome import Network
from ui.views.dates import long_date
from ui.views.daylight import daylight
from ui.views.home import BundleTile, ElderTile, HomeNotice, HomeView, PopularMatter, QuickTile, ThemeTile, Tone
from ui.views.search import Chip, ResultView, SearchView, rows_on_a_page, title_parts
from ui.views.shell import Shell

Ask = Callable[[Matter], Availability]

_POPULAR = 4
_THEMES = 7
_BUNDLES = 3
_TONES: dict[str, Tone] = {"azurite": "info", "malachite": "ok", "gamboge": "warn"}
_QUICK = (
    ("progress", "clipboard-text", True),
    ("print", "printer", True),
    ("queue", "ticket", False),
    ("hotline", "headset", True),
    ("policies", "newspaper", False),
)
"""Key, icon, and whether this kiosk can do it: a tile of something that is not there says so"""


def attract_view(catalogue: Catalogue, *, zone: str, network: Network, language: str, now: datetime) -> AttractView:
    """The screen of an empty lobby."""
    local = now.astimezone(CHINA)
    return AttractView(
        scene=daylight(local.time()).scene,
        clock_text=f"{local:%H:%M}",
        date_text=long_date(local.date(), language),
        zone=zone,
        network=network,
        service_count=str(sum(not matter.at_counter_only for matter in catalogue.matters.values())),
        announcement=line(catalogue, language, now),
    )


def home_view(
    catalogue: Catalogue, ask: Ask, *, language: str, now: datetime, notice: HomeNotice | None = None
) -> HomeView:
    """Everything on home."""
    light, said = daylight(now.astimezone(CHINA).time()), due(catalogue, now)
    bundles = [bundle for bundle in catalogue.home.bundles if catalogue.in_bundle(bundle.key)]
    themes = [ThemeTile(theme.key, theme.icon, theme.title.get(language)) for theme in catalogue.home.themes]
    return HomeView(
        scene=light.scene,
        greeting=light.greeting,
        popular=tuple(
            PopularMatter(matter.code, matter.short_title.get(language)) for matter in catalogue.popular[:_POPULAR]
        ),
        quick=tuple(
            QuickTile(
                key,
                icon,
                text(language, f"home.quick.{key}"),
                _caption(key, catalogue, ask, language, len(said)),
                on or (key == "policies" and bool(said)),
            )
            for key, icon, on in _QUICK
        ),
        bundles=tuple(
            BundleTile(
                bundle.key,
                bundle.icon,
                _TONES[bundle.tone],
                bundle.title.get(language),
                text(language, "home.bundleCount", count=len(catalogue.in_bundle(bundle.key))),
            )
            for bundle in bundles[:_BUNDLES]
        ),
        bundle_total=len(bundles),
        themes=(*themes[:_THEMES], ThemeTile("all", "squares-four", text(language, "home.allThemes"))),
        elder_tiles=_elder_tiles(catalogue, language),
        notice=notice,
        announcement=line(catalogue, language, now),
    )


def _caption(key: str, catalogue: Catalogue, ask: Ask, language: str, said: int) -> str:
    """当场拿走 only while a certificate can be taken away: without paper its application is accepted, and no more.

    `said` counts the announcements.
    """
    if key == "policies" and said:
        return text(language, "home.quick.policiesCount", count=said)
    if key == "print":
        levels = {ask(matter).level for matter in catalogue.matters.values() if matter.documents}
        if Level.CAN_FINISH not in levels:
            return text(language, "home.quick.print" + ("Accepted" if Level.CAN_ACCEPT in levels else "Later"))
    return text(language, f"home.quick.{key}Caption")


def _elder_tiles(catalogue: Catalogue, language: str) -> tuple[ElderTile, ...]:
    """First what this kiosk does by itself, then themes, one's own cases, the rest: six choices and no more."""
    own = [matter for matter in catalogue.matters.values() if not matter.at_counter_only]
    places = {matter.code: place for place, matter in enumerate(catalogue.popular)}
    here = sorted(own, key=lambda matter: (places.get(matter.code, len(places)), matter.code))[:2]
    tiles = [
        ElderTile(
            f"matter:{matter.code}",
            matter.icon,
            "info",
            matter.short_title.get(language),
            text(language, "home.elder.minutes", minutes=matter.minutes),
        )
        for matter in here
    ]
    for theme, tone in zip(catalogue.home.themes[1:3], ("ok", "ok"), strict=False):
        count = len(_in_theme(catalogue, theme.key))
        caption = text(language, "home.elder.count", count=count)
        tiles.append(ElderTile(f"theme:{theme.key}", theme.icon, _tone(tone), theme.title.get(language), caption))
    said = text(language, "home.elder.progress"), text(language, "home.elder.progressCaption")
    tiles.append(ElderTile("progress", "clipboard-text", "info", *said))
    more = ElderTile(
        "more", "squares-four", "info", text(language, "home.elder.more"), text(language, "home.elder.moreCaption")
    )
    return (*tiles, more)


def _tone(name: str) -> Tone:
    return "ok" if name == "ok" else "warn"


def search_view(
    lobby: Lobby,
    catalogue: Catalogue,
    index: SearchIndex,
    ask: Ask,
    shell: Shell,
    guest: HolderFacts | None = None,
) -> SearchView:
    """One page of what was found, or of the theme or bundle that was opened; `guest` is whose card lies there."""
    language = shell.language
    browsing = not lobby.query and lobby.filter != ""
    heading = ""
    if lobby.query:
        found = index.search(lobby.query, language)
        hits = [(hit.matter, {at for first, last in hit.ranges for at in range(first, last)}) for hit in found]
        if found and found[0].alike:
            heading = text(language, "search.alike", count=len(found))
    else:
        hits = [(matter, set()) for matter in _listed(lobby, catalogue, guest)]
    rows = rows_on_a_page(browsing=browsing, elder=shell.elder, reach=shell.reach)
    pages = max(1, -(-len(hits) // rows))
    page = min(lobby.page, pages)
    shown = hits[(page - 1) * rows : page * rows]
    return SearchView(
        query=lobby.query,
        found=len(hits),
        page=page,
        pages=pages,
        candidates=index.candidates(lobby.query, language)[:4] if lobby.query else (),
        results=tuple(_result(matter, places, ask(matter), language) for matter, places in shown),
        heading=_heading(lobby, catalogue, len(hits), language) if browsing else heading,
        browsing=browsing,
    )


def _heading(lobby: Lobby, catalogue: Catalogue, count: int, language: str) -> str:
    titles = {theme.key: theme.title for theme in catalogue.home.themes}
    titles |= {bundle.key: bundle.title for bundle in catalogue.home.bundles}
    if lobby.filter == "mine":
        return text(language, "search.mine", count=count)
    if lobby.key in titles:
        return text(language, "search.listed", title=titles[lobby.key].get(language), count=count)
    return text(language, f"search.list.{lobby.filter}", count=count)


def _listed(lobby: Lobby, catalogue: Catalogue, guest: HolderFacts | None) -> Iterable[Matter]:
    everything = sorted(catalogue.matters.values(), key=lambda matter: (matter.at_counter_only, matter.title.zh))
    match lobby.filter:
        case "theme":
            return _in_theme(catalogue, lobby.key)
        case "bundle" if lobby.key:
            return catalogue.in_bundle(lobby.key)
        case "bundle":
            # Those that can be done in one go, and the matters of those that cannot.
            courses = catalogue.courses
            return [*courses.values(), *(each for each in everything if set(each.bundles) - courses.keys())]
        case "mine":
            # What most people come for is on the first page.
            first = list(catalogue.popular)
            listed = [*first, *catalogue.courses.values(), *(each for each in everything if each not in first)]
            return [matter for matter in listed if not matter.at_counter_only and _may(matter, guest)]
        case "print":
            return [matter for matter in everything if matter.documents]
        case "all":
            return [*catalogue.courses.values(), *everything]
        case _:
            return []


def _in_theme(catalogue: Catalogue, key: str) -> tuple[Matter, ...]:
    """The matters of a theme, before them the bundles that begin with one of them."""
    return (*(course for course in catalogue.courses.values() if course.theme == key), *catalogue.in_theme(key))


def _may(matter: Matter, guest: HolderFacts | None) -> bool:
    """As far as can be known before the government is asked: the rest shows when the matter begins."""
    if guest is None:
        return True
    unknown = complete(matter, {})
    kinds = {kind.value for kind in matter.holders}
    return guest.kind in kinds and all(
        holds(rule.rule, unknown, guest) for rule in matter.eligibility if not names_used(rule.rule, "situation")
    )


def _result(matter: Matter, places: set[int], can: Availability, language: str) -> ResultView:
    title = matter.title.get(language)
    return ResultView(matter.code, title_parts(title, places), _meta(matter, language), matter.icon, _chip(matter, can))


def _chip(matter: Matter, can: Availability) -> Chip:
    if matter.at_counter_only:
        return "counter"
    chips: dict[Level, Chip] = {Level.CAN_FINISH: "here", Level.CAN_ACCEPT: "part", Level.NOT_NOW: "later"}
    return chips[can.level]


def _meta(matter: Matter, language: str) -> str:
    if matter.counter is not None:
        return matter.counter.place.get(language)
    papers = len(matter.scanned)
    need = text(language, "search.papers", count=papers) if papers else text(language, "search.noPapers")
    return text(language, "search.meta", minutes=matter.minutes, need=need)
