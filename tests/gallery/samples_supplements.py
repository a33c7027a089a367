"""Papers for a case that is there (补交): the button, the camera, the last look and the receipt. Invented data only."""

from collections.abc import Callable
from datetime import date
from typing import Any

from kiosk.matters.plan import Step
from kiosk.protocol.progress import CaseProgress, Said, Wanted
from kiosk.visit import events as happened
from kiosk.visit.errand import At, Errand
from kiosk.visit.state import FiledCase, Visit
from kiosk.visit.supplement import visit_for
from tests.gallery.samples import Sample
from tests.gallery.samples_errands import _CASES, CASE, OWED, PLACED
from tests.gallery.samples_visit import sample
from tests.gallery.visits import LONG, page, walk
from tests.kiosk.visit.people import CARD_REPLACEMENT, NOW, WANG
from ui.views.errands import view_of
from ui.views.qml_map import qml_map

_MARRIAGE = Wanted(
    key="marriage",
    title=Said(zh="结婚证（双方的都要，再婚的交离婚证）", en="Marriage certificates of both, or of divorce"),
    why="原来交的是复印件，看不清登记机关的章，请重新拍原件，每一页都要拍到",
    due=date(2026, 11, 27),
)
TWO = CASE.model_copy(update={"wanted": (*CASE.wanted, OWED)})
FOUR = CASE.model_copy(
    update={
        "title": _CASES[1].title,
        "wanted": (
            *CASE.wanted,
            OWED,
            _MARRIAGE,
            _MARRIAGE.model_copy(update={"key": "deed", "title": Said(zh="不动产权证", en="Property title deed")}),
        ),
    }
)
LONG_REASON = CASE.model_copy(
    update={
        "wanted": tuple(
            one.model_copy(
                update={
                    "asked": True,
                    "why": "租房合同缺最后一页，请补交有签名的那页；另外房东的身份证号码被手指挡住了，"
                    "请重新拍一次，四个角都要在画面里",
                }
            )
            for one in CASE.wanted[:1]
        )
    }
)
LATIN_REASON = CASE.model_copy(
    update={
        "wanted": tuple(
            one.model_copy(
                update={
                    "asked": True,
                    "why": "The last page of the lease is missing; please hand in the one with the signatures of both "
                    "the landlord and the tenant",
                }
            )
            for one in CASE.wanted[:1]
        )
    }
)
_URL = "http://127.0.0.1:8000/r/" + "x" * 300


def begun(case: CaseProgress, language: str) -> Visit:
    """At the camera."""
    found = visit_for(case, CARD_REPLACEMENT if case is TWO else None)
    assert found is not None
    return Visit(
        "9" * 32,
        found[0],
        language=language,
        step=Step.MATERIALS,
        supplement=found[1],
        holder=LONG if case is FOUR else WANG,
    )


def scanned(case: CaseProgress, language: str, *, but: int = 0) -> Visit:
    """Every paper with two pages; the last `but` of them another time."""
    visit = begun(case, language)
    keys = [spec.key for spec in visit.selected.scanned]
    for key in keys[: len(keys) - but]:
        for number in (1, 2):
            visit = walk(visit, happened.CaptureTapped(), happened.MaterialCaptured(key, page(number)))
        visit = walk(visit, happened.PagesFinished(key))
    return walk(visit, *(happened.MaterialDeferred(key) for key in keys[len(keys) - but :])) if but else visit


def handed(case: CaseProgress, language: str, *, arrived: bool, paper: happened.Event, but: int = 0) -> Visit:
    """It is on the disk, sealed."""
    filed = happened.Filed(FiledCase("B-0412-0024", NOW, _URL, arrived=arrived))
    return walk(scanned(case, language, but=but), happened.ReviewAccepted(), filed, paper)


def _errand(case: CaseProgress | None, *, at: At, card: bool = True) -> Errand:
    cases = (case if case is not None else CASE, *_CASES[1:4])
    shown = case if at is At.CASE else None
    return Errand("1", at, holder=WANG if card else None, path=(At.CASES,), cases=cases, case=shown)


def _offered(errand: Errand, *, elder: bool = False, named: bool = True) -> Sample:
    def view(language: str) -> dict[str, Any]:
        numbers = frozenset(one.case_no for one in errand.cases)
        matter = PLACED if named else None
        shown = qml_map(
            view_of(errand, language, elder=elder, matter=matter, hand_in=frozenset(sorted(numbers)[-1:]))[1]
        )
        assert isinstance(shown, dict)
        return shown

    screen = view_of(errand, "zh_CN", elder=elder)[0]
    return Sample(screen, view, variants=("elder",) if elder else ("normal",))


def _both(name: str, errand: Errand) -> dict[str, Sample]:
    return {f"supply-{name}": _offered(errand), f"supply-{name}-large": _offered(errand, elder=True)}


def _made(case: CaseProgress, make: Callable[..., Visit], **how: Any) -> Callable[[str], Visit]:
    return lambda language: make(case, language, **how)


SAMPLES: dict[str, Sample] = {
    **_both("list", _errand(None, at=At.CASES)),
    **_both("case", _errand(TWO, at=At.CASE)),
    **_both("case-long", _errand(FOUR, at=At.CASE)),
    **_both("case-number", _errand(TWO, at=At.CASE, card=False)),
    "supply-camera": sample(_made(TWO, begun)),
    "supply-camera-last": sample(_made(CASE, begun)),
    "supply-camera-reason": sample(_made(LONG_REASON, begun)),
    "supply-camera-reason-latin": sample(_made(LATIN_REASON, begun)),
    "supply-review": sample(_made(TWO, scanned)),
    "supply-review-long": sample(_made(FOUR, scanned, but=1)),
    "supply-done": sample(_made(TWO, handed, arrived=True, paper=happened.Printed("receipt"))),
    "supply-done-offline": sample(
        _made(
            FOUR, handed, arrived=False, but=1, paper=happened.Failed("PrintReceipt", "receipt.paper_out", of="receipt")
        )
    ),
}
