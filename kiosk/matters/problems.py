"""What is wrong with a matter file, as a value: the file, the path inside it, and what was expected."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from kiosk.expected import expectations


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


def problems_of(file: Path, model: type[BaseModel], error: ValidationError) -> MatterProblem:
    """Pydantic's findings in the words of this house; the first problem carries the others in `also`."""
    found = [MatterProblem(file, path, sentence) for path, sentence in expectations(model, error)]
    first, *others = found
    return MatterProblem(file, first.path, first.expected, also=tuple(others))
