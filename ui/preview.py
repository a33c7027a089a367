"""``python -m ui.preview CATALOGUE CODE OUT``: the screens of one matter or bundle as pictures, and ``index.json``.

In the order of a visit: the kiosk's own QML on the offscreen platform, shown the kiosk's own views of visits that its own
engine walks through (`kiosk.services.rehearsal`), so what an author sees is what a citizen will. Nothing is read or written
but those folders. Ends with 1 and a sentence when the catalogue has no such matter, and no such bundle that can be done.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["QT_QUICK_CONTROLS_STYLE"] = "Basic"

from kiosk.matters.availability import Availability, Level
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.model import Matter
from kiosk.matters.plan import Step
from kiosk.protocol.release import CALENDARS
from kiosk.services.rehearsal import states
from kiosk.services.rehearsal_end import happy_end, offline_end
from kiosk.visit.state import Visit
from ui.stills import Stage
from ui.views.chrome import Chrome
from ui.views.context import ViewContext
from ui.views.guide import guide_view
from ui.views.progress import in_visit
from ui.views.qml_map import qml_map
from ui.views.visit import view_of

AT = datetime(2026, 3, 2, 1, 41, tzinfo=UTC)
"""A Monday morning in China: the same draft gives the same pictures"""
_TURN = 1
"""Of the rehearsal's people the one whom the government knows"""
_MOST, _ENDS = 24, 3
"""Pictures of one matter; of a longer visit the middle is left out, never how it ends"""
OFFLINE = "-offline"
"""After the name of a screen that shows what is said without a network"""

Shown = tuple[str, dict[str, Any], dict[str, Any]]


def screens(matter: Matter, calendar: WorkCalendar, language: str, *, elder: bool) -> Iterator[Shown]:
    """Screen, view and shell of everything that a visit to `matter` shows; a screen that has not changed is shown once."""
    last: Shown | None = None
    context = ViewContext(language, AT, calendar, zone="样张 Sample", seconds_left_to_pay=276, card_present=True)
    for visit, online in _with_both_ends(states(matter, calendar, _TURN, language), calendar):
        shown = _shown(visit, replace(context, online=online), elder=elder)
        if shown is not None and shown != last:
            last = shown
            yield shown


def _with_both_ends(walked: Iterable[Visit], calendar: WorkCalendar) -> Iterator[tuple[Visit, bool]]:
    """Each state, and whether the network is there: filed online as the service does it, then what is said offline."""
    before: Visit | None = None
    for visit in walked:
        if before is not None and before.step is Step.FILING and visit.step is Step.RESULT:
            yield from ((end, True) for end in happy_end(before, calendar, AT))
            yield offline_end(visit, AT), False
        else:
            yield visit, True
        before = visit


def _shown(visit: Visit, context: ViewContext, *, elder: bool) -> Shown | None:
    found = view_of(visit, context)
    if found is None and visit.ended is None:
        finish = Availability(Level.NOT_NOW, ("counter.only",)) if visit.matter.at_counter_only else _CAN
        found = "guide", guide_view(visit.matter, finish, context.language, can_print=True)  # type: ignore[assignment]  # no view of a visit
    if found is None:
        return None
    shell = Chrome(context.zone, "online" if context.online else "offline", "", "09:41", context.language, elder=elder)
    view, chrome = qml_map(found[1]), qml_map(in_visit(shell, visit, context))
    if not isinstance(view, dict) or not isinstance(chrome, dict):
        raise TypeError(found[0])
    return found[0], view, chrome


_CAN = Availability(Level.CAN_FINISH)


def main() -> int:
    """Draw. 0 when every picture was drawn without a complaint of Qt."""
    parser = argparse.ArgumentParser(description="the screens of one matter as pictures")
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("code")
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", choices=("zh_CN", "en"), default="zh_CN")
    parser.add_argument("--variant", choices=("normal", "elder"), default="normal")
    options = parser.parse_args()
    catalogue = load_catalogue(options.catalogue)
    matter = catalogue.chosen(options.code)
    if matter is None:
        why = (
            "; ".join(str(problem) for problem in catalogue.problems) or f"expected a matter or a bundle {options.code}"
        )
        sys.stderr.write(f"{why}\n")
        return 1
    folder = options.catalogue / CALENDARS
    calendar = load_calendar(folder) if folder.is_dir() else load_calendar()
    if not isinstance(calendar, WorkCalendar):
        sys.stderr.write(f"{calendar}\n")
        return 1
    return _draw(matter, calendar, options)


def _draw(matter: Matter, calendar: WorkCalendar, options: argparse.Namespace) -> int:
    options.out.mkdir(parents=True)
    stage, index = Stage(with_keyboard=False), []
    shown = list(screens(matter, calendar, options.language, elder=options.variant == "elder"))
    if len(shown) > _MOST:
        shown = [*shown[: _MOST - _ENDS], *shown[-_ENDS:]]
    for number, (screen, view, chrome) in enumerate(shown):
        stage.show(screen, view, chrome)
        said = screen + OFFLINE if chrome["network"] == "offline" else screen
        name = f"{number:02d}-{said}.png"
        if not stage.picture().save(str(options.out / name)):
            sys.stderr.write(f"cannot write {name}\n")
            return 1
        index.append({"file": name, "screen": said})
    (options.out / "index.json").write_text(json.dumps(index))
    complaints = list(stage.warnings)
    stage.close()
    for complaint in complaints:
        sys.stderr.write(f"{complaint}\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
