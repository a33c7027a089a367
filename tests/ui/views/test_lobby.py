"""Home, search and attract, as the catalogue and the machine make them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.matters.availability import (
    DOCUMENT_PRINTER,
    ID_CARD_READER,
    Availability,
    Level,
    Situation,
    availability,
)
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.model import Matter
from kiosk.matters.rules import HolderFacts
from kiosk.matters.search import SearchIndex
from tests.kiosk.matters.test_availability import ALL
from tests.kiosk.visit.people import CHILD, NOW, WANG
from ui.i18n import LANGUAGES
from ui.lobby import Lobby, after
from ui.views.lobby import attract_view, home_view, search_view
from ui.views.search import SearchView
from ui.views.shell import Shell

CATALOGUE = load_catalogue()
INDEX = SearchIndex(CATALOGUE.matters, CATALOGUE.home.popular)
EVERYTHING = Lobby("search", filter="all")
CERTIFICATE, REPLACEMENT = "social-insurance-certificate", "social-security-card-replacement"
HERE = {code for code, matter in CATALOGUE.matters.items() if not matter.at_counter_only} | CATALOGUE.courses.keys()


def all_well(matter: Matter) -> Availability:
    return availability(matter, Situation(ALL, online=True))


def search(
    lobby: Lobby, *, language: str = "zh_CN", elder: bool = False, reach: bool = False, ask=all_well, guest=None
) -> SearchView:
    return search_view(lobby, CATALOGUE, INDEX, ask, Shell(language, elder=elder, reach=reach), guest)


def facts(holder, **changes) -> HolderFacts:
    known = {"kind": holder.kind.value, "age": holder.age, "sex": holder.sex, "nationality": holder.nationality}
    return HolderFacts(**{**known, **changes})


def codes(shown: SearchView) -> list[str]:
    return [result.code for result in shown.results]


def listed(lobby: Lobby, guest: HolderFacts | None = None) -> dict[str, str]:
    """What all pages of a list show: the line under the title by code."""
    pages = range(1, search(lobby, guest=guest).pages + 1)
    shown = [search(after(lobby, "page", {"page": page}), guest=guest) for page in pages]
    return {result.code: result.meta for view in shown for result in view.results}


# ---------------------------------------------------------------- search


@pytest.mark.parametrize(("elder", "rows"), [(False, 2), (True, 1)])
def test_low_controls_leave_room_for_fewer_rows_and_every_one_is_on_some_page(elder, rows):
    pages = search(Lobby("search", "s"), elder=elder, reach=True).pages
    found = [
        code
        for page in range(1, pages + 1)
        for code in codes(search(Lobby("search", "s", page=page), elder=elder, reach=True))
    ]
    assert len(found) == len(set(found)) == search(Lobby("search", "s")).found
    assert pages == -(-len(found) // rows)


@pytest.mark.parametrize(
    ("lobby", "elder", "rows"),
    [
        (Lobby("search", "s"), False, 4),
        (Lobby("search", "s"), True, 3),
        (EVERYTHING, False, 6),
        (EVERYTHING, True, 5),
    ],
)
def test_as_many_rows_as_there_is_room_for(lobby, elder, rows):
    shown = search(lobby, elder=elder)
    assert len(shown.results) == rows
    assert shown.pages == -(-shown.found // rows)
    assert shown.browsing is (lobby.query == "")


@pytest.mark.parametrize("elder", [False, True])
def test_the_pages_hold_everything_once(elder):
    first = search(EVERYTHING, elder=elder)
    pages = [search(after(EVERYTHING, "page", {"page": page}), elder=elder) for page in range(1, first.pages + 1)]
    assert [shown.page for shown in pages] == list(range(1, first.pages + 1))
    found = [code for shown in pages for code in codes(shown)]
    assert sorted(found) == sorted([*CATALOGUE.matters, *CATALOGUE.courses])


def test_a_page_beyond_the_last_is_the_last():
    shown = search(Lobby("search", filter="all", page=99))
    assert shown.page == shown.pages
    assert shown.results


def test_nothing_found_is_one_empty_page():
    shown = search(Lobby("search", "qqqq"))
    assert (shown.found, shown.page, shown.pages, shown.results, shown.heading) == (0, 1, 1, (), "")


def test_an_empty_search_lists_nothing_and_offers_nothing():
    shown = search(Lobby("search"))
    assert (shown.found, shown.candidates, shown.browsing) == (0, (), False)


def test_initials_find_the_matter_mark_its_characters_and_fill_the_bar():
    shown = search(Lobby("search", "sbk"))
    first = shown.results[0]
    assert first.code == "social-security-card-replacement"
    assert [(part.text, part.hit) for part in first.parts] == [
        ("社", True),
        ("会", False),
        ("保", True),
        ("障", False),
        ("卡", True),
        ("补领", False),
    ]
    assert 0 < len(shown.candidates) <= 4


@pytest.mark.parametrize(
    ("query", "language", "marked"), [("card", "en", ["card"]), ("社会保障卡", "zh_CN", ["社会保障卡"])]
)
def test_what_was_typed_is_marked_in_the_title_of_the_language(query, language, marked):
    first = search(Lobby("search", query), language=language).results[0]
    assert [part.text for part in first.parts if part.hit] == marked
    title = CATALOGUE.matters[first.code].title.get(language)
    assert "".join(part.text for part in first.parts) == title


def test_chinese_typed_under_english_finds_the_matter_with_its_english_title():
    first = search(Lobby("search", "社会保障卡补领"), language="en").results[0]
    assert "".join(part.text for part in first.parts) == CATALOGUE.matters[first.code].title.en
    assert first.code == "social-security-card-replacement"


def test_the_chip_tells_what_can_be_done_now():
    chips = {}
    for level in Level:
        shown = search(Lobby("search", filter="print"), ask=lambda _, level=level: Availability(level))
        chips[level] = {result.chip for result in shown.results}
    assert chips == {Level.CAN_FINISH: {"here"}, Level.CAN_ACCEPT: {"part"}, Level.NOT_NOW: {"later"}}
    shown = search(Lobby("search", filter="theme", key="border"))
    assert [(result.code, result.chip) for result in shown.results] == [
        ("hk-macao-endorsement", "here"),
        ("passport-issue", "counter"),
    ]
    passport = shown.results[1]
    counter = CATALOGUE.matters["passport-issue"].counter
    assert counter is not None
    assert passport.meta == counter.place.zh


def test_a_matter_of_this_kiosk_says_minutes_and_papers():
    metas = listed(Lobby("search", filter="mine"))
    assert metas.keys() == HERE
    assert metas[CERTIFICATE] == "约 2 分钟 · 不用带材料"
    assert metas[REPLACEMENT] == "约 8 分钟 · 拍 1 份材料"


@pytest.mark.parametrize(
    ("lobby", "heading"),
    [
        (Lobby("search", filter="theme", key="border"), "出入境，共 2 件事"),
        (Lobby("search", filter="bundle", key="newborn"), "新生儿出生，共 {} 件事"),
        (Lobby("search", filter="bundle"), "一件事一次办，共 {} 件"),
        (Lobby("search", filter="all"), "全部 {} 件事"),
        (Lobby("search", filter="print"), "能打印的证明，共 5 种"),
        (Lobby("search", filter="mine"), "您在本机能办 {} 件事"),
    ],
)
def test_a_list_says_what_it_lists(lobby, heading):
    shown = search(lobby)
    assert shown.heading == heading.format(shown.found)
    assert shown.found > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tile_of_home_opens_a_list_with_a_heading(language):
    view = home_view(CATALOGUE, all_well, language=language, now=NOW)
    asked = [("theme", tile.key) for tile in view.themes] + [("bundle", tile.key) for tile in view.bundles]
    asked += [("quick", tile.key) for tile in view.quick if tile.key == "print"]
    asked += [("elderTile", tile.key) for tile in view.elder_tiles if tile.key.startswith("theme:")]
    asked.append(("elderTile", "more"))
    for intent, key in asked:
        lobby = after(Lobby("home"), intent, {"key": key})
        shown = search(lobby, language=language)
        assert (lobby.place, bool(shown.heading), shown.found > 0) == ("search", True, True), (intent, key)


def test_what_is_done_here_comes_before_what_is_not():
    shown = search(EVERYTHING)
    everything = list(listed(EVERYTHING))
    assert set(everything[: len(HERE)]) == HERE
    assert codes(shown) == everything[: len(codes(shown))]


# ---------------------------------------------------------------- a card was laid down first


def test_the_list_of_a_card_is_what_its_holder_can_do_here():
    mine = listed(Lobby("search", filter="mine"), facts(WANG))
    assert HERE - mine.keys() == {"elderly-allowance", "maternity-allowance", "pension-approval", "retirement"}, (
        "a man of 42"
    )


def test_the_list_of_a_card_is_filtered_by_its_kind():
    foreigner = facts(WANG, kind="foreign_pr_2023", nationality="CAN")
    mine = listed(Lobby("search", filter="mine"), foreigner)
    assert {CERTIFICATE, REPLACEMENT} <= mine.keys()
    offered = {**CATALOGUE.matters, **CATALOGUE.courses}
    assert all("foreign_pr_2023" in {kind.value for kind in offered[code].holders} for code in mine)
    assert "hk-macao-endorsement" not in mine


def test_the_list_of_a_card_is_filtered_by_age():
    def for_child(ages: str) -> list[str]:
        adult = CATALOGUE.matters[REPLACEMENT]
        rule = adult.eligibility[0].model_copy(update={"rule": ages})
        matters = {adult.code: adult.model_copy(update={"eligibility": (rule,)})}
        catalogue = replace(CATALOGUE, matters=matters)
        shown = search_view(Lobby("search", filter="mine"), catalogue, INDEX, all_well, Shell("zh_CN"), facts(CHILD))
        return codes(shown)

    assert for_child("holder.age >= 16") == []
    assert for_child("holder.age >= 6") == [REPLACEMENT]


# ---------------------------------------------------------------- home and attract


def test_home_offers_what_the_catalogue_says():
    view = home_view(CATALOGUE, all_well, language="zh_CN", now=NOW)
    assert [pill.code for pill in view.popular] == list(CATALOGUE.home.popular)[:4]
    assert [tile.key for tile in view.themes] == [theme.key for theme in CATALOGUE.home.themes[:7]] + ["all"]
    assert [tile.key for tile in view.bundles] == ["newborn", "retirement", "new_company"]
    assert view.bundle_total == len(CATALOGUE.home.bundles)
    assert (view.scene, view.greeting) == ("day", "morning")


def test_a_bundle_says_how_many_matters_it_holds():
    view = home_view(CATALOGUE, all_well, language="zh_CN", now=NOW)
    for tile in view.bundles:
        assert str(len(CATALOGUE.in_bundle(tile.key))) in tile.caption


def test_a_bundle_is_found_like_a_matter_and_heads_its_theme():
    index = SearchIndex({**CATALOGUE.courses, **CATALOGUE.matters})
    found = search_view(Lobby("search", query="xsecs"), CATALOGUE, index, all_well, Shell("zh_CN"))
    assert codes(found)[0] == "newborn"
    assert codes(search(Lobby("search", filter="theme", key="business")))[:1] == ["new_company"]
    assert codes(search(Lobby("search", filter="bundle"))) == [card.key for card in CATALOGUE.home.bundles]
    assert CATALOGUE.chosen("newborn") is CATALOGUE.courses["newborn"]
    assert CATALOGUE.chosen("passport-issue") is CATALOGUE.matters["passport-issue"]


def test_a_tile_of_something_that_is_not_there_is_off_and_says_so():
    view = home_view(CATALOGUE, all_well, language="zh_CN", now=NOW)
    assert {tile.key: tile.enabled for tile in view.quick} == {
        "progress": True,
        "print": True,
        "queue": False,
        "hotline": True,
        "policies": False,
    }
    assert {tile.caption for tile in view.quick if not tile.enabled} == {"暂未开通", "暂无公告"}


def test_large_type_has_six_choices_the_kiosk_s_own_first():
    view = home_view(CATALOGUE, all_well, language="en", now=NOW)
    keys = [tile.key for tile in view.elder_tiles]
    assert len(keys) == 6
    assert keys[:2] == [f"matter:{matter.code}" for matter in CATALOGUE.popular if matter.code in HERE][:2]
    assert keys[-2:] == ["progress", "more"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_on_home_is_empty(language):
    view = home_view(CATALOGUE, all_well, language=language, now=NOW)
    groups = (view.popular, view.quick, view.bundles, view.themes, view.elder_tiles)
    titles = [tile.title for group in groups for tile in group]
    assert all(title.strip() and "{" not in title for title in titles)


def test_the_attract_screen_tells_china_s_time_by_its_light():
    late = datetime(2026, 11, 22, 15, 40, tzinfo=UTC)
    view = attract_view(CATALOGUE, zone="北桥街道", network="offline", language="zh_CN", now=late)
    assert (view.clock_text, view.date_text, view.scene) == ("23:40", "11月22日 周日", "night")
    assert (view.zone, view.network, view.service_count) == (
        "北桥街道",
        "offline",
        str(len(HERE - CATALOGUE.courses.keys())),
    )


@pytest.mark.parametrize(
    ("usable", "caption"),
    [
        (ALL, "当场拿走"),
        (ALL - {DOCUMENT_PRINTER}, "今天先收下"),
        (ALL - {DOCUMENT_PRINTER, ID_CARD_READER}, "现在不能办"),
    ],
)
def test_home_promises_a_certificate_at_once_only_while_it_can_be_printed(usable, caption):
    def ask(matter: Matter) -> Availability:
        return availability(matter, Situation(usable, online=True))

    view = home_view(CATALOGUE, ask, language="zh_CN", now=NOW)
    assert [tile.caption for tile in view.quick if tile.key == "print"] == [caption]
