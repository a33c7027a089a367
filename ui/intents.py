"""What a screen asks for → what happens to the visit. Pure; anything malformed is a bug of a screen and raises."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kiosk.matters.plan import Step
from kiosk.visit import events
from kiosk.visit.machine import loses_work
from kiosk.visit.state import EndReason, InkPoint, Stroke, Visit

Args = Mapping[str, Any]


def _answers(args: Args) -> events.PageAnswered:
    answers = {str(key): str(value) for key, value in dict(args["answers"]).items()}
    typed = {str(key): int(value) for key, value in dict(args.get("typed", {})).items()}
    return events.PageAnswered(answers, typed)


def _strokes(args: Args) -> tuple[Stroke, ...]:
    return tuple(tuple(_ink_point(point) for point in stroke) for stroke in args["strokes"])


def _ink_point(point: Sequence[float]) -> InkPoint:
    x, y, at, *pressure = map(float, point)
    return InkPoint(x, y, at, *pressure)


EVENTS: Mapping[str, Callable[[Args], events.Event]] = {
    "start": lambda _: events.GuideAccepted(),
    "page_answered": _answers,
    "capture": lambda _: events.CaptureTapped(),
    "discard_page": lambda args: events.PageDiscarded(str(args["slot"]), int(args["index"])),
    "pages_finished": lambda args: events.PagesFinished(str(args["slot"])),
    "defer_material": lambda args: events.MaterialDeferred(str(args["slot"])),
    "open_promise": lambda args: events.PromiseOpened(str(args["slot"])),
    "promise_material": lambda args: events.MaterialPromised(str(args["slot"])),
    "accept_review": lambda _: events.ReviewAccepted(),
    "edit": lambda args: events.EditRequested(Step(args["step"])),
    "signed": lambda args: events.Signed(_strokes(args)),
    "payment_retry": lambda _: events.PaymentRetried(),
    "payment_defer": lambda _: events.PaymentDeferred(),
    "submit": lambda _: events.SubmitTapped(),
    "paper_retry": lambda args: events.PaperRetried(str(args["paper"])),
    "rate": lambda args: events.Rated(int(args["score"])),
    "try_again": lambda _: events.TryAgainTapped(),
    "back": lambda _: events.BackTapped(),
    "exit": lambda _: events.Abandoned(EndReason.LEFT),
    "leave": lambda _: events.Abandoned(EndReason.LEFT),
    "other_matters": lambda _: events.Abandoned(EndReason.LEFT),
    "finish": lambda _: events.Finished(),
}


def asks_first(intent: str, visit: Visit) -> bool:
    """Whether an intent leads out of `visit` and would lose something: then it is asked about, and ``leave`` does it."""
    leads_out = intent in ("exit", "other_matters") or (intent == "back" and visit.step is visit.plan[0])
    return leads_out and loses_work(visit)


def event_of(intent: str, args: Args) -> events.Event | None:
    """The event an intent means to a visit, or ``None`` when it means nothing to one."""
    make = EVENTS.get(intent)
    return make(args) if make is not None else None


def code_of(intent: str, args: Args) -> str:
    """The code of the matter or the key of the bundle that an intent chooses, if it does."""
    if intent == "matter":
        return str(args.get("code", ""))
    if intent == "bundle":
        return str(args.get("key", ""))
    if intent == "elderTile":
        return str(args.get("key", "")).removeprefix("matter:")
    return ""
