"""Materials: what may be pressed when, and pictures by address."""

from kiosk.visit import events as happened
from tests.gallery import visits
from tests.gallery.visits import context, walk
from ui.views import materials


def test_first_the_paper_may_be_promised_and_nothing_finished() -> None:
    view = materials.view_of(visits.at_materials(), context("zh_CN"))
    assert (view.deferrable, view.can_finish, view.can_capture) == (True, False, True)
    assert "容缺受理" in view.defer_text
    assert "5 个工作日" in view.defer_text


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
