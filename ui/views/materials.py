"""Materials: one paper at a time under the camera; what has been taken; first file, then supplement."""

from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from kiosk.faults import Tone
from kiosk.matters.model import MaterialSpec
from kiosk.visit.state import MaterialState, Page, Visit
from kiosk.visit.steps.materials import current, may_put_off
from ui.views.context import ViewContext
from ui.views.promise import PromiseView, later, promise_of
from ui.views.wording import Words


@dataclass(frozen=True, slots=True)
class PageTile:
    """One page that was taken; tapping it takes it again."""

    index: int
    title: str
    status: str
    retake: str
    url: str


@dataclass(frozen=True, slots=True)
class MaterialsView:
    """The material on the desk. The live picture is not here: see MaterialsScreen's `live`."""

    slot: str
    name: str
    title: str
    text: str
    reason: str
    """Why an officer asks for it; empty for an application"""
    pages: tuple[PageTile, ...]
    current: str
    """What the tile of the page to come says; empty when there is no room for another"""
    current_text: str
    working: bool
    can_capture: bool
    can_finish: bool
    deferrable: bool
    """Whether there is another way than the camera: what `defer_title` says"""
    defer_by: Literal["", "defer_material", "open_promise"]
    """The intent that the other way sends"""
    defer_title: str
    defer_text: str
    promise: tuple[PromiseView, ...]
    """The promise that is being read now, while the camera waits; else none"""
    more_title: str
    more_text: str
    trouble_title: str
    trouble_text: str
    trouble_tone: Literal["", "warn", "err"]
    camera_down: bool


def view_of(visit: Visit, context: ViewContext) -> MaterialsView:
    """The first material that is not finished."""
    words = Words(context.language)
    spec = current(visit)
    if spec is None:
        raise ValueError("a matter with nothing to scan has no materials screen")
    state = visit.materials.get(spec.key, MaterialState())
    taken = len(state.pages)
    room = taken < spec.max_pages
    trouble = visit.trouble
    row, said = words.fault(trouble.fault) if trouble is not None else (None, None)
    ways = _later_again(visit, spec, words) if visit.supplement is not None else _other_ways(spec, context, words)
    return MaterialsView(
        slot=spec.key,
        name=words.of(spec.title),
        title=words.text("materials.title" if room else "materials.title_full", number=taken + 1, count=taken),
        text=words.text("materials.text", name=words.of(spec.title)),
        reason=_reason(visit, spec, words),
        pages=tuple(_tile(spec.key, index, page, words) for index, page in enumerate(state.pages)),
        current=words.text("materials.page", number=taken + 1) if room else "",
        current_text=words.text("materials.taking" if visit.working else "materials.now"),
        working=visit.working,
        can_capture=room and not visit.working and not state.promising,
        can_finish=taken >= spec.min_pages and not visit.working,
        deferrable=bool(ways[0]) and taken == 0 and not visit.working,
        defer_by=ways[0],
        defer_title=ways[1],
        defer_text=ways[2],
        promise=promise_of(spec, context, words) if state.promising else (),
        more_title=words.text("materials.more" if room else "materials.enough"),
        more_text=words.text("materials.more_text" if room else "materials.enough_text", count=spec.max_pages),
        trouble_title=said.headline if said is not None else "",
        trouble_text=said.advice if said is not None else "",
        trouble_tone="" if row is None else "err" if row.tone is Tone.ERROR else "warn",
        camera_down=row is not None and row.code.startswith("camera."),
    )


def _other_ways(
    spec: MaterialSpec, context: ViewContext, words: Words
) -> tuple[Literal["", "defer_material", "open_promise"], str, str]:
    """Without the paper: put off, promised instead, or either. Intent, title and line of the tile."""
    days = spec.deferrable_days
    if spec.by_promise is not None:
        if days is None:
            return "open_promise", words.text("materials.promise"), words.text("materials.promise_text")
        return "open_promise", words.text("materials.either"), words.text("materials.either_text")
    if days is None:
        return "", "", ""
    return "defer_material", words.text("materials.defer"), later(days, context, words)


def _reason(visit: Visit, spec: MaterialSpec, words: Words) -> str:
    why = dict(visit.supplement.reasons).get(spec.key, "") if visit.supplement is not None else ""
    return words.text("supplement.reason", why=why) if why else ""


def _later_again(
    visit: Visit, spec: MaterialSpec, words: Words
) -> tuple[Literal["", "defer_material", "open_promise"], str, str]:
    """Of papers for a case that is there: this one another time, while there is another to hand in now."""
    if not may_put_off(visit, spec):
        return "", "", ""
    return "defer_material", words.text("supplement.later"), words.text("supplement.laterText")


def pictures_of(visit: Visit) -> dict[str, bytes]:
    """JPEG of every thumbnail by its slot of ``image://frame``; what the addresses in the views name."""
    return {
        _slot(key, index): page.thumbnail or page.jpeg
        for key, state in visit.materials.items()
        for index, page in enumerate(state.pages)
    }


def thumbnails(key: str, state: MaterialState) -> tuple[str, ...]:
    """Addresses of the pictures of one material."""
    return tuple(_address(key, index, page) for index, page in enumerate(state.pages))


def _tile(key: str, index: int, page: Page, words: Words) -> PageTile:
    return PageTile(
        index=index,
        title=words.text("materials.page", number=index + 1),
        status=words.text("materials.taken"),
        retake=words.text("materials.retake"),
        url=_address(key, index, page),
    )


def _slot(key: str, index: int) -> str:
    return f"{key}-{index}"


def _address(key: str, index: int, page: Page) -> str:
    """The serial changes with the picture, so that a page taken again is not shown from Qt's cache."""
    return f"image://frame/{_slot(key, index)}/{crc32(page.thumbnail or page.jpeg):08x}"
