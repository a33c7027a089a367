"""The members of a bundle (一件事), as its guide, its review and its result show them. Pure."""

from dataclasses import dataclass
from typing import Literal

from kiosk.matters.bundles import in_order
from kiosk.matters.composed import Composed
from kiosk.matters.model import MaterialSpec, Matter
from kiosk.visit.state import FiledCase, Visit
from ui.i18n import text
from ui.views.wording import Words, grouped

_MOST_ROWS = 7
_MOST_NUMBERS = 4


@dataclass(frozen=True, slots=True)
class GuideMember:
    """One matter of a bundle: done here, done here in some cases, or at a counter. The last row may stand for all others."""

    icon: str
    title: str
    tag: Literal["here", "case", "counter", "more"]


@dataclass(frozen=True, slots=True)
class ResultMember:
    """One case of a bundle; `number` is said instead where it has none yet."""

    title: str
    number: str
    known: bool


def guide_members(matter: Matter, language: str) -> tuple[GuideMember, ...]:
    """Everything that a bundle is made of, in the order in which it is done; nothing for a single matter."""
    if not isinstance(matter, Composed):
        return ()
    here = {part.code: (part.matter, part.when == "true") for part in matter.parts}
    there = {each.code: each for each in matter.elsewhere}
    rows = []
    for member in in_order(matter.bundle):
        if member.code in here:
            found, always = here[member.code]
            rows.append(GuideMember(found.icon, found.short_title.get(language), "here" if always else "case"))
        elif member.code in there:
            found = there[member.code]
            rows.append(GuideMember(found.icon, found.short_title.get(language), "counter"))
    if len(rows) <= _MOST_ROWS:
        return tuple(rows)
    rest = len(rows) - _MOST_ROWS + 1
    more = GuideMember("list-bullets", text(language, "guide.members.more", count=rest), "more")
    return (*rows[: _MOST_ROWS - 1], more)


def papers_in_order(matter: Matter) -> tuple[MaterialSpec, ...]:
    """What a bundle asks for: first what is to be photographed, then what is in some cases, then what nobody brings."""
    return tuple(sorted(matter.materials, key=lambda spec: (spec.origin != "scan", spec.when != "true")))


def names_of(visit: Visit, words: Words) -> tuple[str, ...]:
    """The short titles of what is applied for."""
    selected = visit.selected
    return tuple(words.of(part.matter.short_title) for part in selected.parts) if isinstance(selected, Composed) else ()


def result_members(visit: Visit, case: FiledCase, words: Words) -> tuple[ResultMember, ...]:
    """One line a case, at most four; the last stands for all others where there are more."""
    selected = visit.selected
    if not isinstance(selected, Composed):
        return ()
    titles = {part.code: words.of(part.matter.short_title) for part in selected.parts}
    rows = [
        ResultMember(
            titles[member.code],
            grouped(member.answer.case_no) if member.answer is not None else words.text("result.member.later"),
            member.answer is not None,
        )
        for member in case.members
    ]
    if len(rows) <= _MOST_NUMBERS:
        return tuple(rows)
    rest = words.text("result.member.more", count=len(rows) - _MOST_NUMBERS + 1)
    on_paper = words.text("result.member.on_receipt")
    return (*rows[: _MOST_NUMBERS - 1], ResultMember(rest, on_paper, known=False))
