"""The guide of one matter, shown before a card is asked for: from the matter and what works now. Pure."""

from dataclasses import dataclass
from typing import Literal

from kiosk.faults import fault
from kiosk.matters.availability import Availability, Level
from kiosk.matters.model import MaterialSpec, Matter
from kiosk.matters.plan import Step, plan_of
from ui.i18n import text

_STEP_ICONS = {
    Step.IDENTIFY: "identification-card",
    Step.FORM: "list-bullets",
    Step.MATERIALS: "camera",
    Step.SIGN: "pen-nib",
    Step.PAYMENT: "qr-code",
    Step.RESULT: "receipt",
}
_VERDICTS = {Level.CAN_FINISH: "finish", Level.CAN_ACCEPT: "accept", Level.NOT_NOW: "not"}
_TAGS: dict[str, Literal["free", "card", "scan"]] = {"card": "card", "government": "free", "scan": "scan"}
_MOST_MATERIALS = 4
_MOST_WHO = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """What people ask first: a label, the answer, and a word on it."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class WhoLine:
    """One sentence on who can apply; at most three."""

    text: str
    tone: Literal["ok", "info", "warn"]


@dataclass(frozen=True, slots=True)
class GuideMaterial:
    """One material: ``free`` needs nothing, ``card`` no more than the card, ``scan`` a photo here; at most four."""

    icon: str
    title: str
    note: str
    tag: Literal["free", "card", "scan", "bring"]


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One circle of the way; at most six."""

    icon: str
    label: str


@dataclass(frozen=True, slots=True)
class PaperState:
    """How it stands with the guide on paper; `fault` says why it did not come out."""

    phase: Literal["", "printing", "printed", "failed"] = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class TakeAlong:
    """One paper to take to the counter."""

    icon: str
    title: str


@dataclass(frozen=True, slots=True)
class CounterGuide:
    """Where, when and with what a matter is done that this kiosk cannot do."""

    place: str
    hours: str
    bring: tuple[TakeAlong, ...]


@dataclass(frozen=True, slots=True)
class GuideView:
    """The whole guide. ``reason`` says why not and where instead when ``verdict`` is ``not``.

    A matter of a counter has ``counter`` and no facts, materials or steps: the kiosk does not know the counter's.
    """

    title: str
    subtitle: str
    verdict: Literal["finish", "accept", "not"]
    reason: str
    can_start: bool
    can_print: bool
    facts: tuple[Fact, ...]
    who: tuple[WhoLine, ...]
    materials: tuple[GuideMaterial, ...]
    steps: tuple[GuideStep, ...]
    counter: CounterGuide | None = None
    printing: bool = False
    print_label: str = ""
    paper_text: str = ""
    """What became of the paper, in the subtitle's place"""
    paper_tone: Literal["", "ok", "warn"] = ""


def guide_view(
    matter: Matter, can: Availability, language: str, *, can_print: bool, paper: PaperState | None = None
) -> GuideView:
    """Whether it can be done now is said before anything is asked for."""
    verdict, phase = _VERDICTS[can.level], paper.phase if paper is not None else ""
    kind = text(language, "guide.verdict." + ("counter" if matter.at_counter_only else verdict))
    return GuideView(
        title=matter.title.get(language),
        subtitle=_subtitle(matter, can, kind, language),
        verdict=verdict,  # type: ignore[arg-type]  # the table's values are the literals
        reason=_reason(matter, can, language),
        can_start=can.level is not Level.NOT_NOW,
        can_print=can_print,
        facts=() if matter.at_counter_only else _facts(matter, can, language),
        who=tuple(WhoLine(line.text.get(language), line.tone) for line in matter.who[:_MOST_WHO]),
        materials=tuple(_material(spec, language) for spec in matter.materials[:_MOST_MATERIALS]),
        steps=tuple(
            GuideStep(_STEP_ICONS[step], text(language, f"guide.step.{step.value}"))
            for step in plan_of(matter)
            if step in _STEP_ICONS
        ),
        counter=_counter(matter, language),
        printing=phase == "printing",
        print_label=text(language, f"guide.print.{phase}" if phase else "guide.print"),
        paper_text=_paper_text(paper, language) if paper is not None else "",
        paper_tone="warn" if phase == "failed" else "ok" if phase == "printed" else "",
    )


def _paper_text(paper: PaperState, language: str) -> str:
    if not paper.phase:
        return ""
    if paper.phase != "failed":
        return text(language, f"guide.paper.{paper.phase}")
    said = fault(paper.fault).words(language)
    return text(language, "guide.paper.failed", what=said.headline)


def _counter(matter: Matter, language: str) -> CounterGuide | None:
    if matter.counter is None:
        return None
    return CounterGuide(
        matter.counter.place.get(language),
        matter.counter.hours.get(language),
        tuple(
            TakeAlong("identification-card" if "身份证" in paper.zh else "file-text", paper.get(language))
            for paper in matter.counter.bring
        ),
    )


def _subtitle(matter: Matter, can: Availability, kind: str, language: str) -> str:
    """Whose matter it is and that it can be done; where something is missing, what that means today."""
    if can.level is Level.CAN_ACCEPT:
        return _reason(matter, can, language)
    return f"{matter.department.get(language)} · {kind}"


def _reason(matter: Matter, can: Availability, language: str) -> str:
    if matter.counter is not None:
        place, hours = matter.counter.place.get(language), matter.counter.hours.get(language)
        return text(language, "guide.counter", place=place, hours=hours)
    if can.level is Level.CAN_FINISH or not can.reasons:
        return ""
    return text(language, "reason." + can.reasons[0])


def _facts(matter: Matter, can: Availability, language: str) -> tuple[Fact, ...]:
    def say(key: str, **values: object) -> str:
        return text(language, f"guide.fact.{key}", **values)

    steps = len([step for step in plan_of(matter) if step in _STEP_ICONS])
    time = Fact(text(language, "guide.time"), say("minutes", minutes=matter.minutes), say("steps", steps=steps))
    if matter.promised_days is not None:
        law = say("law", days=matter.statutory_days) if matter.statutory_days is not None else ""
        term = Fact(text(language, "guide.deadline"), say("days", days=matter.promised_days), law)
    elif can.level is Level.CAN_ACCEPT:
        term = Fact(text(language, "guide.deadline"), say("accepted"), say("acceptedNote"))
    else:
        term = Fact(text(language, "guide.deadline"), say("instant"), say("instantNote"))
    if matter.fee is not None:
        yuan = matter.fee.amount_fen / 100
        amount = f"{yuan:.0f}" if matter.fee.amount_fen % 100 == 0 else f"{yuan:.2f}"
        fee = Fact(
            text(language, "guide.fee"), say("yuan", yuan=amount), say("payNote", name=matter.fee.name.get(language))
        )
    else:
        fee = Fact(text(language, "guide.fee"), say("free"), say("freeNote"))
    scans, others = len(matter.scanned), len(matter.materials) - len(matter.scanned)
    papers, rest = (say("scan", count=scans), "others") if scans else (say("nothing"), "exempt")
    materials = Fact(text(language, "guide.materials"), papers, say(rest, count=others) if others else "")
    return (time, term, fee, materials)


def _material(spec: MaterialSpec, language: str) -> GuideMaterial:
    tag = _TAGS[spec.origin]
    return GuideMaterial(spec.icon, spec.title.get(language), spec.note.get(language), tag)
