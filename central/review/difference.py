"""What a change of a matter means for citizens: pure, over two bodies of matters.

Every change is said with what it was and what it is; those that make it harder are red (红牌): one more paper or
condition, a longer promise, a fee, fewer places. A rule that cannot be compared (its `when`) counts as wider: somebody has to
look.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from central.review.edits import edits, order_of, short
from kiosk.matters.coded import Coded, Term
from kiosk.matters.lint_advice import is_proof
from kiosk.matters.materials import MaterialSpec
from kiosk.matters.model import Matter
from kiosk.matters.service import Fee

Body = Mapping[str, Any]


class RedKind(StrEnum):
    """What a red card is about."""

    MATERIAL = "material"
    CONDITION = "condition"
    PROMISE = "promise"
    FEE = "fee"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `what` is a word of `central.review.words`, `name` what it happened to, as its Chinese title says.

    `red` names the kind of card, and `by_law` the basis that the matter itself gives for it; both are empty for the rest.
    """

    what: str
    name: str
    before: str = ""
    after: str = ""
    red: str = ""
    by_law: str = ""

    def as_json(self) -> dict[str, str]:
        """For the row of a proposal."""
        return asdict(self)


AREAS = ("6", "4", "5", "3", "2", "1")
"""C0109 通办范围 from the narrowest: 全县, 跨县, 全市, 跨市, 跨省, 全国"""
_SAID = frozenset(
    {"materials", "conditions", "eligibility", "holders", "fee", "fees", "deliveries", "national", "version"}
    | {"handling", "mode", "promised_days", "promised", "statutory_days", "statutory", "special_procedures"}
)
"""Parts that have rules of their own below"""
_TOLD: Mapping[str, tuple[str, ...]] = {
    "material.renamed": ("title",),
    "material.required": ("required",),
    "material.brought": ("origin",),
    "material.at_once": ("deferrable_days",),
    "material.result_waits": ("result_first",),
    "material.no_promise": ("by_promise",),
    "material.more": ("originals", "copies", "min_pages"),
    "material.form": ("form",),
    "material.when": ("when",),
    "fee.more": ("amount_fen",),
    "fee.less": ("amount_fen",),
    "fee.no_reduction": ("reduction",),
    "fee.at_once": ("deferrable",),
    "fee.when": ("when",),
}
"""The fields that a sentence of a material or a fee says already"""


def difference(before: Body | None, after: Body) -> tuple[Change, ...]:
    """What is different for citizens in `after`, the red ones first.

    A new matter (`before` None) takes nothing from anybody; a fee or a proof (证明) that names no law is red in it all the same.

    Raises ``ValueError`` for a body that is no matter.
    """
    try:
        new = Matter.model_validate(after)
        old = Matter.model_validate(before) if before is not None else None
    except ValidationError as error:
        raise ValueError(f"{error.errors()[0]['loc']}: {error.errors()[0]['msg']}") from error
    if old is None:
        return (*_without_law(new), Change("matter.new", new.title.zh))
    found = [change for rule in _RULES for change in rule(old, new)]
    return tuple(sorted(found, key=lambda change: not change.red))


def _without_law(new: Matter) -> Iterator[Change]:
    for fee in new.all_fees:
        if not fee.by_law:
            yield Change("fee.new", fee.name.zh, after=_yuan(fee.amount_fen), red=RedKind.FEE.value)
    for one in new.materials:
        if is_proof(one) and not one.by_law:
            yield Change("material.new", one.title.zh, red=RedKind.MATERIAL.value)


def red(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Those that somebody must answer for."""
    return tuple(change for change in changes if change.red)


def _materials(old: Matter, new: Matter) -> Iterator[Change]:
    known = {one.key: one for one in old.materials}
    for one in new.materials:
        was, card = known.pop(one.key, None), {"red": RedKind.MATERIAL.value, "by_law": one.by_law}
        if was is None:
            yield Change("material.new", one.title.zh, **card)
        else:
            yield from _and_the_rest(_material(was, one, card), was, one, (_title("materials"), one.title.zh))
    yield from (Change("material.gone", was.title.zh) for was in known.values())


def _material(was: MaterialSpec, one: MaterialSpec, card: dict[str, str]) -> Iterator[Change]:
    name = one.title.zh
    if name != was.title.zh:
        yield Change("material.renamed", name, was.title.zh, name, **card)
    if one.required and not was.required:
        yield Change("material.required", name, **card)
    if was.origin != "scan" and one.origin == "scan":
        yield Change("material.brought", name, was.origin, one.origin, **card)
    if was.deferrable_days and (one.deferrable_days or 0) < was.deferrable_days:
        yield Change("material.at_once", name, str(was.deferrable_days), str(one.deferrable_days or 0), **card)
    if was.result_first and not one.result_first:
        yield Change("material.result_waits", name, **card)
    if was.by_promise and not one.by_promise:
        yield Change("material.no_promise", name, **card)
    papers, papers_before = (one.originals, one.copies, one.min_pages), (was.originals, was.copies, was.min_pages)
    if any(more > less for more, less in zip(papers, papers_before, strict=True)):
        yield Change("material.more", name, _counts(papers_before), _counts(papers), **card)
    if was.form == "either" and one.form != "either":
        yield Change("material.form", name, was.form, one.form, **card)
    yield from _wider("material.when", name, was.when, one.when, card)


def _conditions(old: Matter, new: Matter) -> Iterator[Change]:
    known = {one.key: one for one in old.conditions}
    for one in new.conditions:
        was, name = known.pop(one.key, None), short(one.text.zh)
        card = {"red": RedKind.CONDITION.value, "by_law": one.by_law}
        if was is None:
            yield Change("condition.new", name, **card)
        elif was.text.zh != one.text.zh:
            yield Change("condition.text", name, short(was.text.zh), name, **card)
        if was is not None:
            yield from _wider("condition.when", name, was.when, one.when, card)
    yield from (Change("condition.gone", short(was.text.zh)) for was in known.values())
    yield from _eligibility(old, new)


def _eligibility(old: Matter, new: Matter) -> Iterator[Change]:
    rules = {entry.rule for entry in old.eligibility}
    for entry in new.eligibility:
        if entry.rule not in rules:
            yield Change("eligibility.new", short(entry.otherwise.zh), red=RedKind.CONDITION.value)
    kept = {entry.rule for entry in new.eligibility}
    yield from (Change("eligibility.gone", short(one.otherwise.zh)) for one in old.eligibility if one.rule not in kept)
    for kind in sorted(set(old.holders) - set(new.holders)):
        yield Change("holder.gone", kind.value, red=RedKind.CONDITION.value)
    yield from (Change("holder.new", kind.value) for kind in sorted(set(new.holders) - set(old.holders)))


def _promise(old: Matter, new: Matter) -> Iterator[Change]:
    longer = hours_of(new.promise) > hours_of(old.promise)
    if new.promise != old.promise or new.service_mode != old.service_mode:
        slower = longer or _PACE[new.service_mode.value] > _PACE[old.service_mode.value]
        before, after = _pace(old), _pace(new)
        if slower:
            yield Change("promise.longer", new.title.zh, before, after, red=RedKind.PROMISE.value)
        elif before != after:
            yield Change("promise.shorter", new.title.zh, before, after)
    if new.statute != old.statute:
        yield Change("statute", new.title.zh, said_term(old.statute), said_term(new.statute))
    known = {one.name.zh: one for one in old.special_procedures}
    for one in new.special_procedures:
        was, name = known.pop(one.name.zh, None), one.name.zh
        card = {"red": RedKind.PROMISE.value, "by_law": one.by_law}
        if was is None:
            yield Change("procedure.new", name, after=said_term(one.term), **card)
        elif hours_of(one.term) > hours_of(was.term) or (one.pauses and not was.pauses):
            yield Change("procedure.longer", name, said_term(was.term), said_term(one.term), **card)
    yield from (Change("procedure.gone", name) for name in known)


def _fees(old: Matter, new: Matter) -> Iterator[Change]:
    known = {fee.key: fee for fee in old.all_fees}
    for fee in new.all_fees:
        was = known.pop(fee.key, None)
        card = {"red": RedKind.FEE.value, "by_law": fee.by_law}
        if was is None:
            yield Change("fee.new", fee.name.zh, after=_yuan(fee.amount_fen), **card)
        else:
            yield from _and_the_rest(_fee_terms(was, fee, card), was, fee, (_title("fees"), fee.name.zh))
    yield from (Change("fee.gone", was.name.zh, _yuan(was.amount_fen)) for was in known.values())


def _deliveries(old: Matter, new: Matter) -> Iterator[Change]:
    post = {way.key: way for way in old.deliveries}
    for way in new.deliveries:
        before = post.pop(way.key, None)
        cost = before.fee_fen if before is not None else 0
        if way.fee_fen > cost:
            sums = (_yuan(cost), _yuan(way.fee_fen))
            yield Change("fee.more", way.title.zh, *sums, red=RedKind.FEE.value)
        elif before is None:
            yield Change("delivery.new", way.title.zh)
        else:
            yield from (Change(*one) for one in edits(before, way, (_title("deliveries"), way.title.zh)))
    for way in post.values():
        yield Change("delivery.gone", way.title.zh, red=RedKind.SCOPE.value)


def _fee_terms(was: Fee, fee: Fee, card: dict[str, str]) -> Iterator[Change]:
    if fee.amount_fen != was.amount_fen:
        more, sums = fee.amount_fen > was.amount_fen, (_yuan(was.amount_fen), _yuan(fee.amount_fen))
        yield Change("fee.more" if more else "fee.less", fee.name.zh, *sums, **(card if more else {}))
    if was.reduction and not fee.reduction:
        yield Change("fee.no_reduction", fee.name.zh, short(was.reduction.zh), **card)
    if was.deferrable and not fee.deferrable:
        yield Change("fee.at_once", fee.name.zh, **card)
    yield from _wider("fee.when", fee.name.zh, was.when, fee.when, card)


def _scope(old: Matter, new: Matter) -> Iterator[Change]:
    before, after = old.national.handle_area, new.national.handle_area
    if before != after:
        narrower = before is not None and _reach(after) < _reach(before)
        card = RedKind.SCOPE.value if narrower else ""
        word = "scope.narrower" if narrower else "scope.wider"
        yield Change(word, new.title.zh, _named(before), _named(after), red=card)
    regions, regions_before = set(new.national.handle_regions), set(old.national.handle_regions)
    if gone := sorted(regions_before - regions):
        card = RedKind.SCOPE.value if regions or _reach(after) <= _reach(before) else ""
        yield Change("scope.regions", new.title.zh, "、".join(gone), red=card)
    if added := sorted(regions - regions_before):
        yield Change("scope.regions_new", new.title.zh, after="、".join(added))
    if not old.at_counter_only and new.at_counter_only:
        yield Change("scope.counter", new.title.zh, red=RedKind.SCOPE.value)
    if not old.opening and new.opening:
        yield Change("scope.hours", new.title.zh, red=RedKind.SCOPE.value)


def _rest(old: Matter, new: Matter) -> Iterator[Change]:
    """Whatever else is different, by the title of the part."""
    told = frozenset({"handle_area", "handle_regions"})
    yield from (Change(*one) for one in edits(old.national, new.national, (_title("national"),), but=told))
    for name in ("materials", "conditions", "deliveries", "special_procedures"):
        yield from (Change(*one) for one in order_of(getattr(old, name), getattr(new, name), (_title(name),)))
    for name in Matter.model_fields:
        if name not in _SAID:
            yield from (Change(*one) for one in edits(getattr(old, name), getattr(new, name), (_title(name),)))


_RULES: tuple[Callable[[Matter, Matter], Iterator[Change]], ...] = (
    *(_materials, _conditions, _promise, _fees, _deliveries, _scope, _rest),
)
_PACE = {"unasked": 0, "automatic": 0, "instant": 1, "promised": 2}
_UNITS = {"working_days": "个工作日", "calendar_days": "个自然日", "months": "个月", "hours": "小时"}
_ALWAYS = "true"


def _wider(what: str, name: str, before: str, after: str, card: dict[str, str]) -> Iterator[Change]:
    """A rule that says for whom something is asked. From "everybody" to some is narrower; anything else may be wider."""
    if before == after:
        return
    yield Change(what, name, before, after, **({} if before == _ALWAYS else card))


def _and_the_rest(changes: Iterator[Change], was: object, one: object, path: tuple[str, ...]) -> Iterator[Change]:
    """`changes`, and whatever else is different and was not told by them."""
    found = list(changes)
    told = frozenset(field for change in found for field in _TOLD.get(change.what, ()))
    yield from found
    yield from (Change(*edit) for edit in edits(was, one, path, but=told))


def _title(part: str) -> str:
    return str(Matter.model_fields[part].title)


def hours_of(term: Term | None) -> float:
    """How long it is; none is no time at all."""
    return 0.0 if term is None else term.in_hours


def said_term(term: Term | None) -> str:
    """As people say it; empty for none."""
    return "" if term is None else f"{term.count} {_UNITS[term.unit.value]}"


def _pace(matter: Matter) -> str:
    return said_term(matter.promise) or matter.service_mode.value


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f} 元"


def _reach(area: Coded | None) -> int:
    return AREAS.index(area.code) if area is not None and area.code in AREAS else -1


def _named(area: Coded | None) -> str:
    return "" if area is None else area.name


def _counts(papers: tuple[int, int, int]) -> str:
    return f"原件 {papers[0]} 份、复印件 {papers[1]} 份、至少 {papers[2]} 页"
