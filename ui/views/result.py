"""The result: what was reached, the papers as they really are, what comes next, and five faces."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kiosk.clock import CHINA
from kiosk.matters.deadline import due
from kiosk.matters.model import Handling
from kiosk.visit.state import FiledCase, PaperState, PaymentState, Source, Visit
from kiosk.visit.steps.filing import RECEIPT
from kiosk.visit.steps.materials import waits_for_paper
from ui.views.context import ViewContext
from ui.views.members import ResultMember, result_members
from ui.views.wording import Words, grouped

_SHORT_NAME = 12
"""Half-width characters; a Chinese character is two of them"""
WORST = 5
"""A rating is 1 best to 5 worst (GB/T 39046 A.8); a face is 5 best to 1 worst"""


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """One paper, as it really is."""

    key: str
    kind: Literal["receipt", "document"]
    name: str
    state: Literal["printing", "printed", "failed"]
    title: str
    text: str
    line: str
    """The same in one line of a list, with the paper's name"""
    retry: str
    """What the button says; empty when trying again cannot help"""


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One line on the picture of the receipt."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ResultStage:
    """One of the three circles of what comes next."""

    title: str
    text: str
    state: Literal["done", "next"]


@dataclass(frozen=True, slots=True)
class ResultView:
    """`papers[0]` stands in the large card; the rest follow in the list when there is no `timeline`."""

    tone: Literal["ok", "warn"]
    icon: str
    title: str
    number_label: str
    number: str
    line_icon: str
    line: str
    papers: tuple[ResultPaper, ...]
    receipt_title: str
    receipt_lines: tuple[ResultLine, ...]
    qr: str
    qr_title: str
    qr_text: str
    verify: str
    """What is good to know of an issued document; empty without one"""
    qr_strong: bool
    """The code is now the receipt: a paper failed"""
    timeline: tuple[ResultStage, ...]
    members: tuple[ResultMember, ...]
    """The cases of a bundle, in the timeline's place"""
    rate_title: str
    rate_text: str
    face: int
    """The chosen face, 5 best to 1 worst; 0 while unrated. ``rate`` sends ``6 - face``"""
    reminder: str
    rated: bool
    next: str


def view_of(visit: Visit, context: ViewContext) -> ResultView:
    """Online means the platform has acknowledged it; anything else is "accepted", never "submitted"."""
    case = visit.case
    if case is None:
        raise ValueError("no result before the application is filed")
    words = Words(context.language)
    online = case.answer is not None
    papers = _papers(visit, words)
    members = result_members(visit, case, words)
    failed = any(paper.state == "failed" for paper in papers)
    qr = _qr_keys(failed=failed, online=online)
    issued = any(paper.kind == "document" for paper in papers)
    return ResultView(
        tone="ok" if online else "warn",
        icon="check" if online else "tray",
        title=_title(visit, papers, words, online=online),
        number_label=_number_label(case, words),
        number=grouped(case.answer.case_no) if case.answer is not None and not members else case.receipt_no,
        line_icon="clock" if online else "shield-check",
        line=words.text(
            "result.line_late" if case.late else "result.line_online" if online else "result.line_offline",
            time=words.moment(case.applied_at, context.now),
        ),
        papers=papers,
        receipt_title=words.text("result.receipt_title"),
        receipt_lines=_receipt_lines(visit, case, context, words),
        qr=case.follow_url,
        qr_title=words.text(qr[0]),
        qr_text=words.text(qr[1]),
        verify=words.text("result.verify") if issued else "",
        qr_strong=failed,
        timeline=() if issued or members else _timeline(visit, case, context, words),
        members=() if issued else members,
        rate_title=words.text("result.rate"),
        rate_text=words.text("result.rate_text"),
        face=0 if visit.rating is None else WORST + 1 - visit.rating,
        reminder=_reminder(visit, context, words),
        rated=visit.rating is not None,
        next=words.text("result.finish"),
    )


def _number_label(case: FiledCase, words: Words) -> str:
    """Of a bundle it is the one number that its cases share."""
    if case.members and case.answer is not None:
        return words.text("result.shared_no")
    return words.text("result.case_no" if case.answer is not None else "result.receipt_no")


def _title(visit: Visit, papers: tuple[ResultPaper, ...], words: Words, *, online: bool) -> str:
    if not online:
        return words.text("result.title_offline")
    documents = [paper for paper in papers if paper.kind == "document"]
    if not documents:
        office = words.office(visit.matter.department)
        return words.text("result.title_online", office=office[:1].upper() + office[1:])
    if any(paper.state == "failed" for paper in documents):
        return words.text("result.title_issued_failed")
    if all(paper.state == "printed" for paper in documents):
        return words.text("result.title_issued")
    return words.text("result.title_issued_printing")


def _papers(visit: Visit, words: Words) -> tuple[ResultPaper, ...]:
    """Documents first: they are what people came for."""
    documents = {spec.key: words.of(spec.title) for spec in visit.selected.documents}
    keys = sorted(visit.papers, key=lambda key: key == RECEIPT)
    return tuple(_paper(visit, key, documents.get(key, words.text("result.receipt")), words) for key in keys)


def _paper(visit: Visit, key: str, name: str, words: Words) -> ResultPaper:
    paper = visit.papers[key]
    kind: Literal["receipt", "document"] = "receipt" if key == RECEIPT else "document"
    line = retry = ""
    match paper.state:
        case PaperState.PRINTING:
            title = words.text("paper.printing", name=_short(name, words))
            line = words.text("paper.printing", name=name)
            text = words.text("paper.where." + kind)
        case PaperState.PRINTED:
            title = words.text("paper.printed", name=_short(name, words))
            line = words.text("paper.printed", name=name)
            text = words.text("paper.where." + kind)
        case PaperState.FAILED:
            row, said = words.fault(paper.fault or "printer.job_failed")
            title, text = said.headline, said.advice
            line = words.text("paper.failed", name=name, what=said.headline)
            retry = words.text("paper.retry") if row.retry else ""
    return ResultPaper(key, kind, name, paper.state.value, title, text, line, retry)


def _short(name: str, words: Words) -> str:
    """A name that fits beside its tick on half the screen."""
    width = sum(1 if character.isascii() else 2 for character in name)
    return name if width <= _SHORT_NAME else words.text("result.document")


def _qr_keys(*, failed: bool, online: bool) -> tuple[str, str]:
    if failed:
        return "result.qr_saved", "result.qr_saved_text"
    if online:
        return "result.qr_follow", "result.qr_follow_text"
    return "result.qr_offline", "result.qr_offline_text"


def _receipt_lines(visit: Visit, case: FiledCase, context: ViewContext, words: Words) -> tuple[ResultLine, ...]:
    """A picture of the paper; the paper itself is composed elsewhere and says more."""
    on_paper = case.answer if not case.late and not case.members else None
    number = on_paper.case_no if on_paper is not None else case.receipt_no
    label = words.text("result.case_no" if on_paper is not None else "result.receipt_no")
    if case.members:
        label = words.text("result.shared_no")
    lines = [
        ResultLine(label, number),
        ResultLine(words.text("result.line.matter"), words.of(visit.matter.short_title)),
        ResultLine(words.text("result.line.when"), words.moment(case.applied_at, context.now)),
    ]
    due = _due(visit, case, context)
    if after := _after_paper(visit, words):
        lines.append(ResultLine(words.text("result.line.due"), after))
    elif due is not None:
        lines.append(ResultLine(words.text("result.line.due"), words.text("result.before", day=words.day(due[0]))))
    return tuple(lines)


def _due(visit: Visit, case: FiledCase, context: ViewContext) -> tuple[date, bool] | None:
    """The promised day and whether it is only expected; the platform's word counts before our own count."""
    if case.answer is not None and case.answer.due is not None:
        return case.answer.due, False
    promise = visit.selected.promise
    if promise is None:
        return None
    promised = due(case.applied_at, promise, context.calendar)
    return promised.date, promised.estimated


def _after_paper(visit: Visit, words: Words) -> str:
    """What is promised while a paper that was put off holds the result back; empty where none does."""
    promise = visit.selected.promise
    if promise is None or not waits_for_paper(visit):
        return ""
    return words.text("result.after_paper", term=words.length(promise))


def _timeline(
    visit: Visit, case: FiledCase, context: ViewContext, words: Words
) -> tuple[ResultStage, ResultStage, ResultStage]:
    today = case.applied_at.astimezone(CHINA).date() == context.now.astimezone(CHINA).date()
    paid = {
        PaymentState.PAID: "result.stage.sent_paid",
        PaymentState.DEFERRED: "result.stage.sent_unpaid",
    }.get(visit.payment.state, "result.stage.sent")
    day = words.text("result.stage.today") if today else words.day(case.applied_at.astimezone(CHINA).date())
    if case.answer is None:
        first = ResultStage(words.moment(case.applied_at, context.now), words.text("result.stage.stored"), "done")
        second = ResultStage(words.text("result.stage.online"), words.text("result.stage.online_text"), "next")
        return first, second, _decided(visit, case, context, words)
    first = ResultStage(day, words.text(paid), "done")
    return first, _decided(visit, case, context, words), _delivered(visit, words)


def _decided(visit: Visit, case: FiledCase, context: ViewContext, words: Words) -> ResultStage:
    due = _due(visit, case, context)
    if due is None:
        return ResultStage(words.text("result.stage.soon"), words.text("result.stage.soon_text"), "next")
    key = "result.expected" if due[1] else "result.before"
    instant = visit.matter.handling is Handling.INSTANT
    text = words.text("result.stage.issued" if instant else "result.stage.decided")
    if _after_paper(visit, words):
        return ResultStage(words.text("result.stage.after_paper"), text, "next")
    return ResultStage(words.text(key, day=words.day(due[0])), text, "next")


def _delivered(visit: Visit, words: Words) -> ResultStage:
    """How the result reaches the citizen: what they chose, where the matter asks for it."""
    for spec in visit.matter.form:
        value = visit.values.get(spec.key)
        if spec.choices and value is not None and value.source is Source.CITIZEN:
            for choice in spec.choices:
                if choice.key == value.text:
                    return ResultStage(words.text("result.stage.then"), words.of(choice.title), "next")
    return ResultStage(words.text("result.stage.then"), words.text("result.stage.follow"), "next")


def _reminder(visit: Visit, context: ViewContext, words: Words) -> str:
    """Only of what is really still there to be taken."""
    things = []
    if context.card_present and not visit.card_taken:
        things.append(words.text("result.take.card"))
    if any(state.pages for state in visit.materials.values()):
        things.append(words.text("result.take.materials"))
    for key, paper in visit.papers.items():
        if paper.state is not PaperState.FAILED:
            things.append(words.text("result.take.receipt" if key == RECEIPT else "result.take.document"))
    thanks = words.text("result.thanks") if visit.rating is not None else ""
    if not things:
        return thanks or words.text("result.take.nothing")
    listed = _listed(things, words)
    return thanks + words.text("result.take", things=listed)


def _listed(things: list[str], words: Words) -> str:
    if len(things) == 1:
        return things[0]
    return words.text("list.comma").join(things[:-1]) + words.text("list.and") + things[-1]
