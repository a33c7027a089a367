"""How soon a running kiosk shows what was released: the platform with 2,000 matters, its push service, and a kiosk's own process.

From the approver's signature until the release is the one in use on the kiosk's disk, which it becomes in the moment in which
the screens get it. Nobody is at the kiosk.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from offline_cache.releases import ReleaseStore
from tools.bench_figures import Figure, median, table
from tools.bench_start import environment
from tools.many_matters import write_many
from tools.rig import ROOT, Rig

MATTERS, ROUNDS, SHOWN_S = 2000, 3, 10.0
_FIRST_S, _NEXT_S, _LOOK_S = 600.0, 120.0, 0.02


def shown_figures(out: Path, matters: int = MATTERS) -> list[Figure]:
    """One kiosk, several releases of one changed matter each."""
    with tempfile.TemporaryDirectory(prefix="shown-", dir=out) as name:
        folder = Path(name)
        write_many(folder / "central" / "matters", matters)
        _inside(folder / "central", "begin")
        with Rig(folder) as rig, _kiosk(rig.config_path) as log:
            store = ReleaseStore(rig.state / "releases")
            began = time.time()
            first = _used(store, 1, _FIRST_S, log) - began
            took = []
            for number in range(2, 2 + ROUNDS):
                signed = float(_inside(folder / "central", str(number)))
                took.append(_used(store, number, _NEXT_S, log) - signed)
    return [
        Figure(
            f"a running kiosk shows one changed matter of {matters}", max(took), "s", SHOWN_S,
            f"the longest of {ROUNDS}, median {median(took):.1f}; with push, nobody at the kiosk",
        ),
        Figure("  its first release, all of them", first, "s", None, "fetched and examined from nothing"),
    ]  # fmt: skip


@contextmanager
def _kiosk(config: Path) -> Iterator[Path]:
    """A kiosk's own process, as systemd starts it."""
    log = config.with_name("kiosk.log")
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "ui", "--config", str(config)], cwd=ROOT, env=environment(), stdout=said, stderr=said
        )
        try:
            yield log
        finally:
            process.terminate()
            process.wait(60)


def _used(store: ReleaseStore, number: int, patience_s: float, log: Path) -> float:
    """When `number` became the release in use, in seconds since 1970. Raises ``RuntimeError`` when it does not."""
    deadline = time.time() + patience_s
    while store.current != number:
        if time.time() > deadline:
            raise RuntimeError(f"release {number} was not shown within {patience_s:.0f} s: {log.read_text()[-2000:]}")
        time.sleep(_LOOK_S)
    return time.time()


def _inside(state: Path, what: str) -> str:
    done = subprocess.run(
        [sys.executable, __file__, str(state), what], cwd=ROOT, check=True, capture_output=True, text=True, timeout=600
    )
    return done.stdout.splitlines()[-1]


def _release(state: Path, what: str) -> float:
    """Publish the first release, or the next with one changed matter. When its approver had signed it."""
    from central.bootstrap import prepare  # noqa: PLC0415 - Django begins here, on this folder

    prepare(state)
    from django.contrib.auth.models import User  # noqa: PLC0415 - as above

    from central.catalogue import catalogue  # noqa: PLC0415 - as above
    from central.releases import shelf  # noqa: PLC0415 - as above
    from central.review import gate  # noqa: PLC0415 - as above
    from central.review.composing import FirstStage, compose, sign  # noqa: PLC0415 - as above
    from central.writing.begin import draft_of  # noqa: PLC0415 - as above
    from central.writing.models import MatterDraft  # noqa: PLC0415 - as above

    if what == "begin":
        shelf.begin(state)
        return time.time()
    author, approver = (User.objects.get_or_create(username=name)[0] for name in ("lin", "zhao"))
    draft = draft_of(list(catalogue().matters)[int(what)], author)
    MatterDraft.objects.filter(pk=draft.pk).update(body={**draft.body, "minutes": 60 + int(what)})
    proposal = gate.hand_in(MatterDraft.objects.get(pk=draft.pk), author, "measured", rehearsed=lambda _: True)
    gate.approve(proposal, approver, rehearsed=lambda _: True)
    sign(compose([proposal], author, "measured"), approver, FirstStage(100))
    return time.time()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_release(Path(sys.argv[1]), sys.argv[2])))
    else:
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as place:
            print(table(shown_figures(Path(place))))
