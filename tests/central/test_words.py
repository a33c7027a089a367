"""How the console says things: in the page's language, and nothing said past the catalogues of words."""

import ast
import re
from collections.abc import Iterator

import pytest

from central import words
from tests.central.running import ROOT

_SAYING = {"log_change", "log_addition", "log_deletion", "info", "success", "warning", "error", "ValidationError"}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_names_are_listed_as_the_language_lists_them(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for language in ("en", "zh-hans", None):
        monkeypatch.setattr(words, "get_language", lambda said=language: said)
        found.append((words.in_english(), words.listed(["a", "b"])))
    assert found == [(True, "a, b"), (False, "a、b"), (False, "a、b")]


def _bare(source: str) -> Iterator[str]:
    """Chinese words that are handed to a reader or to the trail as they stand in the code."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for said in call.args if name in _SAYING else ():
            parts = said.values if isinstance(said, ast.JoinedStr) else [said]
            yield from (
                str(part.value) for part in parts if isinstance(part, ast.Constant) and _CHINESE.search(str(part.value))
            )


def test_what_is_said_to_people_and_written_into_the_trail_can_be_translated() -> None:
    assert list(_bare('site.log_change(request, row, f"查看 {n}")')) == ["查看 "]
    found = [
        f"{path.name}: {said}" for path in (ROOT / "central").rglob("*.py") for said in _bare(path.read_text("utf-8"))
    ]
    assert found == []
