"""What an author waits for in the console: lint and dry run of a matter and of all of them, and the kiosk's screens as pictures.

By the functions behind the console's buttons, on the catalogue that comes with the platform; every picture is drawn anew.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_figures import Figure, table
from tools.rig import ROOT

DRAWN = ("social-security-card-replacement", "company-registration", "construction", "after_death")
"""Photographed papers, money and a printed document; many questions; the bundles with the most screens"""
TRY_S, TRY_ALL_S, PREVIEW_S = 2.0, 60.0, 5.0


def writing_figures(out: Path) -> list[Figure]:
    """Everything that an author presses, on the disk of `out`."""
    with tempfile.TemporaryDirectory(prefix="writing-", dir=out) as folder:
        done = subprocess.run(
            [sys.executable, __file__, folder], cwd=ROOT, check=True, capture_output=True, text=True, timeout=600
        )
    took = json.loads(done.stdout.splitlines()[-1])
    tried, drawn = max(took["tried"].items(), key=_seconds), max(took["drawn"].items(), key=_seconds)
    return [
        Figure(
            "lint and dry run of one matter", tried[1], "s", TRY_S,
            f"{tried[0]}, the longest of all {len(took['tried'])} matters and bundles, each with the bundles it is in",
        ),
        Figure(f"lint and dry run of all {took['matters']} matters", took["all"], "s", TRY_ALL_S, "one after the other"),
        Figure(
            "the screens of one matter as pictures", drawn[1], "s", PREVIEW_S,
            f"{drawn[0]}, {took['pictures']} pictures; the longest of {len(DRAWN)}",
        ),
        Figure("  lint alone, as it answers while one types", took["lint"] * 1000, "ms", None, "the longest of all"),
    ]  # fmt: skip


def _seconds(pair: tuple[str, float]) -> float:
    return pair[1]


def _measured(state: Path) -> dict[str, object]:
    from central.bootstrap import prepare  # noqa: PLC0415 - Django begins here, on this folder

    prepare(state)
    from django.contrib.auth.models import User  # noqa: PLC0415 - as above

    from central.catalogue import catalogue  # noqa: PLC0415 - as above
    from central.releases import shelf  # noqa: PLC0415 - as above
    from central.writing.begin import draft_of  # noqa: PLC0415 - as above
    from central.writing.findings import findings  # noqa: PLC0415 - as above
    from central.writing.models import DraftKind  # noqa: PLC0415 - as above
    from central.writing.workshop import Wanted, dry_run, pictures  # noqa: PLC0415 - as above

    shelf.begin(state)
    author = User.objects.create_user("lin")
    known, drawn, lints = catalogue(), {}, []
    drafts = {code: draft_of(code, author) for code in known.matters}
    drafts |= {key: draft_of(key, author, kind=DraftKind.BUNDLE) for key in known.bundles}
    took: dict[str, float] = {}
    for code, draft in drafts.items():
        began = time.perf_counter()
        findings(draft.body, {file.name: bytes(file.content) for file in draft.files.all()}, draft.kind)
        lints.append(time.perf_counter() - began)
        _good(dry_run(draft).findings)
        took[code] = time.perf_counter() - began
    count = 0
    for code in DRAWN:
        began = time.perf_counter()
        shots = pictures(drafts[code], Wanted())
        drawn[code], count = time.perf_counter() - began, max(count, len(shots.shots))
    began = time.perf_counter()
    _good(_examined(known.root))
    whole = sum(lints) + time.perf_counter() - began
    return {
        "tried": took,
        "drawn": drawn,
        "pictures": count,
        "all": whole,
        "matters": len(known.matters),
        "lint": max(lints),
    }


def _examined(root: Path) -> list[str]:
    """The dry run of a whole catalogue, as a release goes through it."""
    words = [sys.executable, "-m", "kiosk", "examine", str(root), "--json"]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    return [] if ended.returncode == 0 else [ended.stdout[-500:] + ended.stderr[-500:]]


def _good(problems: list[str]) -> None:
    """What was measured has to be the way through, not an early end. Raises ``RuntimeError``."""
    if problems:
        raise RuntimeError(problems[0])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measured(Path(sys.argv[1]))))
    else:
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as place:
            print(table(writing_figures(Path(place))))
