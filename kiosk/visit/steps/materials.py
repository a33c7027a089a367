"""Materials: each scanned page by page, put off till later (容缺受理), or replaced by a promise (告知承诺)."""

from dataclasses import replace

from kiosk.matters.model import MaterialSpec, Text
from kiosk.visit.course import Outcome, onward, stay, troubled
from kiosk.visit.effects import CaptureMaterial
from kiosk.visit.events import (
    CaptureTapped,
    Event,
    Failed,
    MaterialCaptured,
    MaterialDeferred,
    MaterialPromised,
    PageDiscarded,
    PagesFinished,
    PromiseOpened,
)
from kiosk.visit.state import MaterialState, Visit


def handle(visit: Visit, event: Event) -> Outcome:
    """Events that name another material than the one on the screen are late and change nothing."""
    spec = current(visit)
    if spec is None:
        return stay(visit)
    state = visit.materials.get(spec.key, MaterialState())
    match event:
        case CaptureTapped() if not (visit.working or state.promising) and len(state.pages) < spec.max_pages:
            return stay(replace(visit, working=True, trouble=None), CaptureMaterial(spec.key))
        case MaterialCaptured(slot=spec.key, page=page) if visit.working:
            taken = replace(state, pages=(*state.pages, page), deferred=False, promised=False)
            return stay(replace(_with(visit, spec, taken), working=False, trouble=None))
        case Failed(effect="CaptureMaterial", fault=fault, of=spec.key):
            return stay(troubled(visit, fault))
        case PageDiscarded(slot=spec.key, index=index) if not visit.working and 0 <= index < len(state.pages):
            rest = state.pages[:index] + state.pages[index + 1 :]
            return stay(replace(_with(visit, spec, replace(state, pages=rest)), trouble=None))
        case PagesFinished(slot=spec.key) if not visit.working:
            if len(state.pages) < spec.min_pages:
                return stay(troubled(visit, "material.too_few_pages"))
            return _done(visit, spec, replace(state, finished=True))
        case MaterialDeferred(slot=spec.key) if may_put_off(visit, spec) and not visit.working:
            return _done(visit, spec, MaterialState(deferred=True, finished=True))
        case PromiseOpened(slot=spec.key) if spec.by_promise is not None and not visit.working:
            return stay(replace(_with(visit, spec, replace(state, promising=True)), trouble=None))
        case MaterialPromised(slot=spec.key) if spec.by_promise is not None and not visit.working:
            return _done(visit, spec, MaterialState(promised=True, finished=True))
        case _:
            return stay(visit)


def current(visit: Visit) -> MaterialSpec | None:
    """The material that is on the screen: the first that is not finished, else the last."""
    scanned = visit.selected.scanned
    for spec in scanned:
        if not visit.materials.get(spec.key, MaterialState()).finished:
            return spec
    return scanned[-1] if scanned else None


def may_put_off(visit: Visit, spec: MaterialSpec) -> bool:
    """Whether `spec` may come later: as its matter says; of papers for a case that is there (补交) any but the last."""
    if visit.supplement is None:
        return spec.deferrable_days is not None
    others = (visit.materials.get(one.key, MaterialState()) for one in visit.selected.scanned if one.key != spec.key)
    return any(not state.deferred for state in others)


def reopened(visit: Visit) -> Visit:
    """Coming back to the materials: what was scanned stays, and can be changed."""
    return replace(visit, materials={key: MaterialState(state.pages) for key, state in visit.materials.items()})


def closed(visit: Visit) -> Visit | None:
    """Back from the promise to the camera; ``None`` where no promise is being read."""
    spec = current(visit)
    state = visit.materials.get(spec.key) if spec is not None else None
    if spec is None or state is None or not state.promising:
        return None
    return _with(visit, spec, replace(state, promising=False))


def promised(visit: Visit) -> tuple[MaterialSpec, ...]:
    """The materials that a promise stands in place of."""
    return tuple(spec for spec in visit.selected.scanned if visit.materials.get(spec.key, MaterialState()).promised)


def declaration(visit: Visit) -> tuple[Text, ...]:
    """All that is signed: what the matter declares, and each promise with the paper that it stands for."""
    made = [(spec.title, spec.by_promise) for spec in promised(visit) if spec.by_promise is not None]
    promises = (
        Text.model_construct(
            zh=f"{promise.zh}（代替{title.zh}）",
            en=f"{promise.en} (instead of: {title.en})",
            zh_hant=f"{promise.get('zh_Hant')}（代替{title.get('zh_Hant')}）",
        )
        for title, promise in made
    )
    return (*visit.matter.declaration, *promises)


def _with(visit: Visit, spec: MaterialSpec, state: MaterialState) -> Visit:
    return replace(visit, materials={**visit.materials, spec.key: state})


def _done(visit: Visit, spec: MaterialSpec, state: MaterialState) -> Outcome:
    changed = replace(_with(visit, spec, state), trouble=None)
    if all(changed.materials.get(other.key, MaterialState()).finished for other in visit.selected.scanned):
        return onward(changed)
    return stay(changed)


def waits_for_paper(visit: Visit) -> bool:
    """Whether the result waits for a paper that was put off: the promised days count from the day on which it is there."""
    states = visit.materials
    return any(
        not spec.result_first and spec.deferrable_days is not None and spec.key in states and states[spec.key].deferred
        for spec in visit.selected.scanned
    )
