"""What is said alike is kept once: matters come with the same offices, papers and answers over and over, in three languages."""

from collections.abc import Iterable, Mapping
from operator import is_not
from typing import Any

from pydantic import BaseModel

from kiosk.matters.model import Matter

_TEXTS = frozenset({str, type(None)})


class Thrift:
    """Knows what it has seen. For as long as one catalogue is read."""

    def __init__(self) -> None:
        self._parts: dict[tuple[object, ...], BaseModel] = {}
        self._named: dict[frozenset[str], set[str]] = {}

    def kept(self, matters: Iterable[Matter]) -> list[Matter]:
        """The same values, each part with nothing but texts in it being one object wherever it stands.

        Parts are frozen, so nobody can change what another one sees. Which keys a file named is kept once for all parts alike.
        """
        found = []
        for matter in matters:  # one by one, so that the next one is made where the last one left room
            self._visit(matter)
            found.append(matter)
        return found

    def _visit(self, part: BaseModel) -> None:
        named = part.__pydantic_fields_set__
        object.__setattr__(part, "__pydantic_fields_set__", self._named.setdefault(frozenset(named), named))
        values = part.__dict__
        for name, value in values.items():
            if type(value) is not str:
                kept = self._one(value)
                if kept is not value:
                    values[name] = kept  # of a key that is there already: nothing moves

    def _one(self, value: Any) -> Any:  # noqa: ANN401 - whatever a matter holds
        if isinstance(value, BaseModel):
            self._visit(value)
            said = tuple(value.__dict__.values())
            if _TEXTS.issuperset(map(type, said)):
                return self._parts.setdefault((type(value), id(value.__pydantic_fields_set__), *said), value)
        elif type(value) is tuple:
            kept = tuple(map(self._one, value))
            return kept if any(map(is_not, kept, value)) else value
        elif isinstance(value, Mapping):
            for each in value.values():
                if isinstance(each, BaseModel):
                    self._visit(each)
        return value
