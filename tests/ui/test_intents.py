"""Every intent that a screen can send means something to somebody, and a malformed one is not taken quietly."""

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from kiosk.matters.plan import Step
from kiosk.visit import events
from kiosk.visit.state import EndReason, InkPoint, Visit
from tests.kiosk.visit.journeys import after, paid, visit_at
from ui import bridge, errands, lobby
from ui.intents import EVENTS, asks_first, event_of
from ui.views.identify import IdentifyChoice

QML = Path(bridge.__file__).parent / "qml"
_SENT = re.compile(r'\bintent\(\s*"(\w+)"')


def sent_in(text: str) -> set[str]:
    """The names of all intents that a QML file sends."""
    return set(_SENT.findall(text))


def sent_by_screens() -> set[str]:
    by_qml = {name for path in QML.rglob("*.qml") for name in sent_in(path.read_text(encoding="utf-8"))}
    return by_qml | set(get_args(IdentifyChoice.__annotations__["intent"]))


def named_in(module: Path) -> set[str]:
    """The texts that `module` compares an intent's name with, in a case or in a condition."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Match) and isinstance(node.subject, ast.Name) and node.subject.id in ("name", "intent"):
            names |= {found for case in node.cases for found in _texts(case.pattern)}
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id in ("name", "intent"):
            names |= _texts(node)
    return names


def _texts(node: ast.AST) -> set[str]:
    return {found.value for found in ast.walk(node) if isinstance(found, ast.Constant) and isinstance(found.value, str)}


def known() -> set[str]:
    here = Path(bridge.__file__).parent
    named = set().union(
        *(named_in(here / module) for module in ("bridge.py", "intents.py", "lobby.py", "shell_intents.py"))
    )
    return named | set(lobby._LISTS) | set(EVENTS) | set(errands.EVENTS)


def test_every_intent_of_a_screen_is_known():
    assert sent_by_screens() - known() == set()


def test_the_scan_sees_what_is_sent_and_would_see_an_unknown_name():
    assert {"start", "helpWay", "language", "capture", "signed", "query", "allBundles"} <= sent_by_screens()
    planted = sent_in('onTapped: screen.intent(\n    "teleport", {})')
    assert planted - known() == {"teleport"}


@pytest.mark.parametrize(
    ("intent", "args", "event"),
    [
        ("start", {}, events.GuideAccepted()),
        ("page_answered", {"answers": {"a": 1}, "typed": {"a": 2.0}}, events.PageAnswered({"a": "1"}, {"a": 2})),
        ("page_answered", {"answers": {}}, events.PageAnswered({}, {})),
        ("capture", {}, events.CaptureTapped()),
        ("discard_page", {"slot": "home_proof", "index": 1.0}, events.PageDiscarded("home_proof", 1)),
        ("pages_finished", {"slot": "home_proof"}, events.PagesFinished("home_proof")),
        ("defer_material", {"slot": "home_proof"}, events.MaterialDeferred("home_proof")),
        ("accept_review", {}, events.ReviewAccepted()),
        ("edit", {"step": "form"}, events.EditRequested(Step.FORM)),
        ("signed", {"strokes": [[[0, 1, 16]]]}, events.Signed(((InkPoint(0.0, 1.0, 16.0),),))),
        ("signed", {"strokes": [[[0, 1, 16, 0.5]]]}, events.Signed(((InkPoint(0.0, 1.0, 16.0, 0.5),),))),
        ("payment_retry", {}, events.PaymentRetried()),
        ("payment_defer", {}, events.PaymentDeferred()),
        ("submit", {}, events.SubmitTapped()),
        ("paper_retry", {"paper": "receipt"}, events.PaperRetried("receipt")),
        ("rate", {"score": 5.0}, events.Rated(5)),
        ("try_again", {}, events.TryAgainTapped()),
        ("back", {}, events.BackTapped()),
        ("exit", {}, events.Abandoned(EndReason.LEFT)),
        ("leave", {}, events.Abandoned(EndReason.LEFT)),
        ("other_matters", {}, events.Abandoned(EndReason.LEFT)),
        ("finish", {}, events.Finished()),
    ],
)
def test_an_intent_becomes_its_event(intent, args, event):
    assert event_of(intent, args) == event


def test_an_intent_of_the_shell_means_nothing_to_a_visit():
    assert event_of("language", {"language": "en"}) is None


@pytest.mark.parametrize(
    ("intent", "args"),
    [
        ("page_answered", {}),
        ("discard_page", {"slot": "home_proof"}),
        ("discard_page", {"slot": "home_proof", "index": "first"}),
        ("pages_finished", {}),
        ("edit", {"step": "nowhere"}),
        ("signed", {}),
        ("signed", {"strokes": [[[0, 1]]]}),
        ("paper_retry", {}),
        ("rate", {"score": "good"}),
    ],
)
def test_a_malformed_intent_is_a_bug_and_is_raised(intent, args):
    with pytest.raises((KeyError, ValueError, IndexError)):
        event_of(intent, args)


@pytest.mark.parametrize("intent", ["exit", "other_matters", "back", "leave", "stay", "start"])
@pytest.mark.parametrize(
    ("visit", "asked"),
    [
        (visit_at(Step.IDENTIFY), ()),
        (visit_at(Step.FORM), ("exit", "other_matters")),
        (after(visit_at(Step.FORM), events.BackTapped()), ("exit", "other_matters", "back")),
        (visit_at(Step.GUIDE), ()),
        (paid(), ()),
        (visit_at(Step.RESULT), ()),
    ],
    ids=lambda value: value.step.value if isinstance(value, Visit) else "",
)
def test_what_is_asked_about_first(intent, visit, asked):
    assert asks_first(intent, visit) is (intent in asked)
