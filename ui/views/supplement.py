"""Papers for a case that is there (补交): the last look before they go, and what the citizen holds afterwards. Pure."""

from kiosk.matters.model import MaterialSpec
from kiosk.visit.state import MaterialState, PaperState, Visit
from kiosk.visit.steps.filing import RECEIPT
from ui.views.context import ViewContext
from ui.views.errand_parts import ErrandDetailView, Line, Remark, Way, moment
from ui.views.materials import thumbnails
from ui.views.review import ReviewCard, ReviewView
from ui.views.wording import Words, grouped, side_by_side

_THUMBS = 2
_MOST_CARDS = 5
_NAMED = 2
"""More papers are counted: their names would not fit beside the code"""


def review_view(visit: Visit, context: ViewContext) -> ReviewView:
    """The case, and each paper with its pages; many papers on one card."""
    words = Words(context.language)
    specs = visit.selected.scanned
    papers = [_paper(visit, spec, words) for spec in specs] if len(specs) <= _MOST_CARDS else [_papers(visit, words)]
    return ReviewView(
        title=words.text("supplement.review"),
        text=words.text("review.text"),
        cards=(_case(visit, words), *papers),
        masked=False,
        next=words.text("supplement.send"),
        next_icon="arrow-right",
    )


def _case(visit: Visit, words: Words) -> ReviewCard:
    number = grouped(_number(visit).replace(" ", ""))
    return _card("case", "clipboard-text", words.text("supplement.case"), words.of(visit.matter.title), number)


def _paper(visit: Visit, spec: MaterialSpec, words: Words) -> ReviewCard:
    state = visit.materials.get(spec.key, MaterialState())
    pages = len(state.pages)
    value = words.text("supplement.pages", count=pages) if pages else words.text("supplement.notNow")
    chip = words.text("review.clear") if pages else ""
    thumbs = thumbnails(spec.key, state)[:_THUMBS]
    title = words.of(spec.title)
    return _card(spec.key, spec.icon, title, value, "", warn=not pages, edit=True, thumbs=thumbs, chip=chip)


def _papers(visit: Visit, words: Words) -> ReviewCard:
    specs = visit.selected.scanned
    states = {spec.key: visit.materials.get(spec.key, MaterialState()) for spec in specs}
    taken = [spec for spec in specs if states[spec.key].pages]
    pages = sum(len(state.pages) for state in states.values())
    value = words.text("review.scanned", count=len(taken), pages=pages)
    names = side_by_side(words.of(spec.title) for spec in taken)
    thumbs = tuple(url for key, state in states.items() for url in thumbnails(key, state))[:_THUMBS]
    label = words.text("review.materials", count=len(specs))
    return _card("materials", "file-text", label, value, names, warn=len(taken) < len(specs), edit=True, thumbs=thumbs)


def _card(  # noqa: PLR0913  what differs between the cards
    key: str,
    icon: str,
    label: str,
    value: str,
    text: str,
    *,
    warn: bool = False,
    edit: bool = False,
    thumbs: tuple[str, ...] = (),
    chip: str = "",
) -> ReviewCard:
    return ReviewCard(
        key=key,
        icon=icon,
        tone="warn" if warn else "info",
        label=label,
        value=value,
        full_value=value,
        text=text,
        full_text=text,
        edit="materials" if edit else "",
        mark="",
        thumbs=thumbs,
        chip=chip,
    )


def result_view(visit: Visit, context: ViewContext) -> ErrandDetailView:
    """What was handed in and when, by its number, and the paper with both as it really is."""
    case = visit.case
    if case is None:
        raise ValueError("no result before papers were handed in")
    words = Words(context.language)
    key = "arrived" if case.arrived else "kept"
    paper = visit.papers[RECEIPT]
    failed = paper.state is PaperState.FAILED
    row, told = words.fault(paper.fault or "printer.job_failed")
    slip = words.text(f"supplement.slip.{paper.state.value}", what=told.headline if failed else "")
    again = Way(words.text("paper.retry"), "paper_retry", {"paper": RECEIPT}, "printer")
    return ErrandDetailView(
        title=words.text(f"supplement.{key}"),
        text=words.text(f"supplement.{key}Text"),
        tone="ok" if case.arrived else "warn",
        icon="check-circle" if case.arrived else "tray",
        lines=(
            Line(words.text("supplement.number"), case.receipt_no, bold=True),
            Line(words.text("supplement.at"), moment(case.applied_at, words), bold=True),
            Line(words.text("supplement.papers"), _handed(visit, words)),
            Line(words.text("errand.case.number"), grouped(_number(visit).replace(" ", ""))),
        ),
        remarks=(
            Remark("warn" if failed else "info", "receipt", slip, _keep(words, failed=failed)),
            Remark("ok", "clock", words.text("supplement.counts"), words.text("supplement.countsText")),
            *_reminder(visit, context, words, failed=failed),
        ),
        code=case.follow_url,
        code_text=words.text("supplement.scan"),
        primary=Way(words.text("errand.finish"), "finish", icon="sign-out"),
        secondary=again if failed and row.retry else None,
    )


def _number(visit: Visit) -> str:
    return visit.supplement.case_no if visit.supplement is not None else ""


def _handed(visit: Visit, words: Words) -> str:
    """Each paper with its pages."""
    taken = [
        (spec, len(state.pages))
        for spec in visit.selected.scanned
        if (state := visit.materials.get(spec.key, MaterialState())).pages
    ]
    if len(taken) > _NAMED:
        return words.text("review.scanned", count=len(taken), pages=sum(pages for _, pages in taken))
    said = [words.text("supplement.paperPages", name=words.of(spec.title), count=pages) for spec, pages in taken]
    return words.text("errand.comma").join(said)


def _keep(words: Words, *, failed: bool) -> str:
    return words.text("supplement.photograph") if failed else ""


def _reminder(visit: Visit, context: ViewContext, words: Words, *, failed: bool) -> tuple[Remark, ...]:
    """What is still there to be taken."""
    things = [words.text("result.take.materials")]
    if context.card_present and not visit.card_taken:
        things.insert(0, words.text("result.take.card"))
    if not failed:
        things.append(words.text("supplement.slip"))
    return (Remark("info", "hand", words.text("result.take", things=words.listed(things))),)
