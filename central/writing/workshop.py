"""The kiosk's own programs, run on a draft: its dry run and its pictures. Each in a process of its own, bounded in time.

The platform shares the matter model with the kiosk and nothing else (docs/adr), so it asks the kiosk's commands.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from central.catalogue import catalogue
from central.writing.drafts import fingerprint
from central.writing.models import DraftKind, DryRun, MatterDraft
from central.writing.surroundings import catalogue_of

log = logging.getLogger("central.writing")
HOUSE = Path(__file__).resolve().parents[2]
DRY_RUN_S, PREVIEW_S = 30.0, 60.0
_KEPT_PREVIEWS = 60
_one_at_a_time = Lock()
"""Drawing takes a core: two authors wait for each other and nobody else for them"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a preview shows: in which language and size, alone or in a bundle, who stands there and what they answer.

    How they hand in papers that can be had otherwise, and what the government knows of them, in words of `ui.preview`.
    """

    language: str = "zh_CN"
    variant: str = "normal"
    bundle: str = ""
    person: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    papers: str = "scan"
    data: str = "known"

    @property
    def words(self) -> tuple[str, ...]:
        """For `ui.preview`."""
        chosen = (f"--answer={question}={answer}" for question, answer in self.answers)
        plain = ("language", "variant", "person", "papers", "data")
        return (*(f"--{name}={getattr(self, name)}" for name in plain), *chosen)


@dataclass(frozen=True, slots=True)
class Pictures:
    """What a preview drew. `key` names its folder, `shots` are in the order of the visit.

    `people`, `questions`, `papers` and `data` are to choose from, `person` is who stands there. `end` is what is said, by
    ``zh`` and ``en``, where there is no result.
    """

    key: str
    shots: Sequence[Mapping[str, str]] = ()
    person: str = ""
    people: Sequence[Mapping[str, Any]] = ()
    questions: Sequence[Mapping[str, Any]] = ()
    papers: Sequence[str] = ()
    data: Sequence[str] = ()
    end: Mapping[str, str] | None = None
    left_out: int = 0
    """Screens between them that were one too many"""
    problem: str = ""


def dry_run(draft: MatterDraft) -> DryRun:
    """Walk every plan of `draft`, and of each bundle with it, through the kiosk's visit engine and keep what came of it.

    Raises ``ValueError`` while it is half-written.
    """
    began = monotonic()
    with TemporaryDirectory(prefix="suishiban-dry-run-") as name:
        root = catalogue_of(draft, Path(name))
        try:
            found = _findings(_run("kiosk.services.examination", str(root), draft.code, limit_s=DRY_RUN_S))
        except subprocess.TimeoutExpired:
            found = [{"en": f"expected an end within {DRY_RUN_S:.0f} s", "zh": f"应在 {DRY_RUN_S:.0f} 秒内试办完"}]
    return DryRun.objects.create(
        draft=draft, fingerprint=fingerprint(draft), passed=not found, findings=found, seconds=monotonic() - began
    )


def is_rehearsed(draft: MatterDraft) -> bool:
    """Whether exactly what `draft` is now has passed its dry run."""
    run = draft.dry_runs.first()
    return run is not None and run.passed and run.fingerprint == fingerprint(draft)


def pictures(draft: MatterDraft, wanted: Wanted) -> Pictures:
    """The kiosk's screens of `draft`, or of a bundle with it, drawn unless they lie there already.

    Raises ``ValueError`` while it is half-written.
    """
    around = catalogue().release if wanted.bundle or draft.kind == DraftKind.BUNDLE else ""
    key = sha256(json.dumps([fingerprint(draft), around, *astuple(wanted)]).encode()).hexdigest()[:40]
    folder = _previews() / key
    if not (folder / "index.json").exists():
        with _one_at_a_time:
            problem = "" if (folder / "index.json").exists() else _draw(draft, wanted, folder)
        if problem:
            return Pictures(key, problem=problem)
    os.utime(folder)
    return Pictures(key, **json.loads((folder / "index.json").read_text()))


def picture_file(key: str, name: str) -> Path | None:
    """The file of one picture, if it was drawn."""
    file = _previews() / Path(key).name / Path(name).name
    return file if file.suffix == ".png" and file.is_file() else None


def _draw(draft: MatterDraft, wanted: Wanted, folder: Path) -> str:
    _previews().mkdir(mode=0o700, exist_ok=True)
    with TemporaryDirectory(prefix="drawing-", dir=_previews()) as name:
        root, out = catalogue_of(draft, Path(name)), Path(name) / "out"
        what = (str(root), wanted.bundle or draft.code, str(out))
        try:
            ended = _run("ui.preview", *what, *wanted.words, limit_s=PREVIEW_S)
        except subprocess.TimeoutExpired:
            return gettext("%d 秒内没有画完。") % PREVIEW_S
        if ended.returncode != 0:
            log.warning("a preview of %s ended early: %s", draft.code, (ended.stderr.strip().splitlines() or ["?"])[-1])
            return gettext("请先试办，看哪里不对。")
        shutil.rmtree(folder, ignore_errors=True)
        out.rename(folder)
    for old in sorted(_previews().iterdir(), key=lambda one: one.stat().st_mtime)[:-_KEPT_PREVIEWS]:
        shutil.rmtree(old, ignore_errors=True)
    return ""


def _run(module: str, *arguments: str, limit_s: float) -> "subprocess.CompletedProcess[str]":
    # No keyboard of the platform's own machine: one that is loaded and not shown outlives the application and aborts it.
    qt = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "QT_IM_MODULE": ""}
    around = {**os.environ, **qt, "PYTHONPATH": str(HOUSE)}
    words = [sys.executable, "-m", module, *arguments]
    return subprocess.run(words, cwd=HOUSE, env=around, capture_output=True, text=True, timeout=limit_s, check=False)


def _findings(ended: "subprocess.CompletedProcess[str]") -> list[dict[str, str]]:
    """Each as a sentence in English and in Chinese."""
    said: Sequence[Any] = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
    found = [{"en": str(line["problem"]), "zh": str(line["zh"])} for line in said if "problem" in line]
    if not found and ended.returncode != 0:
        why = (ended.stderr.strip().splitlines() or ["?"])[-1]
        found = [{"en": f"the dry run ended early: {why}", "zh": f"试办中途停了：{why}"}]
    return found


def _previews() -> Path:
    return Path(settings.STATE) / "previews"
