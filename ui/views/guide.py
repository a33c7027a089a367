"""The guide of one matter, shown before a card is asked for: from the matter and what works now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.faults import fault
from kiosk.matters.availability import Availability, Level
from kiosk.matters.composed import Composed
from kiosk.matters.delivery import prices
from kiosk.matters.model import MaterialSpec, Matter, OpeningHours, ServiceMode
from kiosk.matters.plan import Step, plan_of
from kiosk.visit.narrowing import in_all
from ui.i18n import text
from ui.views.members import GuideMember, guide_members, papers_in_order
from ui.views.more_topics import says_more
from ui.views.wording import Words

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
    """One material: ``free`` needs nothing, ``card`` no more than the card, ``scan`` a photo here, ``case`` one in some cases.

    At most four, those of some cases last.
    """

    icon: str
    title: str
    note: str
    tag: Literal["free", "card", "scan", "bring", "case"]


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
    announcement: str = ""
    """What the authorities have to say of this matter now"""
    members: tuple[GuideMember, ...] = ()
    """What a bundle is made of; nothing for a single matter. At most seven"""
    more: bool = False
    """Whether there is more to read than stands here"""


def guide_view(
    matter: Matter,
    can: Availability,
    language: str,
    *,
    can_print: bool,
    paper: PaperState | None = None,
    announcement: str = "",
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
        materials=_materials(matter, language),
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
        announcement=announcement,
        members=guide_members(matter, language),
        more=says_more(matter),
    )


def _materials(matter: Matter, language: str) -> tuple[GuideMaterial, ...]:
    """The first four; of a bundle the last of them says how many more there are."""
    if not isinstance(matter, Composed):
        papers = sorted(matter.materials, key=_is_by_case)[:_MOST_MATERIALS]
        return tuple(_material(spec, language) for spec in papers)
    every = papers_in_order(matter)
    if len(every) <= _MOST_MATERIALS:
        return tuple(_material(spec, language) for spec in every)
    shown, rest = every[: _MOST_MATERIALS - 1], every[_MOST_MATERIALS - 1 :]
    scans = sum(spec.origin == "scan" for spec in rest)
    free = text(language, "guide.members.noPaper", count=len(rest) - scans)
    note = text(language, "guide.members.ifNeeded", count=scans) if scans else free
    title = text(language, "guide.members.papers", count=len(rest))
    more = GuideMaterial("list-bullets", title, note, "case" if scans else "free")
    return (*(_material(spec, language) for spec in shown), more)


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
    if isinstance(matter, Composed) and matter.elsewhere and can.level is Level.CAN_FINISH:
        here, counter = len(matter.parts), len(matter.elsewhere)
        kind = text(language, "guide.members.split", here=here, counter=counter)
    return f"{matter.department.get(language)} · {kind}"


def _reason(matter: Matter, can: Availability, language: str) -> str:
    if matter.counter is not None:
        place, opened = matter.counter.place.get(language), matter.counter.hours.get(language)
        return text(language, "guide.counter", place=place, hours=opened)
    if can.level is Level.CAN_FINISH or not can.reasons:
        return ""
    return text(language, "reason." + can.reasons[0], hours=hours(matter.opening, language))


def _facts(matter: Matter, can: Availability, language: str) -> tuple[Fact, ...]:
    steps = len([step for step in plan_of(matter) if step in _STEP_ICONS])
    minutes = text(language, "guide.fact.minutes", minutes=matter.minutes)
    time = Fact(text(language, "guide.time"), minutes, text(language, "guide.fact.steps", steps=steps))
    label = text(language, "guide.deadline")
    return (time, Fact(label, *_term(matter, can, language)), _fee(matter, language), _papers(matter, language))


def _term(matter: Matter, can: Availability, language: str) -> tuple[str, str]:
    """How it is decided and by when: 秒批, 免申即享, 承诺 or 即办."""
    words, promise, law = Words(language), matter.promise, matter.statute
    days = words.length(promise) if promise is not None else ""
    if matter.service_mode is ServiceMode.UNASKED:
        return text(language, "guide.fact.unasked"), days or text(language, "guide.fact.unaskedNote")
    if isinstance(matter, Composed) and promise is not None:
        return days, text(language, "guide.fact.longest")
    if promise is not None:
        by_law = text(language, "guide.fact.law", term=words.length(law, short=True)) if law is not None else ""
        return days, by_law
    if can.level is Level.CAN_ACCEPT:
        return text(language, "guide.fact.accepted"), text(language, "guide.fact.acceptedNote")
    how = "automatic" if matter.service_mode is ServiceMode.AUTOMATIC else "instant"
    return text(language, f"guide.fact.{how}"), text(language, f"guide.fact.{how}Note")


def _fee(matter: Matter, language: str) -> Fact:
    """What it costs, and what sending the result costs beside: by the ways that it may go."""
    label, everything = text(language, "guide.fee"), in_all(matter.all_fees)
    sending = prices(matter.deliveries) or (0,)
    least, most, own = sending[0], sending[-1], everything.amount_fen if everything is not None else 0
    if any(fee.when != "true" for fee in matter.all_fees) or 0 < least < most:
        note = text(language, "guide.fact.mostYuan", yuan=_yuan(own + most))
        return Fact(label, text(language, "guide.fact.byCase"), note)
    value = (
        text(language, "guide.fact.yuan", yuan=_yuan(own + least)) if own + least else text(language, "guide.fact.free")
    )
    if least:
        return Fact(label, value, text(language, "guide.fact.posted", yuan=_yuan(least)))
    if most:
        dear = [_yuan(price) for price in (sending[1], most)]
        return Fact(label, value, text(language, "guide.fact.postage", yuan="–".join(dict.fromkeys(dear))))
    if everything is None:
        return Fact(label, value, text(language, "guide.fact.freeNote"))
    return Fact(label, value, text(language, "guide.fact.payNote", name=everything.name.get(language)))


def _yuan(fen: int) -> str:
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"


def _papers(matter: Matter, language: str) -> Fact:
    """What is to be photographed in every case, and how much a case may add."""
    label, by_case = text(language, "guide.materials"), sum(_is_by_case(spec) for spec in matter.materials)
    scans, others = len(matter.scanned) - by_case, len(matter.materials) - len(matter.scanned)
    value = text(language, "guide.fact.scan", count=scans) if scans else text(language, "guide.fact.nothing")
    if by_case:
        note = text(language, "guide.fact.moreByCase" if scans else "guide.fact.mostByCase", count=by_case)
        return Fact(label, value if scans else text(language, "guide.fact.byCase"), note)
    rest = "guide.fact.others" if scans else "guide.fact.exempt"
    return Fact(label, value, text(language, rest, count=others) if others else "")


def _is_by_case(spec: MaterialSpec) -> bool:
    return spec.origin == "scan" and spec.when != "true"


def _material(spec: MaterialSpec, language: str) -> GuideMaterial:
    tag = "case" if _is_by_case(spec) else _TAGS[spec.origin]
    return GuideMaterial(spec.icon, spec.title.get(language), spec.note.get(language), tag)


def hours(opening: Sequence[OpeningHours], language: str) -> str:
    """``工作日 8:00–20:00``; empty for a matter that is done around the clock."""
    comma = text(language, "hours.comma")
    return comma.join(
        text(language, f"hours.{each.on}", opens=f"{each.opens:%H:%M}", closes=f"{each.closes:%H:%M}")
        for each in opening
    )
