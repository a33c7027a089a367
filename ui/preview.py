"""``python -m ui.preview CATALOGUE CODE OUT``: the screens of one matter or bundle as pictures, and ``index.json``.

In the order of a visit: the kiosk's own QML on the offscreen platform, shown the kiosk's own views of visits that its own
engine walks through (`kiosk.services.rehearsal`), so what an author sees is what a citizen will. Who stands there and what
they answer is chosen (``--person``, ``--answer QUESTION=ANSWER``), and how it goes (``--papers``, ``--data``); ``index.json``
has the pictures and everything that could be chosen instead. Nothing is read or written but those folders. Ends with 1 and a
sentence when the catalogue has no such matter, and no such bundle that can be done.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["QT_QUICK_CONTROLS_STYLE"] = "Basic"

from kiosk.matters.availability import Availability, Level
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.plan import Step
from kiosk.protocol.release import CALENDARS
from kiosk.services.rehearsal import DATA, PAPERS, Course, walked
from kiosk.services.rehearsal_cast import how_it_ends, scene_of
from kiosk.services.rehearsal_end import happy_end, printed_out
from kiosk.services.rehearsal_people import AT
from kiosk.visit.state import Visit
from ui.stills import Stage
from ui.views.chrome import Chrome
from ui.views.context import ViewContext
from ui.views.guide import guide_view
from ui.views.progress import in_visit
from ui.views.qml_map import qml_map
from ui.views.visit import view_of

_MOST, _ENDS = 36, 6
"""Pictures of one matter; of a longer visit the moments of waiting are left out, then the middle, never how it ends"""
_QUALITY = 80
"""Of the PNG files: packed in half the time, a seventh larger"""
OFFLINE = "-offline"
"""After the name of a screen that shows what is said without a network"""

Shown = tuple[str, dict[str, Any], dict[str, Any]]


def screens(
    walk: Iterable[Visit], calendar: WorkCalendar, language: str, *, elder: bool, waiting: bool = True
) -> Iterator[Shown]:
    """Screen, view and shell of everything that a visit shows; a screen that has not changed is shown once.

    Without those that last a moment, unless `waiting`.
    """
    last: Shown | None = None
    context = ViewContext(language, AT, calendar, zone="样张 Sample", seconds_left_to_pay=276, card_present=True)
    for visit, online in _with_both_ends(walk, calendar):
        passing = visit.working and not waiting and visit.step is not Step.FILING
        shown = None if passing else _shown(visit, replace(context, online=online), elder=elder)
        if shown is not None and shown != last:
            last = shown
            yield shown


def _with_both_ends(walked: Iterable[Visit], calendar: WorkCalendar) -> Iterator[tuple[Visit, bool]]:
    """Each state, and whether the network is there: filed online as the service does it, then what is said offline."""
    before: Visit | None = None
    for visit in walked:
        if before is not None and before.step is Step.FILING and visit.step is Step.RESULT:
            yield from ((end, True) for end in happy_end(before, calendar))
            yield printed_out(visit), False
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
    options = _parser().parse_args()
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
    scene = scene_of(matter, options.person, options.answer)
    course = Course(scene.answers, scene.role.guest, options.papers, options.data)
    walk = list(walked(matter, calendar, course, options.language))
    elder = options.variant == "elder"
    shown = every = list(screens(walk, calendar, options.language, elder=elder))
    if len(every) > _MOST:
        shown = list(screens(walk, calendar, options.language, elder=elder, waiting=False))
    if len(shown) > _MOST:
        shown = [*shown[: _MOST - _ENDS], *shown[-_ENDS:]]
    return _draw(shown, {**scene.told, "end": how_it_ends(walk[-1]), "left_out": len(every) - len(shown)}, options.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="the screens of one matter as pictures")
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("code")
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", choices=("zh_CN", "en"), default="zh_CN")
    parser.add_argument("--variant", choices=("normal", "elder"), default="normal")
    parser.add_argument("--person", default="", help="the key of who stands there; else the first who gets through")
    parser.add_argument("--papers", choices=PAPERS, default=PAPERS[0], help="how papers are handed in that can be so")
    parser.add_argument("--data", choices=DATA, default=DATA[0], help="what the government knows of them")
    parser.add_argument("--answer", type=_answer, action="append", default=[], metavar="QUESTION=ANSWER")
    return parser


def _answer(text: str) -> tuple[str, str]:
    question, _, answer = text.partition("=")
    return question, answer


def _draw(shown: list[Shown], told: Mapping[str, Any], out: Path) -> int:
    out.mkdir(parents=True)
    stage, index, written = Stage(with_keyboard=False), [], []
    with ThreadPoolExecutor(1) as writer:  # one picture is packed while the next is drawn
        for number, (screen, view, chrome) in enumerate(shown):
            stage.show(screen, view, chrome)
            said = screen + OFFLINE if chrome["network"] == "offline" else screen
            name = f"{number:02d}-{said}.png"
            written.append(writer.submit(stage.picture().save, str(out / name), quality=_QUALITY))
            index.append({"file": name, "screen": said})
    if not all(one.result() for one in written):
        sys.stderr.write(f"cannot write all pictures to {out}\n")
        return 1
    (out / "index.json").write_text(json.dumps({**told, "shots": index}))
    complaints = list(stage.warnings)
    stage.close()
    for complaint in complaints:
        sys.stderr.write(f"{complaint}\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
