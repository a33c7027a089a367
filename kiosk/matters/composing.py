"""Composes a bundle (一件事): its members that are done here become one matter (`kiosk.matters.composed`).

Rules of members are joined as text, under the names that their fields have in the one form, so that whatever judges the
rules of a matter judges them. Pure.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from kiosk.matters.bundles import BundleSpec, Member, in_order, joined_field, strictest
from kiosk.matters.composed import Composed, MemberPart, declaration_of, term_of
from kiosk.matters.delivery import WAY, postage
from kiosk.matters.forms import FieldSpec, PageSpec
from kiosk.matters.materials import MaterialSpec
from kiosk.matters.model import EligibilityRule, HolderKind, Matter
from kiosk.matters.rules import both, either, names_used, renamed
from kiosk.matters.service import Fee, OpeningHours
from kiosk.matters.shared import shared_id
from kiosk.matters.situations import Answer, SituationQuestion
from kiosk.matters.text import Part, Text

_Here = Callable[[str], str]
"""A rule of a member → the same in the one matter, and only where the member takes part"""
_P = TypeVar("_P", bound=Part)
_OTHER_CARD = Text(
    zh="不能用这种证件办",
    en="not with this kind of card",
    zh_hant="不能用這種證件辦",
)
ALSO = "also__"
"""Before the name of a member that may be left out: the question whether it is done as well"""
_ONCE_MINUTES = 2
"""Of every matter: card, signature and receipt, which a bundle has once"""
_YES, _NO = "yes", "no"
_NEVER = "false"
_NOTHING_LEFT = Text(
    zh="按您的情况，这件事没有要在本机办的，请到窗口问",
    en="In your case nothing of this is done here; please ask at the counter",
    zh_hant="按您的情況，這件事沒有要在本機辦的，請到窗口問",
)


def compose(bundle: BundleSpec, matters: Mapping[str, Matter], icon: str = "squares-four") -> Composed | None:
    """`bundle` as one matter; ``None`` where one that has to be done is not offered, or none is done here."""
    ordered = in_order(bundle)
    if any(member.code not in matters and not member.optional for member in ordered):
        return None
    known = [(member, matters[member.code]) for member in ordered if member.code in matters]
    work = _Composer(bundle)
    parts = tuple(work.take(member, matter) for member, matter in known if not matter.at_counter_only)
    opening = _common_hours([part.matter.opening for part in parts])
    if not parts or opening is None:
        return None
    elsewhere = tuple((member, matter) for member, matter in known if matter.at_counter_only)
    return work.composed(parts, elsewhere, opening, icon)


@dataclass
class _Composer:
    """Takes one member after the other, and keeps what the one matter will have."""

    bundle: BundleSpec
    optional: list[SituationQuestion] = field(default_factory=list)
    questions: dict[str, tuple[SituationQuestion, list[str]]] = field(default_factory=dict)
    fields: dict[str, tuple[FieldSpec, list[str]]] = field(default_factory=dict)
    materials: dict[str, tuple[MaterialSpec, list[str]]] = field(default_factory=dict)
    pages: list[PageSpec] = field(default_factory=list)
    eligibility: list[EligibilityRule] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)

    def take(self, member: Member, matter: Matter) -> MemberPart:
        """One member: its questions, fields, papers, rules and fees under names of the one matter."""
        name = name_of(matter)
        gate = self._gate(member, matter)
        situations = {question.key: self._situation_key(name, question) for question in matter.situations}
        fields = {spec.key: _field_key(name, spec) for spec in matter.form}
        materials = {spec.key: self._material_key(name, spec) for spec in matter.materials}

        def here(rule: str) -> str:
            return both(gate, renamed(rule, fields, situations))

        self._ask(matter, situations, here)
        fresh = [spec for spec in matter.form if fields[spec.key] not in self.fields]
        for spec in matter.form:
            rule = _NEVER if spec.key in member.later else here(spec.visible_when)
            _add(self.fields, fields[spec.key], _renamed_field(spec, fields), rule, joined_field)
        own = tuple(fields[spec.key] for spec in fresh if spec.question is not None and _is_own(spec))
        if own:
            self.pages.append(PageSpec.model_construct(key=name, title=matter.short_title, fields=own))
        for paper in matter.materials:
            _add(self.materials, materials[paper.key], paper, here(paper.when), strictest)
        self._judge(member, matter, gate, fields, situations)
        self._charge(matter, here)
        documents = {spec.key: f"{name}__{spec.key}" for spec in matter.documents}
        return MemberPart(matter, member, gate, fields, situations, materials, documents)

    def composed(
        self,
        parts: tuple[MemberPart, ...],
        elsewhere: tuple[tuple[Member, Matter], ...],
        opening: tuple[OpeningHours, ...],
        icon: str,
    ) -> Composed:
        """The one matter of all that were taken."""
        bundle = self.bundle
        first = parts[0].matter
        ends = [part.matter.valid_until for part in parts if part.matter.valid_until is not None]
        # Without the schema's checks: its parts have passed them, and some joined sums and names may be longer than one may be.
        return Composed.model_construct(
            code=bundle.key,
            version=bundle.version,
            title=bundle.title,
            short_title=bundle.title,
            department=bundle.lead or first.department,
            theme=first.theme,
            icon=icon,
            aliases=bundle.aliases,
            summary=bundle.summary,
            demonstration=bundle.demonstration or any(part.matter.demonstration for part in parts),
            minutes=_ONCE_MINUTES + sum(max(1, part.matter.minutes - _ONCE_MINUTES) for part in parts),
            holders=tuple(HolderKind(kind) for kind in HolderKind if self._all_take(kind, parts)),
            situations=(*bundle.questions, *self.optional, *_finished_questions(self.questions)),
            eligibility=(*self.eligibility, *_something_left(parts, elsewhere)),
            fields=tuple(_with(spec, "visible_when", rules, key) for key, (spec, rules) in self.fields.items()),
            pages=tuple(self.pages),
            materials=tuple(_with(spec, "when", rules, key) for key, (spec, rules) in self.materials.items()),
            declaration=declaration_of(parts),
            fees=tuple(self.fees),
            documents=tuple(
                spec.model_copy(
                    update={
                        "key": part.documents[spec.key],
                        "when": both(part.when, renamed(spec.when, part.fields, part.situations)),
                    }
                )
                for part in parts
                for spec in part.matter.documents
            ),
            needs=tuple(dict.fromkeys(need for part in parts for need in part.matter.needs)),
            opening=opening,
            valid_until=min(ends, default=None),
            bundle=bundle,
            parts=parts,
            elsewhere=tuple(matter for _, matter in elsewhere),
            **term_of(parts),
        )

    def _gate(self, member: Member, matter: Matter) -> str:
        """When it takes part. One that may be left out is asked about, and not offered to whom it is not for."""
        if not member.optional:
            return member.when
        kinds = sorted(kind.value for kind in matter.holders)
        narrow = [] if len(kinds) == len(HolderKind) else [f"holder.kind in {kinds!r}"]
        offered = both(member.when, *(rule.rule for rule in matter.eligibility if _is_of_person(rule)), *narrow)
        key = ALSO + name_of(matter)
        self.optional.append(_also(key, member, matter, offered))
        return both(offered, f"situation.{key} != '{_NO}'")

    def _situation_key(self, name: str, question: SituationQuestion) -> str:
        """The bundle's own question of the same key answers it; that of another member where it has the same answers."""
        if question.key in {own.key for own in self.bundle.questions}:
            return question.key
        known = self.questions.get(question.key)
        if known is None or _answers(known[0]) == _answers(question):
            return question.key
        return f"{name}__{question.key}"

    def _ask(self, matter: Matter, keys: Mapping[str, str], here: _Here) -> None:
        own = {question.key for question in self.bundle.questions}
        for question in matter.situations:
            key = keys[question.key]
            if key not in own:
                _add(self.questions, key, question, here(question.visible_when), lambda first, _second: first)

    def _material_key(self, name: str, spec: MaterialSpec) -> str:
        paper = spec.code or spec.title.zh
        same = (key for key, (known, _) in self.materials.items() if (known.code or known.title.zh) == paper)
        return next(same, f"{name}__{spec.key}")

    def _judge(
        self, member: Member, matter: Matter, gate: str, fields: Mapping[str, str], situations: Mapping[str, str]
    ) -> None:
        """What must be true of the applicant for this member; what decides whether it is offered at all was said there."""
        for rule in matter.eligibility:
            if not (member.optional and _is_of_person(rule)):
                here = renamed(rule.rule, fields, situations)
                self.eligibility.append(_where(gate, here, _of(matter, rule.otherwise)))
        if gate != "true" and not member.optional and len(matter.holders) < len(HolderKind):
            kinds = sorted(kind.value for kind in matter.holders)
            self.eligibility.append(_where(gate, f"holder.kind in {kinds!r}", _of(matter, _OTHER_CARD)))

    def _charge(self, matter: Matter, here: _Here) -> None:
        name = name_of(matter)
        due = [(fee, fee.when) for fee in matter.all_fees]
        ways = {spec.key for spec in matter.form}
        for way in matter.deliveries:
            chosen_here = f"values.{WAY} == '{way.key}'" if WAY in ways else "true"
            due += [(fee, both(way.when, chosen_here)) for fee in postage(way)]
        for fee, rule in due:
            key = f"{name}__{fee.key}"
            self.fees.append(fee.model_copy(update={"key": key, "name": _of(matter, fee.name), "when": here(rule)}))

    @staticmethod
    def _all_take(kind: HolderKind, parts: tuple[MemberPart, ...]) -> bool:
        always = [part for part in parts if part.when == "true"]
        if always:
            return all(kind in part.matter.holders for part in always)
        return any(kind in part.matter.holders for part in parts)


def name_of(matter: Matter) -> str:
    """A matter's code as a name that rules can say."""
    return matter.code.replace("-", "_")


def _field_key(name: str, spec: FieldSpec) -> str:
    """Fields that are shared, and those that only show what the same source says, are one."""
    if not _is_own(spec):
        return shared_id(spec) or str(spec.source).replace(".", "__")
    return f"{name}__{spec.key}"


def _is_own(spec: FieldSpec) -> bool:
    return shared_id(spec) is None and not (spec.source is not None and spec.question is None)


def _renamed_field(spec: FieldSpec, fields: Mapping[str, str]) -> FieldSpec:
    return spec.model_copy(update={"shortcut": fields.get(spec.shortcut or "")}) if spec.shortcut else spec


def _add(table: dict[str, tuple[_P, list[str]]], key: str, spec: _P, rule: str, join: Callable[[_P, _P], _P]) -> None:
    known = table.get(key)
    table[key] = (spec, [rule]) if known is None else (join(known[0], spec), [*known[1], rule])


def _with(spec: _P, rule_name: str, rules: list[str], key: str) -> _P:
    ever = [rule for rule in rules if rule != _NEVER] or [_NEVER]
    return spec.model_copy(update={"key": key, rule_name: either(*ever)})


def _finished_questions(found: Mapping[str, tuple[SituationQuestion, list[str]]]) -> Iterator[SituationQuestion]:
    return (_with(question, "visible_when", rules, key) for key, (question, rules) in found.items())


def _answers(question: SituationQuestion) -> set[str]:
    return {answer.key for answer in question.answers}


def _also(key: str, member: Member, matter: Matter, offered: str) -> SituationQuestion:
    title = matter.short_title
    return SituationQuestion.model_construct(
        key=key,
        question=Text.model_construct(
            zh=f"{title.zh}，一起办吗？",
            en=f"{title.en} as well?",
            zh_hant=f"{title.get('zh_Hant')}，一起辦嗎？",
        ),
        help=None,
        answers=(
            Answer(
                key=_YES, title=Text(zh="一起办", en="Yes", zh_hant="一起辦"), line=member.note, icon="check-circle"
            ),
            Answer(key=_NO, title=Text(zh="这次不办", en="Not this time", zh_hant="這次不辦"), icon="x-circle"),
        ),
        visible_when=offered,
        default=_YES,
    )


def _is_of_person(rule: EligibilityRule) -> bool:
    """Whether a rule asks for the holder alone, and not for what a form or an answer says."""
    return not names_used(rule.rule, "values") and not names_used(rule.rule, "situation")


def _where(gate: str, rule: str, otherwise: Text) -> EligibilityRule:
    said = rule if gate == "true" else f"!({gate}) || ({rule})"
    return EligibilityRule.model_construct(rule=said, otherwise=otherwise)


def _of(matter: Matter, said: Text) -> Text:
    """`said`, and of which member."""
    title = matter.short_title
    return Text.model_construct(
        zh=f"{title.zh}：{said.zh}",
        en=f"{title.en}: {said.en}",
        zh_hant=f"{title.get('zh_Hant')}：{said.get('zh_Hant')}",
    )


def _something_left(
    parts: tuple[MemberPart, ...], elsewhere: tuple[tuple[Member, Matter], ...]
) -> Iterator[EligibilityRule]:
    """Who has nothing to do here is told why: first what a counter has to give, where the answers say that it is missing."""
    rule = either(*(part.when for part in parts))
    if rule == "true":
        return
    for member, matter in elsewhere:
        if member.when != "true" and not member.optional and matter.counter is not None:
            yield _where(member.when, rule, _come_back(matter.short_title, matter.counter.place))
    yield EligibilityRule.model_construct(rule=rule, otherwise=_NOTHING_LEFT)


def _come_back(what: Text, place: Text) -> Text:
    return Text.model_construct(
        zh=f"先到{place.zh}办好{what.zh}再来",
        en=f"{what.en} first ({place.en}); then come back",
        zh_hant=f"先到{place.get('zh_Hant')}辦好{what.get('zh_Hant')}再來",
    )


def _common_hours(each: list[tuple[OpeningHours, ...]]) -> tuple[OpeningHours, ...] | None:
    """The hours in which all are open; none for all around the clock, and ``None`` where there are no such hours."""
    common: tuple[OpeningHours, ...] = ()
    for hours in dict.fromkeys(each):
        if not hours:
            continue
        common = hours if not common else tuple(both for a in common for b in hours if (both := _overlap(a, b)))
        if not common:
            return None
    return common


def _overlap(first: OpeningHours, second: OpeningHours) -> OpeningHours | None:
    days = {first.on, second.on} - {"every_day"}
    opens, closes = max(first.opens, second.opens), min(first.closes, second.closes)
    if len(days) > 1 or opens >= closes:
        return None
    return OpeningHours(on=next(iter(days), "every_day"), opens=opens, closes=closes)
