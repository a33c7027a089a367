"""A draft that does not parse, with what is wrong left out or filled in: what remains is checked in the same breath."""

import re
from collections.abc import Sequence
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from central.writing.kinds import SHAPES, Content
from kiosk.matters.problems import MatterProblem, problems_of

_ROUNDS = 12
"""Each may uncover what the one before kept from being looked at"""
_STEP = re.compile(r"[^.\[\]]+")
_GONE = object()


class Half(NamedTuple):
    """`content` is None where nothing can be checked as long as `problems` are there."""

    content: Content | None
    problems: tuple[MatterProblem, ...]
    altered: frozenset[str] = frozenset()

    def touches(self, path: str) -> bool:
        """Whether what is said at `path` may be about what stands there instead."""
        # A field that a member before it fills in is right or wrong by what stands there as its members before it.
        return _within(self.altered, path) or _within(self.altered, path.replace(".later", ".depends_on"))


def half(body: dict[str, Any], kind: str) -> Half:
    """`body` without what is wrong in it, and everything that was."""
    shape, rest = SHAPES[kind], deepcopy(body)
    problems: list[MatterProblem] = []
    altered: set[str] = set()
    numbers = count()
    for _round in range(_ROUNDS):
        try:
            return Half(shape.model.model_validate(rest), tuple(problems), frozenset(altered))
        except ValidationError as error:
            found = problems_of(Path(shape.file), shape.model, error).all
        problems += [one for one in found if not _within(altered, one.path)]
        changed = [_changed(rest, one.path, next(numbers)) for one in found]
        if None in changed:
            break
        altered.update(filter(None, changed))
    return Half(None, tuple(problems), frozenset(altered))


def _within(places: set[str] | frozenset[str], path: str) -> bool:
    return any(path == one or path.startswith((f"{one}.", f"{one}[")) for one in places)


def _changed(body: dict[str, Any], path: str, number: int) -> str | None:
    """Leave out what stands at `path`, or fill in what may not be missing there; the place, None where neither can be."""
    steps: list[str | int] = [int(one) if one.isdigit() else one for one in _STEP.findall(path)]
    fills: Sequence[Any] = (f"x{number}", {"zh": "x", "en": "x"}, 1)
    holder = _at(body, steps[:-1])
    if not steps or not isinstance(holder, dict):
        return None
    name, value = steps[-1], holder.get(steps[-1], _GONE)
    if value is _GONE:
        holder[name] = fills[0]
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return None  # what is wrong is the list itself, and much may rest on what is in it
    elif isinstance(value, str) and re.fullmatch(r"x\d+", value):
        holder[name] = fills[1]
    elif value == fills[1]:
        holder[name] = fills[2]
    elif value == fills[2]:
        return None
    else:
        del holder[name]
    return path


def _at(body: Any, steps: Sequence[str | int]) -> Any:  # noqa: ANN401  whatever stands in the body
    for step in steps:
        if isinstance(body, dict):
            body = body.get(step)
        elif isinstance(body, list) and isinstance(step, int) and step < len(body):
            body = body[step]
        else:
            return None
    return body
