"""What is wrong with a draft, in the places of its form: the lint that kiosks and releases use, asked while somebody writes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import get_language

from central.catalogue import catalogue
from central.writing.drafts import Body, matter_of_body
from kiosk.matters.catalogue import misplaced
from kiosk.matters.lint import lint
from kiosk.matters.model import Matter
from kiosk.matters.problems import MatterProblem

_INDEX = re.compile(r"\[(\d+)\]")
ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing, at `path` as the form's controls are named; empty for the matter as a whole."""

    path: str
    severity: str
    sentence: str
    rule: str = ""

    @property
    def stops(self) -> bool:
        """Whether the draft cannot be reviewed as it is."""
        return self.severity == ERROR


def findings(body: Body, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Everything the lint says of `body` and the `files` beside it. Templates are typeset in the dry run, not here."""
    matter = matter_of_body(body)
    if not isinstance(matter, Matter):
        return tuple(map(_finding, matter))
    with TemporaryDirectory(prefix="suishiban-draft-") as folder:
        for name, content in files.items():
            (Path(folder) / Path(name).name).write_bytes(content)
        found = (*misplaced(matter, catalogue().home, Path()), *lint(matter, Path(folder), catalogue().sources))
        return tuple(map(_finding, found))


def _finding(problem: MatterProblem) -> Finding:
    language = "zh_CN" if (get_language() or "zh").startswith("zh") else "en"
    return Finding(_INDEX.sub(r".\1", problem.path), problem.severity.value, problem.say(language), problem.rule)
