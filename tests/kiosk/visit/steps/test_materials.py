"""Materials, page by page."""

import pytest

from kiosk.matters.model import MaterialSpec
from kiosk.matters.plan import Step
from kiosk.visit.effects import CaptureMaterial
from kiosk.visit.events import (
    BackTapped,
    CaptureTapped,
    EditRequested,
    Event,
    Failed,
    MaterialCaptured,
    MaterialDeferred,
    PageDiscarded,
    PagesFinished,
)
from kiosk.visit.machine import handle
from kiosk.visit.state import MaterialState, Page, Trouble, Visit
from kiosk.visit.steps.materials import current
from tests.kiosk.visit.journeys import after, visit_at
from tests.kiosk.visit.people import CARD_REPLACEMENT

SLOT = "home_proof"
MAX = 6


@pytest.fixture
def visit() -> Visit:
    return visit_at(Step.MATERIALS)


def taken(*pages: str) -> tuple[Event, ...]:
    """The taps and pictures of so many pages."""
    return tuple(event for page in pages for event in (CaptureTapped(), MaterialCaptured(SLOT, Page(page.encode()))))


def pages_of(visit: Visit) -> list[bytes]:
    return [page.jpeg for page in visit.materials[SLOT].pages]


def test_a_tap_takes_one_picture_and_a_second_tap_none(visit):
    working, effects = handle(visit, CaptureTapped())
    assert (working.working, effects) == (True, (CaptureMaterial(SLOT),))
    assert handle(working, CaptureTapped()) == (working, ())


def test_a_picture_that_nobody_waits_for_any_more_is_dropped(visit):
    assert handle(visit, MaterialCaptured(SLOT, Page(b"late"))) == (visit, ())
    working = after(visit, CaptureTapped())
    assert handle(working, MaterialCaptured("another", Page(b"x"))) == (working, ())


def test_a_bad_picture_is_said_and_another_can_be_taken(visit):
    blurred = after(visit, CaptureTapped(), Failed("CaptureMaterial", "page.blurred", of=SLOT))
    assert (blurred.trouble, blurred.working) == (Trouble("page.blurred"), False)
    good = after(blurred, *taken("one"))
    assert (good.trouble, pages_of(good)) == (None, [b"one"])


def test_fewer_pages_than_needed_do_not_do(visit):
    none = after(visit, PagesFinished(SLOT))
    assert (none.step, none.trouble) == (Step.MATERIALS, Trouble("material.too_few_pages"))
    assert after(none, *taken("one"), PagesFinished(SLOT)).step is Step.REVIEW


def test_no_more_pages_than_the_matter_takes(visit):
    full = after(visit, *taken(*"123456"))
    assert len(pages_of(full)) == MAX
    assert handle(full, CaptureTapped()) == (full, ())


def test_a_discarded_page_goes_and_the_others_stay_in_order(visit):
    three = after(visit, *taken("1", "2", "3"))
    assert pages_of(after(three, PageDiscarded(SLOT, 1))) == [b"1", b"3"]
    for impossible in (PageDiscarded(SLOT, 3), PageDiscarded(SLOT, -1), PageDiscarded("another", 0)):
        assert handle(three, impossible) == (three, ())


def test_nothing_is_finished_discarded_or_deferred_while_a_picture_is_taken(visit):
    working = after(visit, *taken("1"), CaptureTapped())
    for event in (PagesFinished(SLOT), PageDiscarded(SLOT, 0), MaterialDeferred(SLOT)):
        assert handle(working, event) == (working, ())


def test_a_deferred_material_has_no_pages(visit):
    deferred = after(visit, *taken("1"), MaterialDeferred(SLOT))
    assert (deferred.step, deferred.materials[SLOT]) == (Step.REVIEW, MaterialState(finished=True, deferred=True))


def test_a_material_that_may_not_be_deferred_is_not(visit):
    strict = tuple(spec.model_copy(update={"deferrable_days": None}) for spec in CARD_REPLACEMENT.materials)
    visit = Visit(
        id=visit.id,
        matter=CARD_REPLACEMENT.model_copy(update={"materials": strict}),
        step=Step.MATERIALS,
        holder=visit.holder,
        values=visit.values,
    )
    assert handle(visit, MaterialDeferred(SLOT)) == (visit, ())


def test_one_material_after_the_other(visit):
    last = CARD_REPLACEMENT.scanned[0]
    second = MaterialSpec.model_validate({**last.model_dump(), "key": "photo_page"})
    matter = CARD_REPLACEMENT.model_copy(update={"materials": (*CARD_REPLACEMENT.materials, second)})
    visit = Visit(id=visit.id, matter=matter, step=Step.MATERIALS, holder=visit.holder, values=visit.values)
    first_done = after(visit, *taken("1"), PagesFinished(SLOT))
    assert first_done.step is Step.MATERIALS
    spec = current(first_done)
    assert spec is not None
    assert spec.key == "photo_page"
    assert handle(first_done, PagesFinished(SLOT)) == (first_done, ())
    assert after(first_done, MaterialDeferred("photo_page")).step is Step.REVIEW


@pytest.mark.parametrize("way", [BackTapped(), EditRequested(Step.MATERIALS)], ids=["back", "edit"])
def test_coming_back_the_pages_are_there_and_can_be_changed(visit, way):
    again = after(visit, *taken("1", "2"), PagesFinished(SLOT), way)
    assert (again.step, pages_of(again)) == (Step.MATERIALS, [b"1", b"2"])
    changed = after(again, PageDiscarded(SLOT, 0), *taken("3"), PagesFinished(SLOT))
    assert (changed.step, pages_of(changed)) == (Step.REVIEW, [b"2", b"3"])


def test_coming_back_to_a_deferred_material_it_can_be_scanned_after_all(visit):
    again = after(visit, MaterialDeferred(SLOT), BackTapped(), *taken("1"), PagesFinished(SLOT))
    assert (again.materials[SLOT].deferred, pages_of(again)) == (False, [b"1"])
