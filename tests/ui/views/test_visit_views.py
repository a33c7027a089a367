"""Every step of a visit as views: veiled, plain values, in the visit's language, for QML."""

from dataclasses import fields, is_dataclass

import pytest

from kiosk.matters.plan import Step
from kiosk.visit import events as happened
from kiosk.visit.state import EndReason, Visit
from tests.gallery import visits
from tests.gallery.visits import context, walk
from tests.kiosk.visit.people import CARD_REPLACEMENT
from ui.views.visit import view_of

SECRETS = ("990101198503121216", "王建国", "13800006621")
STATES: dict[str, Visit] = {
    "identify": visits.begun(),
    "checking": visits.read(),
    "form": visits.at_form(),
    "address": visits.at_address(),
    "materials": visits.at_materials(pages=2),
    "review": visits.at_review(),
    "sign": visits.at_sign(),
    "payment": visits.offered(),
    "paid": visits.paid(),
    "filing": visits.filing(),
    "result": visits.done(),
    "certificate": visits.certificate(),
}


def plain(value: object, path: str = "view") -> list[str]:
    """Paths of everything that QML could not be given."""
    if is_dataclass(value) and not isinstance(value, type):
        return [bad for each in fields(value) for bad in plain(getattr(value, each.name), f"{path}.{each.name}")]
    if isinstance(value, tuple):
        return [bad for place, item in enumerate(value) for bad in plain(item, f"{path}[{place}]")]
    return [] if isinstance(value, str | int | float | bool) else [path]


def shown_texts(value: object, name: str = "") -> list[str]:
    """Every text that a screen shows without anybody asking for it."""
    if is_dataclass(value) and not isinstance(value, type):
        return [text for each in fields(value) for text in shown_texts(getattr(value, each.name), each.name)]
    if isinstance(value, tuple):
        return [text for item in value for text in shown_texts(item, name)]
    held_back = name.startswith("full") or name == "shortcut_text"
    return [value] if isinstance(value, str) and not held_back else []


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_view_holds_plain_values_only(name: str, language: str) -> None:
    shown = view_of(STATES[name], context(language))
    assert shown is not None
    assert plain(shown[1]) == []


@pytest.mark.parametrize("name", STATES)
def test_nothing_personal_stands_on_the_screen_unasked(name: str) -> None:
    shown = view_of(STATES[name], context("zh_CN"))
    assert shown is not None
    everything = "\n".join(shown_texts(shown[1]))
    assert [secret for secret in SECRETS if secret in everything] == []


def test_the_check_for_personal_values_sees_an_open_one() -> None:
    shown = view_of(STATES["review"], context("zh_CN"))
    assert shown is not None
    assert "王＊国" in shown_texts(shown[1])
    assert shown_texts(("王建国",)) == ["王建国"]


def test_each_step_has_its_screen() -> None:
    names = {step: view_of(visit, context("zh_CN")) for step, visit in _one_of_each().items()}
    assert {step: shown[0] for step, shown in names.items() if shown is not None} == {
        step: step.value for step in Step if step is not Step.GUIDE
    }


def test_guide_and_good_ends_are_shown_by_others() -> None:
    assert view_of(Visit(visits.VISIT_ID, CARD_REPLACEMENT), context("zh_CN")) is None
    gone = walk(visits.at_form(), happened.Abandoned(EndReason.LEFT))
    assert view_of(gone, context("zh_CN")) is None


def _one_of_each() -> dict[Step, Visit]:
    return {visit.step: visit for visit in STATES.values()}
