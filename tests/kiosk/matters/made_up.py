"""Hypothesis strategies for matters, worked out from the schema itself: a field that is added is tried by itself."""

import types
import typing
from datetime import date, time
from enum import Enum

from annotated_types import Ge, Gt, Le, Len, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from kiosk.matters.bundles import BundleSpec
from kiosk.matters.model import FieldSpec, Matter

LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}"), min_size=1, max_size=20).filter(
    str.strip
)
_RULES = st.sampled_from(["true", "holder.age >= 16", 'values.a == "\\"x\\""', "situation.q in ['a', 'b']"])
_NUMBERED = ("key", "code")


def models(model: type[BaseModel]) -> st.SearchStrategy:
    """Values of `model`; combinations that it refuses are left out."""
    parts = {name: _field(name, info) for name, info in model.model_fields.items()}
    needed = {name: part for name, part in parts.items() if model.model_fields[name].is_required()}
    may = {name: part for name, part in parts.items() if name not in needed}
    return (
        st.fixed_dictionaries(needed, optional=may)
        .map(lambda raw: _valid(model, raw))
        .filter(lambda made: made is not None)
    )


def matters() -> st.SearchStrategy[Matter]:
    return models(Matter).map(_with_a_page)


def _with_a_page(matter: Matter) -> Matter:
    page = {"key": "p", "title": {"zh": "页", "en": "Page"}, "fields": [spec.key for spec in matter.fields]}
    return Matter.model_validate({**matter.model_dump(), "pages": [page] if matter.fields else []})


def bundles() -> st.SearchStrategy[BundleSpec]:
    return models(BundleSpec)


def _valid(model: type[BaseModel], raw: dict[str, typing.Any]) -> BaseModel | None:
    if model is FieldSpec:
        raw = {**raw, "shortcut": None, "default": None, "kind": "text", "choices": (), "source": "card.name"}
    try:
        return model.model_validate({name: _unique(value) for name, value in raw.items()})
    except ValidationError:
        plain = {name: value for name, value in raw.items() if model.model_fields[name].is_required()}
        kept = {**plain, **{name: raw[name] for name in _SAFE & raw.keys()}}
        try:
            return model.model_validate({name: _unique(value) for name, value in kept.items()})
        except ValidationError:
            return None


_SAFE = {
    "national",
    "materials",
    "faqs",
    "flow",
    "results",
    "legal_basis",
    "aliases",
    "opening",
    "places",
    "who",
    "consult",
}


def _unique(value: object) -> object:
    """A list without two entries of the same key."""
    if not isinstance(value, tuple) or not value or not isinstance(value[0], BaseModel):
        return value
    found = {
        next((getattr(each, name) for name in _NUMBERED if hasattr(each, name)), at): each
        for at, each in enumerate(value)
    }
    return tuple(found.values())


def _field(name: str, info: FieldInfo) -> st.SearchStrategy:
    if name in {"needs", "depends_on"}:
        return st.just(())
    if name in {"rule", "when", "visible_when"}:
        return _RULES
    return _of(info.annotation, info.metadata)


def _of(kind: typing.Any, marks: typing.Sequence[typing.Any]) -> st.SearchStrategy:
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _of(inside[0], [*inside[1:], *marks])
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(_of(each, marks if each is not type(None) else ()) for each in inside))
    if origin is typing.Literal:
        return st.sampled_from(inside)
    if origin is tuple:
        least = max((mark.min_length for mark in marks if isinstance(mark, MinLen | Len)), default=0)
        return st.lists(_of(inside[0], ()), min_size=least, max_size=max(2, least)).map(tuple)
    if kind is type(None):
        return st.none()
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return st.deferred(lambda: models(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    return _scalar(kind, marks)


def _scalar(kind: type, marks: typing.Sequence[typing.Any]) -> st.SearchStrategy:
    if kind is bool:
        return st.booleans()
    if kind is int:
        floors: list[typing.Any] = [mark.ge for mark in marks if isinstance(mark, Ge)]
        above: list[typing.Any] = [mark.gt for mark in marks if isinstance(mark, Gt)]
        ceilings: list[typing.Any] = [mark.le for mark in marks if isinstance(mark, Le)]
        least = max([*floors, *(bound + 1 for bound in above)], default=0)
        return st.integers(least, min(ceilings, default=10_000))
    if kind is date:
        return st.dates()
    if kind is time:
        return st.times()
    assert kind is str, kind
    pattern = next((mark.pattern for mark in marks if isinstance(mark, StringConstraints) and mark.pattern), None)
    if pattern is not None:
        return st.from_regex(pattern, fullmatch=True).filter(lambda text: len(text) <= 30 and "\n" not in text)
    longest = min(
        (mark.max_length for mark in marks if isinstance(mark, StringConstraints | MaxLen) and mark.max_length),
        default=20,
    )
    return LETTERS.map(lambda text: text[:longest]).filter(str.strip)
