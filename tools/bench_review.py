"""What the console costs when one matter of 2,000 is released: from the approved proposal to what kiosks may fetch."""

import json
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_figures import Figure, table
from tools.many_matters import write_many
from tools.rig import ROOT

MATTERS, RELEASE_S = 2000, 10.0


def review_figures(out: Path) -> list[Figure]:
    """One release of one changed matter, on the disk of `out`."""
    with tempfile.TemporaryDirectory(prefix="review-", dir=out) as folder:
        write_many(Path(folder) / "matters", MATTERS)
        done = subprocess.run(
            [sys.executable, __file__, folder], cwd=ROOT, check=True, capture_output=True, text=True, timeout=600
        )
    took: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    whole = took["compose"] + took["sign"]
    return [
        Figure(
            f"release of one changed matter of {MATTERS} in the console", whole, "s", RELEASE_S,
            f"its author's half {took['compose']:.1f} s, its approver's {took['sign']:.1f} s",
        ),
        Figure("  the first release of all of them", took["first"], "s"),
        Figure("  the way back from it", took["back"], "s"),
    ]  # fmt: skip


def _measured(state: Path) -> dict[str, float]:
    from central.bootstrap import prepare  # noqa: PLC0415 - Django begins here, on this folder

    prepare(state)
    from django.contrib.auth.models import User  # noqa: PLC0415 - as above

    from central.catalogue import catalogue  # noqa: PLC0415 - as above
    from central.releases import shelf  # noqa: PLC0415 - as above
    from central.review import gate  # noqa: PLC0415 - as above
    from central.review.composing import FirstStage, compose, sign  # noqa: PLC0415 - as above
    from central.review.rollout import back  # noqa: PLC0415 - as above
    from central.writing.begin import draft_of  # noqa: PLC0415 - as above
    from central.writing.models import MatterDraft  # noqa: PLC0415 - as above

    author, approver = (User.objects.create_user(name) for name in ("lin", "zhao"))
    marks = [time.perf_counter()]
    shelf.begin(state)
    marks.append(time.perf_counter())
    draft = draft_of(next(iter(catalogue().matters)), author)
    MatterDraft.objects.filter(pk=draft.pk).update(body={**draft.body, "minutes": 9})
    proposal = gate.hand_in(draft, author, "measured", rehearsed=lambda _: True)
    gate.approve(proposal, approver, rehearsed=lambda _: True)
    marks.append(time.perf_counter())
    release = compose([proposal], author, "measured")
    marks.append(time.perf_counter())
    sign(release, approver, FirstStage(1))
    marks.append(time.perf_counter())
    back(release, approver, "measured")
    marks.append(time.perf_counter())
    first, _, composed, signed, went_back = (later - earlier for earlier, later in pairwise(marks))
    return {"first": first, "compose": composed, "sign": signed, "back": went_back}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_measured(Path(sys.argv[1]))))
    else:
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as place:
            print(table(review_figures(Path(place))))
