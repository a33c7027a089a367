"""The lines that only the receipt of a bundle (一件事) has: members with their case numbers, fees, what a counter does."""

from collections.abc import Iterator

from devices.api.receipt_printer import Pair, ReceiptLine, Rule, TextLine
from kiosk.matters.composed import Composed
from kiosk.matters.model import Matter
from kiosk.matters.selection import fees
from kiosk.services.receipt_words import Words
from kiosk.visit.state import FiledCase, Visit

_FEN = 100


def member_lines(visit: Visit, case: FiledCase, words: Words) -> Iterator[ReceiptLine]:
    """What was applied for, one case each; then what of it is done at a counter. Nothing for a single matter."""
    selected = visit.selected
    if not isinstance(selected, Composed):
        return
    numbers = {member.code: member.answer.case_no for member in case.members if member.answer is not None}
    yield Rule()
    yield TextLine(words.members.format(len(selected.parts)), bold=True)
    for part in selected.parts:
        yield TextLine(f"· {part.matter.title.get(visit.language)}")
        yield Pair(f"  {words.case_no}", numbers.get(part.code, words.number_later), bold=part.code in numbers)
    yield from _at_counter(selected, words)


def guide_lines(matter: Matter, words: Words) -> Iterator[ReceiptLine]:
    """What a bundle is made of, on its printed guide. Nothing for a single matter."""
    if not isinstance(matter, Composed):
        return
    yield Rule()
    yield TextLine(words.members.format(len(matter.parts)), bold=True)
    for part in matter.parts:
        case = "" if part.when == "true" else words.by_case
        yield TextLine(f"· {part.matter.title.get(words.language)}{case}")
    yield from _at_counter(matter, words)


def _at_counter(matter: Composed, words: Words) -> Iterator[ReceiptLine]:
    if matter.elsewhere:
        yield TextLine(words.at_counter, bold=True)
    for each in matter.elsewhere:
        place = each.counter.place.get(words.language) if each.counter is not None else ""
        yield Pair(f"· {each.short_title.get(words.language)}", place)


def fee_lines(visit: Visit, words: Words) -> Iterator[ReceiptLine]:
    """Every fee of a bundle by itself, where there are several."""
    due = fees(visit.matter, visit.facts) if isinstance(visit.matter, Composed) else ()
    if len(due) > 1:
        for fee in due:
            yield Pair(fee.name.get(visit.language), words.money.format(fee.amount_fen / _FEN))
