"""A bundle (一件事) as one matter: one form, one set of papers, one sum, composed of the members that are done here.

A visit walks it as it walks any matter. What belongs to which member is kept in `Composed.parts`, for the applications that
come of it in the end; `kiosk.matters.composing` makes it. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from kiosk.matters.bundles import BundleSpec, Member
from kiosk.matters.coded import Term, Unit
from kiosk.matters.model import Matter
from kiosk.matters.rules import RuleError, holds
from kiosk.matters.selection import Facts, situation_of
from kiosk.matters.service import Handling
from kiosk.matters.text import Text


@dataclass(frozen=True)
class MemberPart:
    """One member that is done here. The maps lead from its own keys to those of the composed matter."""

    matter: Matter
    member: Member
    when: str
    """CEL over the composed matter's situation and the holder: whether it is applied for"""
    fields: Mapping[str, str]
    situations: Mapping[str, str]
    materials: Mapping[str, str]
    documents: Mapping[str, str]

    @property
    def code(self) -> str:
        """The member's."""
        return self.matter.code


class Composed(Matter):
    """A bundle as one matter. `parts` stand each after those they depend on; `elsewhere` are members of a counter."""

    bundle: BundleSpec
    parts: tuple[MemberPart, ...] = Field(default=())
    elsewhere: tuple[Matter, ...] = ()


def chosen(matter: Composed, facts: Facts) -> tuple[MemberPart, ...]:
    """The members that are applied for, as far as is known."""
    situation = situation_of(matter, facts.answers, facts.holder)

    def applies(part: MemberPart) -> bool:
        try:
            return holds(part.when, {}, facts.holder, situation)
        except RuleError:
            if facts.holder is None:
                return True
            raise

    return tuple(part for part in matter.parts if applies(part))


def only(matter: Composed, facts: Facts) -> dict[str, object]:
    """What of a composed matter depends on who takes part, for these facts, by the name of its part."""
    parts = chosen(matter, facts)
    return {"parts": parts, "declaration": declaration_of(parts), **term_of(parts)}


def after_of(part: MemberPart, parts: tuple[MemberPart, ...]) -> tuple[str, ...]:
    """The codes of those among `parts` that must be decided before `part`."""
    there = {each.code for each in parts}
    return tuple(code for code in part.member.depends_on if code in there)


def path_days(parts: tuple[MemberPart, ...]) -> int:
    """Working days of the longest path through `parts`: each after those it depends on, otherwise at the same time."""
    until: dict[str, int] = {}
    for part in parts:
        promise = part.matter.promise
        own = promise.count if promise is not None and promise.unit is Unit.WORKING_DAYS else 0
        until[part.code] = own + max((until[code] for code in after_of(part, parts)), default=0)
    return max(until.values(), default=0)


def declaration_of(parts: tuple[MemberPart, ...]) -> tuple[Text, ...]:
    """What is signed: each sentence once."""
    said = {sentence.zh: sentence for part in parts for sentence in part.matter.declaration}
    return tuple(said.values())


def term_of(parts: tuple[MemberPart, ...]) -> dict[str, Any]:
    """How long it takes with these members, by the names of a matter's parts."""
    days = path_days(parts)
    promised = days or any(part.matter.handling is Handling.PROMISED for part in parts)
    return {
        "handling": Handling.PROMISED if promised else Handling.INSTANT,
        "promised": Term(count=days) if days else None,
    }
