"""A dry run of a matter: visits from the guide to the receipt, through the real machine, with nobody there.

What a check of the file alone cannot see shows here: a form that cannot be confirmed, a step that leads nowhere, rules that
send everybody away. Every plan is walked (`kiosk.services.rehearsal_plans`) by people whom the matter's own rules draw
(`kiosk.services.rehearsal_people`); every choice is made once, and every paper handed in, put off (容缺) and promised (告知承诺).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice, product

from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.fields import FormPage, fault_of, question_of
from kiosk.matters.model import FieldSpec, MaterialSpec, Matter
from kiosk.matters.plan import Step
from kiosk.matters.rules import RuleError, names_used
from kiosk.services import rehearsal_words as words
from kiosk.services.receipt import guide_receipt, receipt_of
from kiosk.services.rehearsal_end import RECEIPT_NO
from kiosk.services.rehearsal_people import AT, VISIT_ID, Guest, draw, rules_of, sample, values_for
from kiosk.services.rehearsal_plans import Plan, plans
from kiosk.services.rehearsal_words import Stumble
from kiosk.visit import events
from kiosk.visit.events import Event
from kiosk.visit.machine import handle
from kiosk.visit.state import FiledCase, InkPoint, Page, PaymentState, Source, Value, Visit
from kiosk.visit.steps import form, materials
from kiosk.visit.steps.identify import unfit

__all__ = ["DATA", "PAPERS", "Course", "Stumble", "rehearse", "sample", "states", "walked"]

_MOST_EVENTS = 300
_MOST_MORE = 60
"""Walks for people and choices that no plan has brought along"""
_MOST_ASKED, _MOST_TRIED = 60, 2000
"""People of whom one is sought for a plan, and of whom it is found out who sends them away"""
_MOST_CHOICES = 6
"""Of a field that no rule looks at: one choice is like the next"""
_PEN = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), (0.2, 0.3), (0.6, 0.6))
PAPERS = _SCAN, _DEFER, _PROMISE = "scan", "defer", "promise"
"""A paper is photographed, handed in later (容缺), or promised (告知承诺)"""
DATA = ("known", "offline", "unknown", "partly")
"""The government knows everything, cannot be asked, knows nothing, does not answer for some of it"""
_WORLDS = len(DATA)
"""In turn"""

_Choose = Callable[[str, Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class _Walk:
    """One visit to be walked: its answers, its citizen, and what is chosen otherwise."""

    plan: Plan
    guest: Guest
    world: int = 0
    script: Mapping[str, str] = field(default_factory=dict)


def rehearse(matter: Matter, calendar: WorkCalendar) -> Stumble | None:
    """What goes wrong when people do `matter` in every way; None if nothing does and somebody reaches the result."""
    try:
        for language in ("zh_CN", "en"):
            guide_receipt(matter, language)
        return None if matter.at_counter_only else _Tour(matter, calendar).wrong()
    except RuleError as error:  # of a bundle each rule is sound by itself; joined they may be too long
        return words.unworkable(error)


def states(matter: Matter, calendar: WorkCalendar, turn: int, language: str = "zh_CN") -> Iterator[Visit]:
    """Every state that `matter` passes through with one of its people, up to the result or to where it does not get on.

    Whoever comes at `turn` gives that answer, counted from 0, or the last there is, to everything.
    """
    people = draw(matter)
    welcome = people.welcome or people.others
    plan = {one.key: _nth([answer.key for answer in one.answers], turn) for one in matter.situations}
    fitting = [guest for guest in welcome if unfit(guest.at(matter, plan), situated=True) is None] or welcome
    data = DATA[(turn + 1) % 2]
    yield from walked(matter, calendar, Course(plan, fitting[turn % len(fitting)], data=data, turn=turn), language)


@dataclass(frozen=True, slots=True)
class Course:
    """How somebody goes through a matter: what they answer, how they hand in papers, and what the government knows of them."""

    plan: Plan
    guest: Guest
    papers: str = "scan"
    """One of `PAPERS`, for each paper that can be had so"""
    data: str = "known"
    """One of `DATA`"""
    turn: int = 1
    """Of the ways to fill in the form the one at this place, counted from 0, or the last there is"""


def walked(matter: Matter, calendar: WorkCalendar, course: Course, language: str = "zh_CN") -> Iterator[Visit]:
    """As `states`, on one course."""

    def choose(what: str, ways: Sequence[str]) -> str:
        if what.startswith(_MATERIAL):
            return course.papers if course.papers in ways else _SCAN
        return _nth(ways, course.turn)

    walk = _Walk(course.plan, course.guest, DATA.index(course.data))
    yield from _passed(matter, calendar, walk, choose, language)


def _nth(ways: Sequence[str], turn: int) -> str:
    return ways[min(turn, len(ways) - 1)]


class _Tour:
    """All walks through one matter, and what has been met on them."""

    def __init__(self, matter: Matter, calendar: WorkCalendar) -> None:
        self._matter, self._calendar = matter, calendar
        self._rules = rules_of(matter)
        self._people = draw(matter)
        self._plans = plans(matter, [guest.holder.facts for guest in self._people.welcome or self._people.others])
        self._situated = any(names_used(rule.rule, "situation") for rule in matter.eligibility)
        self._met: set[str] = set()
        self._taken: Counter[tuple[str, str]] = Counter()
        self._offered: dict[tuple[str, str], tuple[_Walk, Mapping[str, str]]] = {}
        self._reached = False

    def wrong(self) -> Stumble | None:
        """The first thing on any walk."""
        for walk in self._walks():
            wrong = self._walked(walk)
            if wrong is not None:
                return wrong
        return None if self._reached else self._nobody()

    def _walks(self) -> Iterator[_Walk]:
        """Each plan; then those people and choices that were not met on the way; then who is sent away."""
        anybody = next(iter(self._people.welcome or self._people.others))
        world = cycle(range(_WORLDS))
        for plan in self._plans:
            yield _Walk(plan, self._newest(plan) or anybody, next(world))
        for plan, guest in islice(self._unmet(), _MOST_MORE):
            yield _Walk(plan, guest, next(world))
        while (rest := next(world)) != 0:
            yield _Walk(self._plans[0], self._newest(self._plans[0]) or anybody, rest)
        for _ in range(_MOST_MORE):
            left = next((way for way in self._offered if not self._taken[way]), None)
            if left is None:
                break
            walk, made = self._offered[left]
            yield _Walk(walk.plan, walk.guest, walk.world, {**made, left[0]: left[1]})
        yield from self._sent_away()

    def _unmet(self) -> Iterator[tuple[Plan, Guest]]:
        for plan in self._plans:
            while (guest := self._newest(plan, new=True)) is not None:
                yield plan, guest

    def _newest(self, plan: Plan, *, new: bool = False) -> Guest | None:
        """Of those whom `plan` does not send away who brings the most that was not met yet; with `new` only if anything."""
        ranked = sorted(self._people.welcome, key=lambda guest: -len(guest.marks - self._met))
        for guest in ranked[:_MOST_ASKED]:
            if new and guest.marks <= self._met:
                return None
            if not self._situated or unfit(guest.at(self._matter, plan), situated=True) is None:
                self._met |= guest.marks
                return guest
        return None

    def _sent_away(self) -> Iterator[_Walk]:
        """One for each rule that sends somebody away."""
        seen: set[int | None] = {None}
        for guest in self._people.others[:: max(1, len(self._people.others) // _MOST_MORE)]:
            number = unfit(guest.at(self._matter, self._plans[0]), situated=True)
            if number not in seen:
                seen.add(number)
                yield _Walk(self._plans[0], guest)

    def _walked(self, walk: _Walk) -> Stumble | None:
        made: dict[str, str] = {}

        def choose(what: str, ways: Sequence[str]) -> str:
            told = walk.script.get(what, "")
            way = told if told in ways else min(ways, key=lambda one: self._taken[what, one])
            judged = any(what in names_used(rule, "values") for rule in self._rules)
            for one in ways if judged else ways[:_MOST_CHOICES]:
                self._offered.setdefault((what, one), (walk, dict(made)))
            self._taken[what, way] += 1
            made[what] = way
            return way

        count, at, visit = 0, Step.GUIDE, Visit(VISIT_ID, self._matter)
        for count, passed in enumerate(_passed(self._matter, self._calendar, walk, choose)):  # noqa: B007  looked at below
            at, visit = visit.step, passed
        if visit.step is Step.RESULT:
            self._reached = True
            return None
        wrong = self._stumble(visit, at, count)
        return wrong.met_by(self._matter, walk.guest, visit.situation) if wrong is not None else None

    def _stumble(self, visit: Visit, at: Step, count: int) -> Stumble | None:
        if visit.ended is not None:
            return words.ends(at)
        if visit.trouble is not None:
            # A rule may rightly send them away; `wrong` sees to it that it is not everybody.
            turned_away = visit.trouble.fault == "matter.not_eligible"
            return None if turned_away else words.troubled(self._matter, at, visit.trouble)
        return words.endless(visit.step, count) if count >= _MOST_EVENTS else words.halts(visit.step)

    def _nobody(self) -> Stumble:
        """The first rule of eligibility that leaves nobody, whatever their situation."""
        every = product(self._people.others, self._plans)
        left = list(islice(every, 0, None, 1 + len(self._people.others) * len(self._plans) // _MOST_TRIED))
        for number in range(len(self._matter.eligibility)):
            upto = self._matter.model_copy(update={"eligibility": self._matter.eligibility[: number + 1]})
            left = [(guest, plan) for guest, plan in left if unfit(guest.at(upto, plan), situated=True) is None]
            if not left:
                return words.nobody(self._matter, number, len(self._people.others))
        return words.unreached()


def _passed(
    matter: Matter, calendar: WorkCalendar, walk: _Walk, choose: _Choose, language: str = "zh_CN"
) -> Iterator[Visit]:
    visit = Visit(VISIT_ID, matter, language=language)
    yield visit
    for _ in range(_MOST_EVENTS):
        before = visit
        for event in _next(visit, walk, choose):
            visit, _ = handle(visit, event)
            yield visit
        if visit.step is Step.RESULT:
            receipt_of(visit, calendar)
            return
        if visit == before or visit.ended is not None or visit.trouble is not None:
            return


def _next(visit: Visit, walk: _Walk, choose: _Choose) -> tuple[Event, ...]:
    """What somebody who does everything right would do now, and what the devices would answer."""
    match visit.step:
        case Step.GUIDE:
            return (events.GuideAccepted(),)
        case Step.IDENTIFY:
            return events.CardRead(walk.guest.holder, AT.date()), _told(visit.matter, walk)
        case Step.FORM:
            return (events.PageAnswered(_answers(visit, form.pages(visit)[visit.form_page], walk, choose), {}),)
        case Step.MATERIALS:
            spec = materials.current(visit)
            return () if spec is None else _handed_in(spec, choose)
        case Step.REVIEW:
            return (events.ReviewAccepted(),)
        case Step.SIGN:
            strokes = (tuple(InkPoint(x, y, float(at)) for at, (x, y) in enumerate(_PEN)),)
            return events.Signed(strokes), events.SignatureStored(b"png", AT)
        case Step.PAYMENT if visit.payment.state is PaymentState.PAID:
            return (events.SubmitTapped(),)
        case Step.PAYMENT:
            order = visit.payment.order_no
            return events.PaymentOffered(order, "https://pay.invalid/", 300.0), events.Paid(order, "wechat", AT)
        case Step.FILING:
            return (events.Filed(FiledCase(RECEIPT_NO, AT, "https://platform.invalid/r/0")),)
        case _:
            return ()


def _told(matter: Matter, walk: _Walk) -> events.Prefilled:
    """The card's part always; what the government knows by the world of the walk."""
    judged = {key for rule in matter.eligibility for key in names_used(rule.rule, "values")}
    card = {spec.key for spec in matter.form if (spec.source or "").startswith("card.")}
    asked = [spec.key for spec in matter.form if spec.source is not None and spec.key not in card]
    silent = (set[str](), {*asked}, set[str](), {*asked[1::2]})[walk.world]
    unknown = {key for key in asked if key not in judged} if walk.world == _NOTHING_KNOWN else set[str]()
    values = {
        key: Value(text, Source.CARD if key in card else Source.GOVERNMENT)
        for key, text in walk.guest.known.items()
        if text and key not in silent | unknown
    }
    return events.Prefilled(
        values, offline=walk.world == _OFFLINE, unavailable=tuple(key for key in asked if key in silent)
    )


def _answers(visit: Visit, page: FormPage, walk: _Walk, choose: _Choose) -> dict[str, str]:
    return {spec.key: _answer(visit.matter, spec, walk, choose) for spec in page.questions}


def _answer(matter: Matter, spec: FieldSpec, walk: _Walk, choose: _Choose) -> str:
    ways = [choice.key for choice in spec.choices]
    planned = walk.plan.get(spec.key.removeprefix(form.SITUATION)) if spec.key.startswith(form.SITUATION) else None
    if planned in ways:
        return planned or ""
    if not ways:
        rules = rules_of(matter)
        if not any(spec.key in names_used(rule, "values") for rule in rules):
            return sample(spec)
        will_do = (text for text in values_for(spec, rules) if text and fault_of(spec, text) is None)
        ways = [text for text in will_do if question_of(spec, text) is None] or [sample(spec)]
    return choose(spec.key, ways)


def _handed_in(spec: MaterialSpec, choose: _Choose) -> tuple[Event, ...]:
    ways = [_SCAN]
    ways += [_DEFER] if spec.deferrable_days is not None else []
    ways += [_PROMISE] if spec.by_promise is not None else []
    match choose(_MATERIAL + spec.key, ways):
        case "defer":
            return (events.MaterialDeferred(spec.key),)
        case "promise":
            return events.PromiseOpened(spec.key), events.MaterialPromised(spec.key)
        case _:
            page = (events.CaptureTapped(), events.MaterialCaptured(spec.key, Page(b"jpeg")))
            return (*(page * spec.min_pages), events.PagesFinished(spec.key))


_MATERIAL = "material."
_OFFLINE, _NOTHING_KNOWN = 1, 2
