"""The lint of a bundle (一件事): its members, its rules, and whether its members agree on what they share."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from kiosk.matters.bundles import BUNDLES_FOLDER, BundleSpec
from kiosk.matters.composing import compose
from kiosk.matters.lint_advice import untranslated
from kiosk.matters.lint_conditions import Conditional, check, conditionals
from kiosk.matters.lint_found import Found
from kiosk.matters.lint_list import RULES
from kiosk.matters.lint_mistakes import dirt
from kiosk.matters.model import Matter
from kiosk.matters.problems import MatterProblem
from kiosk.matters.rules import names_used
from kiosk.matters.shared import shared_id


def lint_bundle(
    bundle: BundleSpec,
    root: Path,
    matters: Mapping[str, Matter],
    *,
    cards: Collection[str],
    codes: Collection[str] | None = None,
) -> tuple[MatterProblem, ...]:
    """Everything that could be better in `bundle` of the catalogue under `root`; `cards` are those of its home screen.

    `codes` are those of all matters there are, where not all could be read.
    """
    wrong = bundle_mistakes(bundle, root, matters, cards=cards, codes=codes if codes is not None else matters)
    promise = () if wrong else _promise(bundle, matters)
    advice = (*_useless(bundle, matters), *promise, *untranslated(bundle))
    return (*wrong, *(_problem(bundle, root, found) for found in advice))


def bundle_mistakes(
    bundle: BundleSpec,
    root: Path,
    matters: Mapping[str, Matter],
    *,
    cards: Collection[str],
    codes: Collection[str],
) -> tuple[MatterProblem, ...]:
    """What refuses a release. `codes` are those of all matters there are, read or not."""
    found = (
        *_known(bundle, cards, codes),
        *dirt(bundle),
        *_rules(bundle),
        *_later(bundle, matters),
        *_agreed(bundle, matters),
    )
    return tuple(_problem(bundle, root, each) for each in found)


def _problem(bundle: BundleSpec, root: Path, found: Found) -> MatterProblem:
    file = root / BUNDLES_FOLDER / f"{bundle.key}.toml"
    severity = RULES[found.rule].severity
    return MatterProblem(file, found.path, found.en, rule=found.rule, severity=severity, zh=found.zh)


def _known(bundle: BundleSpec, cards: Collection[str], codes: Collection[str]) -> Iterator[Found]:
    if bundle.key not in cards:
        yield Found(
            "bundle.card",
            "key",
            "expected a card of this key in home.toml; found none",
            f"home.toml 里没有 {bundle.key} 的卡片，请加上",
        )
    if bundle.key in codes:
        yield Found(
            "bundle.member",
            "key",
            f"expected a key that is no matter's code; found '{bundle.key}'",
            f"{bundle.key} 已经是事项代码，请换一个标识",
        )
    for place, member in enumerate(bundle.members):
        if member.code not in codes:
            yield Found(
                "bundle.member",
                f"members[{place}].code",
                f"expected the code of a matter; found '{member.code}'",
                f"没有事项 {member.code}，请改正",
            )


def _later(bundle: BundleSpec, matters: Mapping[str, Matter]) -> Iterator[Found]:
    """A field that is to come from a member before it has to exist, and there has to be one before it."""
    for place, member in enumerate(bundle.members):
        matter = matters.get(member.code)
        known = {spec.key for spec in matter.form} if matter is not None else set(member.later)
        for key in member.later:
            if key not in known or not member.depends_on:
                yield Found(
                    "bundle.member",
                    f"members[{place}].later",
                    f"a field of '{member.code}', which depends on another member; found '{key}'",
                    f"{member.code} 没有字段 {key}，或者没有前置事项，请改正 later",
                )


def _rules(bundle: BundleSpec) -> Iterator[Found]:
    asker = Matter.model_construct(code=bundle.key, situations=bundle.questions, fields=())
    for place, question in enumerate(bundle.questions):
        if question.visible_when != "true":
            path = f"questions[{place}].visible_when"
            yield from check(asker, Conditional(path, question.visible_when, "situation", question.key, before=place))
    for place, member in enumerate(bundle.members):
        if member.when != "true":
            yield from check(asker, Conditional(f"members[{place}].when", member.when, "bundle", member.code))


def _agreed(bundle: BundleSpec, matters: Mapping[str, Matter]) -> Iterator[Found]:
    """The same shared field must be the same question, or one answer would not do for both."""
    first: dict[str, tuple[str, object]] = {}
    for place, member in enumerate(bundle.members):
        matter = matters.get(member.code)
        for spec in matter.fields if matter is not None else ():
            key = shared_id(spec)
            if key is None:
                continue
            kind = (spec.kind == "choice", tuple(choice.key for choice in spec.choices))
            code, known = first.setdefault(key, (member.code, kind))
            if known != kind:
                yield Found(
                    "bundle.shared_kind",
                    f"members[{place}]",
                    f"expected '{key}' with the same choices as in '{code}'; in '{member.code}' it differs",
                    f"共享字段 {key} 在 {code} 和 {member.code} 里选项不同，请改成一致",
                )


def _promise(bundle: BundleSpec, matters: Mapping[str, Matter]) -> Iterator[Found]:
    """The promise of the whole against the longest way through its members: these count for the citizen."""
    course = compose(bundle, matters)
    if bundle.promised is None or course is None or course.promised is None:
        return
    if bundle.promised.in_hours < course.promised.in_hours:
        days = course.promised.count
        yield Found(
            "bundle.promise",
            "promised",
            f"expected at least the {days} working days that its members need one after the other; found less",
            f"各事项先后办完要 {days} 个工作日，承诺办结时限比这短，请改成一致",
        )


def _useless(bundle: BundleSpec, matters: Mapping[str, Matter]) -> Iterator[Found]:
    rules = [question.visible_when for question in bundle.questions] + [member.when for member in bundle.members]
    for member in bundle.members:
        if member.code in matters:
            rules += [entry.rule for entry in conditionals(matters[member.code])]
    used = {name for rule in rules for name in names_used(rule, "situation")}
    for place, question in enumerate(bundle.questions):
        if question.key not in used:
            yield Found(
                "bundle.useless",
                f"questions[{place}]",
                f"expected a rule that looks at situation.{question.key}; the answer changes nothing",
                f"问题 {question.key} 的答案没有任何用处，请用在条件里或删掉",
            )
