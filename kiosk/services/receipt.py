"""What stands on the receipt (业务受理回执) and on a printed guide. Pure: from a visit to lines of paper.

The receipt is what a citizen holds on to: the number, the exact time of application, the date it is done, what is still
owed. Personal values are veiled as on the screen, for paper is left lying about.
"""

from collections.abc import Iterator
from datetime import datetime

from devices.api.receipt_printer import Align, Gap, Pair, QrCode, Receipt, ReceiptLine, Rule, TextLine
from kiosk.matters.composing import ALSO
from kiosk.matters.deadline import Deadline, WorkCalendar, deadline, due
from kiosk.matters.delivery import WAY, prices
from kiosk.matters.masks import masked, masked_name
from kiosk.matters.model import FieldSpec, Handling, MaterialSpec, Matter, OpeningHours, Term
from kiosk.matters.selection import questions
from kiosk.services.receipt_members import fee_lines, guide_lines, member_lines
from kiosk.services.receipt_words import Words, day_on_paper, moment_on_paper, words_in
from kiosk.visit.narrowing import in_all
from kiosk.visit.state import FiledCase, PaymentState, Source, Visit
from kiosk.visit.steps.materials import waits_for_paper
from offline_cache.outbox import Accepted

_FEN = 100
_MOST_LAWS = 3


def receipt_of(visit: Visit, calendar: WorkCalendar) -> Receipt:
    """The receipt of a filed visit, in its language. ``ValueError`` before it is filed: there is nothing to receipt."""
    case = visit.case
    if case is None:
        raise ValueError("no receipt before the application is filed")
    words = words_in(visit.language)
    return Receipt(
        (
            *_head(words, online=case.answer is not None),
            *_case(visit, case, words, calendar),
            *member_lines(visit, case, words),
            *_situation(visit, words),
            *_answers(visit, words),
            *_delivery(visit, words),
            *_materials(visit, case, words, calendar),
            *_fee(visit, words),
            Rule(),
            QrCode(case.follow_url),
            *(TextLine(line, Align.CENTRE) for line in _foot(visit, case, words)),
            Gap(),
        )
    )


def slip_of(accepted: Accepted, language: str) -> Receipt:
    """The receipt of an application whose own was never printed: number and time are all that the kiosk still knows of it.

    It has no code: what would be signed left the kiosk sealed.
    """
    words = words_in(language)
    numbers = [Pair(words.receipt_no, accepted.receipt_no, bold=True)]
    if accepted.case_no:
        numbers.insert(0, Pair(words.case_no, accepted.case_no, bold=True))
    return Receipt(
        (
            TextLine(words.brand, Align.CENTRE, bold=True),
            TextLine(words.receipt, Align.CENTRE, bold=True, scale=2),
            TextLine(words.slip, Align.CENTRE),
            Rule(),
            *numbers,
            Pair(words.applied_at, _moment(accepted.applied_at, words), bold=True),
            Rule(),
            *(TextLine(line) for line in words.slip_lines),
            TextLine(words.help_line, Align.CENTRE),
            Gap(),
        )
    )


def guide_receipt(matter: Matter, language: str = "zh_CN") -> Receipt:
    """The guide of `matter` to take home: who, what to bring, how long, what it costs, where else."""
    words = words_in(language)
    lines: list[ReceiptLine] = [
        TextLine(words.guide, Align.CENTRE, bold=True),
        TextLine(matter.title.get(language), Align.CENTRE, bold=True, scale=2),
        Rule(),
        Pair(words.department, matter.department.get(language)),
    ]
    if matter.counter is not None:
        lines += [
            Pair(words.place, matter.counter.place.get(language), bold=True),
            Pair(words.hours, matter.counter.hours.get(language)),
        ]
    else:
        lines += [Pair(words.here, words.minutes.format(matter.minutes)), Pair(words.term, _term(matter, words))]
        lines.append(Pair(words.fee, _fee_of(matter, words)))
        lines += [Pair(words.hours, _opening(hours, words)) for hours in matter.opening]
    lines += guide_lines(matter, words)
    if matter.who:
        lines += [Rule(), TextLine(words.who, bold=True)]
        lines += [TextLine(f"· {line.text.get(language)}") for line in matter.who]
    if matter.counter is not None and matter.counter.bring:
        lines += [Rule(), TextLine(words.bring, bold=True)]
        lines += [TextLine(f"· {paper.get(language)}") for paper in matter.counter.bring]
    if matter.materials:
        lines += [Rule(), TextLine(words.bring, bold=True)]
        for spec in matter.materials:
            state = {"scan": words.to_scan, "card": words.to_lay}.get(spec.origin, words.not_needed)
            state += words.by_case if spec.when != "true" else ""
            lines.append(TextLine(f"· {spec.title.get(language)} {state}"))
            if spec.origin == "scan":
                lines.append(TextLine(f"  {spec.note.get(language)}"))
    lines += _authority(matter, words)
    around_the_clock = not matter.opening and matter.counter is None
    lines += [Rule(), TextLine(words.any_time, Align.CENTRE)] if around_the_clock else [Rule()]
    return Receipt((*lines, Gap()))


def _authority(matter: Matter, words: Words) -> Iterator[ReceiptLine]:
    """Which law it rests on, whom to ask, whom to complain to: at home there is time to read it."""
    if matter.legal_basis:
        yield Rule()
        yield TextLine(words.legal_basis, bold=True)
        for basis in matter.legal_basis[:_MOST_LAWS]:
            yield TextLine("· " + " ".join(part for part in (basis.name, basis.number, basis.article) if part))
    for label, contact in ((words.consult, matter.consult), (words.complain, matter.supervise)):
        if contact is not None and contact.phone:
            yield Pair(label, contact.phone)


def _head(words: Words, *, online: bool) -> Iterator[ReceiptLine]:
    yield TextLine(words.brand, Align.CENTRE, bold=True)
    yield TextLine(words.receipt, Align.CENTRE, bold=True, scale=2)
    yield Rule()
    if not online:
        yield from (TextLine(line, bold=place == 0) for place, line in enumerate(words.offline))
        yield Rule()


def _case(visit: Visit, case: FiledCase, words: Words, calendar: WorkCalendar) -> Iterator[ReceiptLine]:
    if case.answer is not None and not case.members:
        yield Pair(words.case_no, case.answer.case_no, bold=True)
        yield Pair(words.receipt_no, case.receipt_no)
    else:
        yield Pair(words.receipt_no, case.receipt_no, bold=True)
    yield Pair(words.matter, visit.matter.title.get(visit.language))
    yield Pair(words.department, visit.matter.department.get(visit.language))
    if visit.holder is not None:
        yield Pair(words.applicant, masked_name(visit.holder.name))
    yield Pair(words.applied_at, _moment(case.applied_at, words), bold=True)
    yield Pair(words.done_by, _done_by(visit, case, words, calendar), bold=True)
    if visit.signature is not None:
        yield Pair(words.signature, words.signed)


def _done_by(visit: Visit, case: FiledCase, words: Words, calendar: WorkCalendar) -> str:
    if visit.selected.handling is Handling.INSTANT:
        return words.at_once if case.answer is not None else words.when_online
    if waits_for_paper(visit) and visit.selected.promise is not None:
        return words.after_paper.format(_length(visit.selected.promise, words))
    if case.answer is not None and case.answer.due is not None:
        return words.before.format(day_on_paper(case.answer.due, words.language))
    promise = visit.selected.promise
    return _by(due(case.applied_at, promise, calendar), words) if promise is not None else ""


def _situation(visit: Visit, words: Words) -> Iterator[ReceiptLine]:
    """The answers of the 情形问答, which decided what was asked for."""
    said = [
        answer.title.get(visit.language)
        for question in questions(visit.matter, visit.situation, visit.facts.holder)
        if not question.key.startswith(ALSO)
        for answer in question.answers
        if answer.key == visit.situation.get(question.key)
    ]
    if said:
        yield Pair(words.situation, words.comma.join(said))


def _delivery(visit: Visit, words: Words) -> Iterator[ReceiptLine]:
    """The way that the result goes, where nobody was asked because there is only this one."""
    for way in visit.selected.deliveries:
        if WAY not in visit.values:
            line = f" {way.line.get(words.language)}" if way.line is not None else ""
            yield Pair(words.delivery, way.title.get(words.language) + line)


def _answers(visit: Visit, words: Words) -> Iterator[ReceiptLine]:
    """What the citizen decided: how it is delivered, and where to."""
    for spec in visit.matter.form:
        value = visit.values.get(spec.key)
        if value is not None and value.source is Source.CITIZEN and value.text:
            yield Pair(spec.label.get(visit.language), _said(spec, value.text, words))


def _said(spec: FieldSpec, text: str, words: Words) -> str:
    for choice in spec.choices:
        if choice.key == text:
            line = f" {choice.line.get(words.language)}" if choice.line is not None else ""
            return choice.title.get(words.language) + line
    return masked(text, spec.mask)


def _materials(visit: Visit, case: FiledCase, words: Words, calendar: WorkCalendar) -> Iterator[ReceiptLine]:
    if not visit.selected.materials:
        return
    yield Rule()
    yield TextLine(words.materials, bold=True)
    for spec in visit.selected.materials:
        owed = _is_owed(visit, spec)
        yield Pair(spec.title.get(visit.language), _material(visit, spec, words), bold=owed)
        if owed and spec.deferrable_days is not None:
            until = _by(deadline(case.applied_at, spec.deferrable_days, calendar), words)
            yield TextLine(words.hand_in.format(until), bold=True)
        if spec.by_promise is not None and _is_promised(visit, spec):
            yield TextLine(f"  {spec.by_promise.get(visit.language)}")


def _material(visit: Visit, spec: MaterialSpec, words: Words) -> str:
    if spec.origin != "scan":
        return words.not_needed
    if _is_owed(visit, spec):
        return words.owed
    if _is_promised(visit, spec):
        return words.promised
    pages = len(visit.materials[spec.key].pages)
    return (words.scanned_one if pages == 1 else words.scanned).format(pages)


def _is_promised(visit: Visit, spec: MaterialSpec) -> bool:
    return spec.key in visit.materials and visit.materials[spec.key].promised


def _is_owed(visit: Visit, spec: MaterialSpec) -> bool:
    return spec.origin == "scan" and (spec.key not in visit.materials or visit.materials[spec.key].deferred)


def _fee(visit: Visit, words: Words) -> Iterator[ReceiptLine]:
    fee = visit.selected.fee
    if fee is None:
        return
    yield Rule()
    each = tuple(fee_lines(visit, words))
    yield from each
    label = words.in_all if each else fee.name.get(visit.language)
    amount = words.money.format(fee.amount_fen / _FEN)
    paid = visit.payment.state is PaymentState.PAID
    yield Pair(label, f"{amount} {words.paid if paid else words.to_pay}", bold=True)
    if paid and visit.payment.order_no:
        yield Pair(words.order_no, visit.payment.order_no)


def _foot(visit: Visit, case: FiledCase, words: Words) -> tuple[str, ...]:
    if case.answer is None and visit.selected.documents:
        return (words.follow, words.document_later, words.help_line)
    return (words.follow, words.help_line)


def _term(matter: Matter, words: Words) -> str:
    promise, statute = matter.promise, matter.statute
    if matter.handling is Handling.INSTANT or promise is None:
        return words.at_once
    by_law = words.by_law.format(_length(statute, words)) if statute is not None else ""
    return _length(promise, words) + by_law


def _opening(hours: OpeningHours, words: Words) -> str:
    return words.opening[hours.on].format(f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}")


def _length(term: Term, words: Words) -> str:
    return words.lengths[term.unit].format(term.count)


def _fee_of(matter: Matter, words: Words) -> str:
    everything, sending = in_all(matter.all_fees), [price for price in prices(matter.deliveries) if price]
    costs = [words.money.format(price / _FEN) for price in dict.fromkeys((*sending[:1], *sending[-1:]))]
    postage = words.postage.format("–".join(costs)) if costs else ""
    if everything is None:
        return words.free + postage
    amount = words.money.format(everything.amount_fen / _FEN)
    by_case = any(fee.when != "true" for fee in matter.all_fees)
    return (words.at_most.format(amount) if by_case else amount) + postage


def _by(until: Deadline, words: Words) -> str:
    return (words.expected if until.estimated else words.before).format(day_on_paper(until.date, words.language))


def _moment(at: datetime, words: Words) -> str:
    return f"{moment_on_paper(at, words.language)}:{at:%S}"
