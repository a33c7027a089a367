"""What a matter says beyond its guide, by topic: questions, papers, way, costs, places, rules. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.matters.coded import Term
from kiosk.matters.composed import Composed
from kiosk.matters.guidance import Contact, FlowStep, LegalBasis, SpecialProcedure
from kiosk.matters.model import Fee, MaterialSpec, Matter
from kiosk.matters.text import Prose, Text
from ui.views.wording import Words


@dataclass(frozen=True, slots=True)
class MoreBlock:
    """One card: what it is about, and what is said of it; either may be empty, not both."""

    title: str
    text: str


def topics_of(matter: Matter, language: str) -> tuple[str, ...]:
    """The topics on which something was written, in their fixed order; at most six."""
    words = Words(language)
    return tuple(topic for topic, said in _TOPICS.items() if any(said(matter, words)))


def says_more(matter: Matter) -> bool:
    """Whether there is any topic; looks no further than the first."""
    words = Words("zh_CN")
    return any(any(said(matter, words)) for said in _TOPICS.values())


def blocks_of(matter: Matter, topic: str, language: str) -> tuple[MoreBlock, ...]:
    """Everything that was written on `topic`; ``KeyError`` for one that there is not."""
    return tuple(_TOPICS[topic](matter, Words(language)))


def _members(matter: Matter, words: Words) -> Iterator[tuple[Matter, str]]:
    """Of a bundle each of its matters, and what to say before a title; else the matter itself."""
    if not isinstance(matter, Composed):
        yield matter, ""
        return
    for each in (*(part.matter for part in matter.parts), *matter.elsewhere):
        yield each, words.of(each.short_title) + " · "


def _faqs(matter: Matter, words: Words) -> Iterator[MoreBlock]:
    for member, _ in _members(matter, words):
        for faq in member.faqs:
            yield MoreBlock(_of(faq.question, words), _of(faq.answer, words))


def _materials(matter: Matter, words: Words) -> Iterator[MoreBlock]:
    for spec in matter.materials:
        if said := _material(spec, words):
            yield MoreBlock(words.of(spec.title), said)


def _material(spec: MaterialSpec, words: Words) -> str:
    return _lines(
        _with(words, "more.paper.why", _of(spec.why, words)),
        _with(words, "more.paper.standard", _of(spec.accept_standard, words)),
        _with(words, "more.paper.fill", _of(spec.fill_explain, words)),
        _with(words, "more.paper.issuer", _of(spec.issuer, words)),
        _with(words, "more.paper.source", _of(spec.source_explain, words)),
        _with(words, "more.paper.within", spec.issued_within),
        _with(words, "more.byLaw", spec.by_law),
    )


def _way(matter: Matter, words: Words) -> Iterator[MoreBlock]:
    for member, name in _members(matter, words):
        for number, step in enumerate(member.flow, 1):
            yield MoreBlock(f"{name}{number}. {words.of(step.title)}", _step(step, words))
        for special in member.special_procedures:
            title = words.text("more.special", name=words.of(special.name))
            yield MoreBlock(name + title, _special(special, words))
        for result in member.results:
            title = words.text("more.result", name=words.of(result.name))
            yield MoreBlock(name + title, _with(words, "more.validFor", _term(result.valid_for, words)))


def _step(step: FlowStep, words: Words) -> str:
    return _lines(
        _with(words, "more.step.who", step.who),
        _with(words, "more.step.term", _term(step.term, words)),
        _with(words, "more.step.criteria", _of(step.criteria, words)),
        _with(words, "more.step.outcome", step.outcome),
    )


def _special(special: SpecialProcedure, words: Words) -> str:
    return _lines(
        _with(words, "more.step.term", _term(special.term, words)),
        words.text("more.special.pauses") if special.pauses else "",
        _with(words, "more.byLaw", special.by_law),
    )


def _fees(matter: Matter, words: Words) -> Iterator[MoreBlock]:
    for fee in matter.all_fees:
        yield MoreBlock(words.of(fee.name), _fee(fee, words))


def _fee(fee: Fee, words: Words) -> str:
    return _lines(
        words.price(fee.amount_fen),
        _with(words, "more.fee.standard", _of(fee.standard, words)),
        _with(words, "more.fee.reduction", _of(fee.reduction, words)),
        _with(words, "more.byLaw", fee.by_law),
    )


def _places(matter: Matter, words: Words) -> Iterator[MoreBlock]:
    for member, name in _members(matter, words):
        for place in member.places:
            phone = _with(words, "more.phone", place.phone)
            yield MoreBlock(name + words.of(place.name), _lines(words.of(place.address), words.of(place.hours), phone))
        for key, contact in (("more.consult", member.consult), ("more.supervise", member.supervise)):
            if contact is not None and (said := _contact(contact, words)):
                yield MoreBlock(name + words.text(key), said)


def _contact(contact: Contact, words: Words) -> str:
    return _lines(_with(words, "more.phone", contact.phone), _of(contact.place, words), contact.url)


def _rules(matter: Matter, words: Words) -> Iterator[MoreBlock]:
    for member, name in _members(matter, words):
        area = member.national.handle_area
        said = (
            ("more.summary", _of(member.summary, words)),
            ("more.conditions", _lines(*(_of(condition.text, words) for condition in member.conditions))),
            ("more.quantity", _of(member.quantity_limit, words)),
            ("more.visits", _visits(member, words)),
            ("more.area", area.name if area is not None else ""),
        )
        for key, text in said:
            if text:
                yield MoreBlock(name + words.text(key), text)
        for law in member.legal_basis:
            yield MoreBlock(name + words.text("more.byLaw", text=law.name), _law(law, words))


def _visits(matter: Matter, words: Words) -> str:
    if matter.visits is None:
        return _of(matter.visits_reason, words)
    count = words.text("more.visits.count", count=matter.visits) if matter.visits else words.text("more.visits.none")
    return _lines(count, _of(matter.visits_reason, words))


def _law(law: LegalBasis, words: Words) -> str:
    return _lines(law.number, law.article, _of(law.content, words))


def _of(text: Text | Prose | None, words: Words) -> str:
    return text.get(words.language) if text is not None else ""


def _term(term: Term | None, words: Words) -> str:
    return words.length(term) if term is not None else ""


def _with(words: Words, key: str, text: str) -> str:
    """The text with its label; nothing where there is none."""
    return words.text(key, text=text) if text else ""


def _lines(*said: str) -> str:
    return "\n".join(line for line in said if line)


_TOPICS: MappingProxyType[str, Callable[[Matter, Words], Iterator[MoreBlock]]] = MappingProxyType(
    {
        "faqs": _faqs,
        "materials": _materials,
        "way": _way,
        "fees": _fees,
        "places": _places,
        "rules": _rules,
    }
)
