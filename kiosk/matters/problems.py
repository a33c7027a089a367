"""What is wrong with a matter file, as a value: the file, the path inside it, and what was expected."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ValidationError

from kiosk.expected import expectations


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"
    """The matter is left out, and a release with it refused"""
    WARNING = "warning"
    """To be mended before it is published; the kiosk works with it"""
    NOTICE = "notice"
    """Could be better"""


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
    rule: str = ""
    """The id of the rule of the lint that found it (`kiosk.matters.lint.RULES`); empty for what does not parse"""
    severity: Severity = Severity.ERROR
    zh: str = ""
    """`expected` in Chinese, where it was found by a rule"""

    def say(self, language: str) -> str:
        """How to mend it, in `language`; in English where there is no Chinese."""
        return self.expected if language.startswith("en") or not self.zh else self.zh

    @property
    def all(self) -> tuple["MatterProblem", ...]:
        """This problem and the others of the same file."""
        return (self, *self.also)

    def __str__(self) -> str:
        place = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.path}: {self.expected}" if self.path else f"{place}: {self.expected}"


def problems_of(file: Path, model: type[BaseModel], error: ValidationError) -> MatterProblem:
    """Pydantic's findings in the words of this house; the first problem carries the others in `also`."""
    found = [MatterProblem(file, one.path, one.sentence, zh=one.zh) for one in expectations(model, error)]
    first, *others = found
    return replace(first, also=tuple(others))
