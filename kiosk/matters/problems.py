"""What is wrong with a matter file, as a value: the file, the path inside it, and what was expected."""

import types
import typing
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class MatterProblem:
    """One thing that is wrong.

    `path` is the place inside the file (``fields[2].choices``; empty for the file as a whole), `expected` a sentence,
    `line` the line where it is known (syntax errors, templates). A `fatal` problem refuses the start, any other leaves
    one matter out. `also` holds further problems of the same file.
    """

    file: Path
    path: str
    expected: str
    line: int | None = None
    fatal: bool = False
    also: tuple["MatterProblem", ...] = ()

    @property
    def all(self) -> tuple["MatterProblem", ...]:
        """This problem and the others of the same file."""
        return (self, *self.also)

    def __str__(self) -> str:
        place = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.path}: {self.expected}" if self.path else f"{place}: {self.expected}"


def path_of(location: tuple[int | str, ...]) -> str:
    """``("fields", 2, "choices")`` as ``fields[2].choices``."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def problems_of(file: Path, model: type[BaseModel], error: ValidationError) -> MatterProblem:
    """Pydantic's findings in the words of this house; the first problem carries the others in `also`."""
    found = [MatterProblem(file, path_of(entry["loc"]), _expected(model, entry)) for entry in error.errors()]
    first, *others = found
    return MatterProblem(file, first.path, first.expected, also=tuple(others))


def _expected(model: type[BaseModel], entry: ErrorDetails) -> str:
    kind, context = entry["type"], entry.get("ctx", {})
    if kind == "missing":
        return "expected a value here; this key is required"
    if kind == "extra_forbidden":
        return _expected_key(model, entry["loc"])
    if kind == "value_error":
        return f"expected the parts to agree: {context['error']}"
    if kind in {"enum", "literal_error"}:
        return f"expected one of {context['expected']}"
    if kind == "string_pattern_mismatch":
        return f"expected text of the form {context['pattern']}"
    message = entry["msg"]
    return message.replace("Input should be", "expected").replace("String should", "expected text that should")


def _expected_key(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    known = sorted(_model_at(model, location[:-1]).model_fields)
    near = get_close_matches(str(location[-1]), known, n=1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return f"expected no key of this name; {hint}Known here: {', '.join(known)}"


def _model_at(model: type[BaseModel], location: tuple[int | str, ...]) -> type[BaseModel]:
    for part in location:
        if isinstance(part, str) and part in model.model_fields:
            model = next(_models_in(model.model_fields[part].annotation), model)
    return model


def _models_in(annotation: object) -> typing.Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for inner in typing.get_args(annotation):
        yield from _models_in(inner)
