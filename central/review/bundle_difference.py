"""What a change of a bundle (一件事) means for citizens; as `central.review.difference` says it of a matter.

Red is what asks more of whoever comes for it: one more member that has to be done, one that could be left out and cannot any
more, one that more people have to do, a longer promise. The bundle's own ``by_law`` is of the whole and answers for no change;
a member that is gone can still be done by itself.
"""

from collections.abc import Iterator

from pydantic import ValidationError

from central.catalogue import catalogue
from central.review.difference import Body, Change, RedKind, hours_of, said_term
from central.review.edits import edits
from kiosk.matters.bundles import BundleSpec, Member

_CONDITION, _PROMISE = RedKind.CONDITION.value, RedKind.PROMISE.value
_SAID = frozenset({"members", "promised", "version"})
_OF_MEMBER = frozenset({"code", "when", "optional", "depends_on"})
_ALWAYS = "true"


def bundle_difference(before: Body | None, after: Body) -> tuple[Change, ...]:
    """What is different for citizens in `after`, the red ones first; a new bundle takes nothing from anybody.

    Raises ``ValueError`` for a body that is no bundle.
    """
    try:
        new = BundleSpec.model_validate(after)
        old = BundleSpec.model_validate(before) if before is not None else None
    except ValidationError as error:
        raise ValueError(f"{error.errors()[0]['loc']}: {error.errors()[0]['msg']}") from error
    if old is None:
        return (Change("bundle.new", new.title.zh, after="、".join(_name(one.code) for one in new.members)),)
    found = [*_members(old, new), *_promise(old, new), *_rest(old, new)]
    return tuple(sorted(found, key=lambda change: not change.red))


def _members(old: BundleSpec, new: BundleSpec) -> Iterator[Change]:
    known = {one.code: one for one in old.members}
    for one in new.members:
        was, name = known.pop(one.code, None), _name(one.code)
        if was is None:
            yield _added(one, name)
            continue
        if was.optional != one.optional:
            yield Change("member.optional", name) if one.optional else Change("member.must", name, red=_CONDITION)
        if was.when != one.when:
            # From everybody to some is narrower; of anything else somebody has to look.
            card = "" if was.when == _ALWAYS or one.optional else _CONDITION
            yield Change("member.when", name, was.when, one.when, red=card)
        if was.depends_on != one.depends_on:
            yield Change("member.waits", name, _names(was.depends_on), _names(one.depends_on))
        path = (_title("members"), name)
        yield from (Change(*edit) for edit in edits(was, one, path, but=_OF_MEMBER))
    yield from (Change("member.gone", _name(code)) for code in known)
    before, after = [one.code for one in old.members], [one.code for one in new.members]
    if [code for code in before if code in after] != [code for code in after if code in before]:
        yield Change("part.order", _title("members"))


def _added(one: Member, name: str) -> Change:
    if one.optional:
        return Change("member.offered", name)
    if one.when != _ALWAYS:
        return Change("member.new_when", name, after=one.when, red=_CONDITION)
    return Change("member.new", name, red=_CONDITION)


def _promise(old: BundleSpec, new: BundleSpec) -> Iterator[Change]:
    if old.promised == new.promised:
        return
    before, after = said_term(old.promised), said_term(new.promised)
    if new.promised is None:
        yield Change("bundle.no_promise", new.title.zh, before, red=_PROMISE)
    elif old.promised is None:
        yield Change("bundle.promise", new.title.zh, after=after)
    elif hours_of(new.promised) > hours_of(old.promised):
        yield Change("promise.longer", new.title.zh, before, after, red=_PROMISE)
    else:
        yield Change("promise.shorter", new.title.zh, before, after)


def _rest(old: BundleSpec, new: BundleSpec) -> Iterator[Change]:
    for name in BundleSpec.model_fields:
        if name not in _SAID:
            yield from (Change(*one) for one in edits(getattr(old, name), getattr(new, name), (_title(name),)))


def _name(code: str) -> str:
    """The member's matter as it is called; its code where there is none."""
    matter = catalogue().matters.get(code)
    return code if matter is None else matter.title.zh


def _names(codes: tuple[str, ...]) -> str:
    return "、".join(map(_name, codes)) or "没有"


def _title(part: str) -> str:
    return str(BundleSpec.model_fields[part].title)
