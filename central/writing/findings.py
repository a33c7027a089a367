"""What is wrong with a draft, in the places of its form: the lint that kiosks and releases use, asked while somebody writes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext

from central.catalogue import catalogue, in_language
from central.words import in_english
from central.writing.drafts import Body
from central.writing.half import half
from central.writing.kinds import linted
from central.writing.models import DraftKind
from kiosk.matters.problems import MatterProblem, Severity

_INDEX = re.compile(r"\[(\d+)\]")
_CODE = re.compile(r"[a-z][a-z0-9-]*")
ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing, at `path` as the form's controls are named; empty for the whole."""

    path: str
    severity: str
    sentence: str
    rule: str = ""

    @property
    def stops(self) -> bool:
        """Whether the draft cannot be reviewed as it is."""
        return self.severity == ERROR


def findings(body: Body, files: Mapping[str, bytes], kind: str = DraftKind.MATTER) -> tuple[Finding, ...]:
    """Everything the lint says of `body` and the `files` beside it. Templates are typeset in the dry run, not here.

    Of a body that does not parse, every mistake in what remains of it is told too; advice waits until it does.
    """
    partly, titles = half(body, kind), _titles(body, kind)
    wrong = tuple(_finding(one, titles) for one in partly.problems)
    if partly.content is None:
        return (*wrong, Finding("", Severity.NOTICE.value, gettext("还有更多检查，先改好这些")))
    with TemporaryDirectory(prefix="suishiban-draft-") as folder:
        for name, data in files.items():
            (Path(folder) / Path(name).name).write_bytes(data)
        said = [_finding(one, titles) for one in linted(partly.content, Path(folder)) if not partly.touches(one.path)]
    return (*wrong, *(one for one in said if one.stops or not wrong))


def _finding(problem: MatterProblem, titles: Mapping[str, str]) -> Finding:
    language = "en" if in_english() else "zh_CN"
    sentence = _CODE.sub(lambda found: titles.get(found[0], found[0]), problem.say(language))
    return Finding(_INDEX.sub(r".\1", problem.path), problem.severity.value, sentence, problem.rule)


def _titles(body: Body, kind: str) -> Mapping[str, str]:
    """Of the members of a bundle that are known, by their codes: the lint knows them by these alone."""
    if kind != DraftKind.BUNDLE:
        return {}
    members = body.get("members")
    codes = [one.get("code") for one in members if isinstance(one, Mapping)] if isinstance(members, list) else []
    known = catalogue().matters
    return {code: in_language(known[code].title) for code in codes if isinstance(code, str) and code in known}
