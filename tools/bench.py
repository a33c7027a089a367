"""`make bench`: the figures to reach, each beside its peer or its limit, in one run of about ten minutes.

Prints a table and writes ``build/bench/bench.json``. Returns 1 when a limit is passed. All of it is offscreen with the
software renderer, on simulated hardware with real wires, in a world of its own.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_card import card_figures
from tools.bench_console import console_figures, few_beat_figures, few_intake_figures
from tools.bench_devices import device_figures
from tools.bench_drain import drain_figures
from tools.bench_figures import Figure, median, percentile, table
from tools.bench_machine import machine_speed
from tools.bench_platform import platform_figures
from tools.bench_printers import printer_figures
from tools.bench_push import push_figures
from tools.bench_release import release_figures
from tools.bench_review import review_figures
from tools.bench_shown import shown_figures
from tools.bench_start import environment, start_figures, started
from tools.bench_store import store_figures
from tools.bench_vision import vision_figures
from tools.bench_writing import writing_figures
from tools.rig import ROOT, Rig

OUT = ROOT / "build" / "bench"
TAP_MS, FRAME_MS, MEMORY_MB, GROWTH_PERCENT, START_S = 33.0, 50.0, 220.0, 2.0, 5.0
_SETTLED = 10
_VISITS_S = 400.0
PARTS: dict[str, Callable[[], list[Figure]]] = {
    "vision": vision_figures,
    "store": lambda: store_figures(OUT),
    "drain": lambda: drain_figures(OUT),
    "platform": lambda: platform_figures(OUT),
    "console": lambda: console_figures(OUT),
    "push": push_figures,
    "releases": lambda: release_figures(OUT),
    "writing": lambda: writing_figures(OUT),
    "review": lambda: review_figures(OUT),
    "shown": lambda: shown_figures(OUT),
}
"""What can be measured alone; on the disk of the checkout, for a memory file system would make a commit free"""
ALONE: dict[str, Callable[[], list[Figure]]] = {
    "intake": lambda: few_intake_figures(OUT),
    "heartbeats": lambda: few_beat_figures(OUT),
}
"""Only when asked for: "console" measures them too, with a province around them"""
KIOSK = "kiosk"
# As `python -m ui` does it.
_VISITS = "import sys, ui.startup; from tools.bench_visits import main; sys.exit(main())"


def main() -> int:
    """Measure everything, print, write."""
    parser = argparse.ArgumentParser(description="the figures to reach, in one run")
    parser.add_argument("--visits", type=int, default=50, help="a multiple of ten (default: %(default)s)")
    parser.add_argument("--only", default="", choices=("", KIOSK, *PARTS, *ALONE), help="nothing but this part")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    load, speed = os.getloadavg()[0], machine_speed()
    began = time.monotonic()
    figures: list[Figure] = []
    if options.only in ("", KIOSK):
        figures += _kiosk_figures(options.visits)
    for name, part in (PARTS | ALONE).items():
        if name == options.only or (not options.only and name in PARTS):
            _tell(name)
            figures += part()
    heads = f"load before {load:.2f}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"\n{table(figures)}\n\n{heads}; took {time.monotonic() - began:.0f} s\nthis machine: {speed}")
    record = {"machine": heads, "speed": speed, "figures": [figure.as_json() for figure in figures]}
    name = f"bench-{options.only}.json" if options.only else "bench.json"  # a part does not replace the whole
    (OUT / name).write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if any(figure.kept is False for figure in figures) else 0


def _kiosk_figures(visits: int) -> list[Figure]:
    """Everything that needs a kiosk with devices and a platform."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="suishiban-bench-") as folder:
        with Rig(Path(folder)) as rig:
            _tell("start")
            figures += start_figures(rig.config_path)
            _tell("card")
            figures += card_figures(rig.control, rig.bench["devices"]["id_card_reader"]["port"])
            _tell("printers")
            figures += printer_figures(rig.control, rig.bench["devices"]["receipt_printer"]["port"])
            _tell("devices at rest")
            figures += device_figures(rig.config_path)
            _tell(f"{visits} visits")
            figures += visit_figures(_walked(rig, visits))
        _tell("make run")
        figures.append(run_figure(Path(folder)))
    return figures


def _tell(what: str) -> None:
    print(f"measuring: {what}", file=sys.stderr, flush=True)


def _walked(rig: Rig, visits: int) -> dict[str, Any]:
    out = OUT / "visits.json"
    arguments = ["--config", str(rig.config_path), "--visits", str(visits), "--out", str(out)]
    log = OUT / "visits.log"
    with log.open("wb") as said:
        subprocess.run(
            [sys.executable, "-c", _VISITS, *arguments],
            cwd=ROOT, env=environment(), stdout=said, stderr=said, timeout=_VISITS_S, check=True,
        )  # fmt: skip
    record: dict[str, Any] = json.loads(out.read_text())
    return record


def visit_figures(record: dict[str, Any]) -> list[Figure]:
    """Taps, frames, memory and durations out of what `bench_visits` recorded."""
    return [*_screen_figures(record), *_memory_figures(record["memory"]), *_duration_figures(record["walks"])]


def _screen_figures(record: dict[str, Any]) -> list[Figure]:
    taps: list[tuple[float, str]] = record["taps"]
    frames: list[tuple[float, str]] = record["frames"]
    slowest_tap, slowest_frame = max(taps), max(frames)
    over = sum(took > FRAME_MS for took, _ in frames)
    tap, frame = [took for took, _ in taps], [took for took, _ in frames]
    return [
        Figure(
            "tap to first frame of the next screen, p95", percentile(tap, 0.95), "ms", TAP_MS,
            f"median {median(tap):.1f} of {len(tap)}; slowest {slowest_tap[0]:.0f} ms {slowest_tap[1]}",
        ),
        Figure(
            "slowest frame of whole visits", slowest_frame[0], "ms", FRAME_MS,
            f"on {slowest_frame[1]}; {over} of {len(frames)} over, median {median(frame):.1f}",
        ),
        Figure("  tap to any answer on the screen, p95", percentile(record["answers"], 0.95), "ms"),
    ]  # fmt: skip


def _memory_figures(memory: dict[str, dict[str, float]]) -> list[Figure]:
    held = {int(number): values for number, values in memory.items()}
    last = max(held)
    end, settled = held[last], held.get(_SETTLED, held[min(held)])
    growth = (end["rss"] / settled["rss"] - 1) * 100
    series = ", ".join(f"{number}: {values['rss'] * _MB:.0f}" for number, values in sorted(held.items()))
    helpers = [Figure(f"  helper {name}", value * _MB, "MB") for name, value in end.items() if "." in name]
    return [
        Figure(f"resident memory after {last} visits", end["rss"] * _MB, "MB", MEMORY_MB, f"by visit {series}"),
        Figure(f"growth from visit {_SETTLED} to {last}", growth, "%", GROWTH_PERCENT),
        Figure("  proportional share of it (PSS)", end["pss"] * _MB, "MB"),
        Figure("  its alone (USS)", end["uss"] * _MB, "MB"),
        *helpers,
    ]


_MB = 2**20 / 1e6
"""From the MiB of the record to the MB of the figure"""


def _duration_figures(walks: list[dict[str, Any]]) -> list[Figure]:
    figures = []
    for matter in dict.fromkeys(walk["matter"] for walk in walks):
        mine = [walk for walk in walks if walk["matter"] == matter and not walk["timed"]]
        for key, what in (("receipt", "accepted to receipt printed"), ("papers", "accepted to all papers printed")):
            if mine:
                figures.append(Figure(f"  {matter}: {what}", median(walk[key] for walk in mine), "s"))
    return figures


def run_figure(folder: Path) -> Figure:
    """`make run` once more over a state that is there: platform, bench and touchscreen.

    The start before it is this figure's own: the rig of the visits keeps its bytecode elsewhere.
    """
    command = [sys.executable, str(ROOT / "tools" / "run.py"), "--var", str(folder)]
    started(command)
    marks = started(command)
    return Figure("second start of make run to the first screen", marks["taking input"], "s", START_S)


if __name__ == "__main__":
    sys.exit(main())
