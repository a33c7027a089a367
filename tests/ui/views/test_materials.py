"""Materials: what may be pressed when, and pictures by address."""

from dataclasses import replace

import pytest

from kiosk.visit import events as happened
from tests.gallery import visits
from tests.gallery.samples_errands import OWED
from tests.gallery.samples_supplements import LATIN_REASON, begun
from tests.gallery.visits import context, walk
from ui.views import materials


def test_first_the_paper_may_be_promised_and_nothing_finished() -> None:
    view = materials.view_of(visits.at_materials(), context("zh_CN"))
    assert (view.deferrable, view.can_finish, view.can_capture) == (True, False, True)
    assert "容缺受理" in view.defer_text
    assert "3 个工作日" in view.defer_text


def test_with_a_page_taken_promising_would_throw_it_away_and_is_not_offered() -> None:
    view = materials.view_of(visits.at_materials(pages=1), context("zh_CN"))
    assert (view.deferrable, view.can_finish) == (False, True)


def test_while_the_camera_shoots_nothing_can_be_pressed() -> None:
    visit = walk(visits.at_materials(pages=1), happened.CaptureTapped())
    view = materials.view_of(visit, context("zh_CN"))
    assert (view.working, view.can_capture, view.can_finish) == (True, False, False)


def test_a_full_stack_takes_no_more() -> None:
    view = materials.view_of(visits.at_materials(pages=6), context("zh_CN"))
    assert (view.current, view.can_capture, view.can_finish) == ("", False, True)


@pytest.mark.parametrize(
    ("most", "before", "full"),
    [(1, "Up to 1 page", "The page is taken"), (3, "Up to 3 pages", "All 3 pages are taken")],
)
def test_english_says_one_page_and_three_pages(most: int, before: str, full: str) -> None:
    def seen(pages: int) -> materials.MaterialsView:
        visit = visits.at_materials("en", pages=pages)
        specs = tuple(spec.model_copy(update={"max_pages": most}) for spec in visit.matter.materials)
        matter = visit.matter.model_copy(update={"materials": specs})
        return materials.view_of(replace(visit, matter=matter), context("en"))

    assert seen(0).more_text.endswith(before)
    assert (seen(most).title, seen(most).more_text) == (full, f"{full}. Tap Done")


def test_of_a_paper_that_was_asked_for_the_officers_reason_is_said_in_their_words() -> None:
    view = materials.view_of(begun(LATIN_REASON, "zh_CN"), context("zh_CN"))
    assert view.reason == "为什么要补：" + LATIN_REASON.wanted[0].why
    put_off = LATIN_REASON.model_copy(update={"wanted": (OWED,)})
    assert materials.view_of(begun(put_off, "en"), context("en")).reason == ""


def test_a_refused_page_says_why_and_keeps_the_others() -> None:
    visit = walk(
        visits.at_materials(pages=1),
        happened.CaptureTapped(),
        happened.Failed("CaptureMaterial", "page.glare", of="home_proof"),
    )
    view = materials.view_of(visit, context("zh_CN"))
    assert (view.trouble_title, view.trouble_tone, len(view.pages)) == ("有反光", "warn", 1)


def test_every_address_names_a_picture_and_changes_with_it() -> None:
    before, after = visits.at_materials(pages=2), visits.at_materials(pages=2)
    after = walk(
        after,
        happened.PageDiscarded("home_proof", 0),
        happened.CaptureTapped(),
        happened.MaterialCaptured("home_proof", visits.page(7)),
    )
    urls = [tile.url for tile in materials.view_of(before, context("zh_CN")).pages]
    slots = {url.removeprefix("image://frame/").split("/")[0] for url in urls}
    assert slots == set(materials.pictures_of(before))
    assert urls[0] != materials.view_of(after, context("zh_CN")).pages[0].url
