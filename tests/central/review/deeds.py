"""What tests do inside of the platform (`tests.central.inside`): drafts handed in, approved, released, rolled back."""

import json
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from auditlog.context import set_actor
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from central.catalogue import _loaded as loaded
from central.catalogue import catalogue
from central.fleet.models import AuditBreak, AuditRecord, KioskReport
from central.kiosks.models import Kiosk
from central.releases import repository, shelf
from central.releases.keyring import APPROVER, AUTHOR
from central.review import bundle_difference, composing, gate, measuring, rollout
from central.review.budget import Verdict
from central.review.composing import FirstStage, compose, drop, sign
from central.review.models import MatterRelease, Proposal, RedCard
from central.review.refusals import ReviewRefused
from central.review.rollout import back, further, spread, stop, verdict
from central.writing.begin import draft_of
from central.writing.models import MatterDraft
from central.writing.saving import save_body
from kiosk.protocol.release import RELEASE_ROLE
from tests.central.review.small_catalogue import CARD, PASSPORT, small_catalogue


def run(deeds: list[str], planted: list[str]) -> dict[str, Any]:
    """What each of `deeds` returns, and what the deed of each planted wrong returns with it; each on the same beginning.

    One process for all: the database is rolled back and the folders are put back after each. Nothing here survives a power cut.
    """
    setattr(repository, "settle", lambda: None)  # noqa: B010 - as a mistake would be
    small_catalogue()
    state = Path(settings.STATE)
    shelf.begin(state)
    kept = state.parent / "kept"
    for name in _FOLDERS:
        if (state / name).exists():
            shutil.copytree(state / name, kept / name)
    others = [
        vars(import_module(f"tests.central.review.{name}")) for name in ("pace_deeds", "bundle_deeds", "at_once_deeds")
    ]
    known = {name: deed for one in (globals(), *others) for name, deed in one.items()}
    acts = [(name, name, nullcontext()) for name in deeds] + [(name, *PLANTED[name]()) for name in planted]
    found = {}
    for name, deed, around in acts:
        try:
            with around, transaction.atomic():
                found[name] = known[deed]()
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001 - handed to the test, which says it
            found[name] = f"{type(error).__name__}: {error}"
        _put_back(state, kept)
    return found


_FOLDERS = (shelf.RELEASES, shelf.KEYS, shelf.MATTERS)


def _put_back(state: Path, kept: Path) -> None:
    for name in (*_FOLDERS, shelf.CATALOGUE):
        shutil.rmtree(state / name, ignore_errors=True)
    for name in _FOLDERS:
        shutil.copytree(kept / name, state / name)
    loaded.cache_clear()


PLANTED: dict[str, Callable[[], tuple[str, Any]]] = {
    "cards not seen": lambda: ("gate_of_a_red_card", patch.object(gate, "red", lambda _: ())),
    "basis not asked": lambda: ("gate_of_a_red_card", patch.object(gate, "_lacks_basis", lambda *_: False)),
    "own work passes": lambda: ("gate_of_a_red_card", patch.object(gate, "writers", lambda _: set())),
    "one is enough": lambda: ("gate_of_a_red_card", patch.object(Proposal, "approvers_needed", 1)),
    "taken along unasked": lambda: ("taken_along", patch.object(composing, "refuse_wider", lambda *_: None)),
    "budget not asked": lambda: ("stages", patch.object(rollout, "judge", lambda _: Verdict("holds"))),
    "digest not compared": lambda: ("another_proposal_in_between", patch.object(composing, "_digest", lambda _: "")),
    "members not red": lambda: ("bundles_from_desk_to_street", patch.object(bundle_difference, "_CONDITION", "")),
    "silence not counted": lambda: ("silence", patch.object(measuring, "SILENT", timedelta(hours=1))),
}
"""Wrongs that the tests must notice, and the deed that shows each"""


def person(name: str) -> User:
    """An account; who may do what is the pages' business."""
    return User.objects.get_or_create(username=name)[0]


def changed(code: str, **parts: Any) -> MatterDraft:
    """A draft of what is in use, written by ``lin``."""
    draft = draft_of(code, person("lin"))
    save_body(draft, {**draft.body, **parts}, draft.revision, person("lin"))
    return MatterDraft.objects.get(pk=draft.pk)


def slower(code: str) -> MatterDraft:
    """A change that is a red card."""
    return changed(code, promised_days=60, statutory_days=90)


def faster(code: str, minutes: int = 7) -> MatterDraft:
    """A change that harms nobody."""
    return changed(code, minutes=minutes)


def handed(draft: MatterDraft, legal_basis: str = "") -> Proposal:
    """Handed in, with a dry run that is taken for granted."""
    return gate.hand_in(draft, person("lin"), "改短一点", legal_basis=legal_basis, rehearsed=lambda _: True)


def approved(draft: MatterDraft, *approvers: str) -> Proposal:
    """And approved."""
    proposal = handed(draft, "某某条例第三条")
    for name in approvers or ("zhao",):
        proposal = gate.approve(proposal, person(name), rehearsed=lambda _: True)
    return proposal


def _granted(_draft: MatterDraft) -> bool:
    """A dry run that is taken for granted."""
    return True


def said(act: Callable[[], object]) -> str:
    """``done``, or why not."""
    try:
        act()
    except ReviewRefused as refused:
        return refused.why.name
    return "done"


def gate_of_a_red_card() -> dict[str, Any]:
    """A slower promise without a law, then with one, and two approvers."""
    proposal = handed(slower(CARD))
    found: dict[str, Any] = {"blocked": [proposal.state, proposal.red_cards, proposal.draft.state]}
    found["approve blocked"] = said(lambda: gate.approve(proposal, person("zhao"), rehearsed=lambda _: True))
    found["short basis"] = said(lambda: gate.give_basis(proposal, "法", person("lin")))
    found["basis of a stranger"] = said(lambda: gate.give_basis(proposal, "某某条例第三条", person("zhao")))
    found["basis"] = said(lambda: gate.give_basis(proposal, "某某条例第三条", person("lin")))
    for who in ("lin", "zhao", "zhao"):
        found[f"{who} {len(found)}"] = said(partial(gate.approve, proposal, person(who), rehearsed=_granted))
    found["after one"] = Proposal.objects.get().state
    gate.approve(proposal, person("qian"), rehearsed=lambda _: True)
    card = RedCard.objects.get()
    found["after two"] = [Proposal.objects.get().state, MatterDraft.objects.get().state]
    found["card"] = [card.kind, card.sentence, card.by_law, card.lifted_by.username if card.lifted_by else ""]
    return found


def gate_of_the_harmless() -> dict[str, Any]:
    """No red card: one approver. And what is not clean, not rehearsed or not what was handed in."""
    draft = faster(CARD)
    found: dict[str, Any] = {}
    found["not rehearsed"] = said(lambda: gate.hand_in(draft, person("lin"), "", rehearsed=lambda _: False))
    proposal = handed(draft)
    found["twice"] = said(lambda: handed(draft))
    found["own"] = said(lambda: gate.approve(proposal, person("lin"), rehearsed=lambda _: True))
    MatterDraft.objects.filter(pk=draft.pk).update(body={**draft.body, "minutes": 8})
    found["changed"] = said(lambda: gate.approve(proposal, person("zhao"), rehearsed=lambda _: True))
    MatterDraft.objects.filter(pk=draft.pk).update(body=draft.body)
    found["no reason"] = said(lambda: gate.send_back(proposal, person("zhao"), " "))
    found["send back"] = said(lambda: gate.send_back(proposal, person("zhao"), "说明太短"))
    found["states"] = [Proposal.objects.get().state, MatterDraft.objects.get().state]
    again = handed(MatterDraft.objects.get(pk=draft.pk))
    found["one approver"] = gate.approve(again, person("zhao"), rehearsed=lambda _: True).state
    broken = changed(PASSPORT, theme="moon")
    found["not clean"] = said(lambda: handed(broken))
    return found


def many_hands() -> list[str]:
    """Whoever wrote in a draft neither approves nor signs it, whoever saved it last or handed it in."""
    draft = changed(CARD, minutes=9)
    with set_actor(person("zhao")):  # as the console's middleware does it
        save_body(draft, {**draft.body, "minutes": 8}, draft.revision, person("zhao"))
    draft = MatterDraft.objects.get(pk=draft.pk)
    save_body(draft, {**draft.body, "minutes": 7}, draft.revision, person("lin"))
    proposal = gate.hand_in(draft, person("sun"), "三个人写的", rehearsed=lambda _: True)
    approvals = [
        said(partial(gate.approve, proposal, person(who), rehearsed=_granted)) for who in ("sun", "lin", "zhao", "qian")
    ]
    made = compose([proposal], person("wu"), "")
    return approvals + [said(partial(sign, made, person(who), FirstStage())) for who in ("wu", "zhao", "qian")]


def release() -> dict[str, Any]:
    """Two people sign; the kiosks of the first stage take it; the working copy has it too."""
    proposal = approved(faster(CARD))
    made = compose([proposal], person("lin"), "补领更快")
    found: dict[str, Any] = {"before": list(shelf.published(settings.STATE))}
    found["second"] = said(lambda: compose([], person("lin"), ""))
    found["own"] = said(lambda: sign(made, person("lin"), FirstStage()))
    found["signed"] = said(lambda: sign(made, person("zhao"), FirstStage(1)))
    found["after"] = list(shelf.published(settings.STATE))
    found["minutes"] = [catalogue().matters[CARD].minutes, len(catalogue().matters)]
    found["problems"] = [str(one) for one in catalogue().problems]
    (stage, *_) = shelf.standing(Path(settings.STATE)).rollout.stages
    found["stage"] = [stage.release, stage.percent]
    found["states"] = [Proposal.objects.get().state, MatterDraft.objects.get().state]
    text = (Path(settings.STATE) / "matters" / CARD / "matter.toml").read_text()
    found["working copy"] = "minutes = 7" in text
    here = shelf.publisher(Path(settings.STATE))
    found["departments"] = [sorted(here.document(number).departments) for number in (1, 2)]
    found["left"] = (Path(settings.STATE) / "next-release").exists()
    return found


def another_proposal_in_between() -> str:
    """Somebody proposes something else at the command line: what the approver sees is not what lies there."""
    made = compose([approved(faster(CARD))], person("lin"), "")
    here = shelf.publisher(Path(settings.STATE))
    here.propose(shelf.working_copy(Path(settings.STATE)), datetime.now(UTC), note="something else")
    return said(lambda: sign(made, person("zhao"), FirstStage()))


def without_keys() -> list[str]:
    """The author's key is somewhere else, or encrypted."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - of this deed alone
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    proposal, keys = approved(faster(CARD)), Path(settings.STATE) / shelf.KEYS
    for file in keys.glob("*.author.pem"):
        key = load_pem_private_key(file.read_bytes(), None)
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame")))
    found = [said(partial(compose, [proposal], person("lin"), "", password=word)) for word in ("", "wrong")]
    made = compose([proposal], person("lin"), "", password="open sesame")
    found.append(said(lambda: sign(made, person("zhao"), FirstStage())))
    for file in keys.glob(f"{RELEASE_ROLE}.*.pem"):
        file.unlink()
    found.append(said(lambda: compose([], person("lin"), "")))
    return found


def rolling(percent: float = 1, regions: tuple[str, ...] = ()) -> MatterRelease:
    """A release that is public for a first share."""
    return sign(compose([approved(faster(CARD))], person("lin"), ""), person("zhao"), FirstStage(percent, regions))


def aged(release: MatterRelease) -> MatterRelease:
    """The same, an hour into its stage."""
    MatterRelease.objects.filter(pk=release.pk).update(stage_since=datetime.now(UTC) - timedelta(hours=1))
    return MatterRelease.objects.get(pk=release.pk)


def kiosk(number: int, release: int, *, region: str = "990101", silent: bool = False, ill: bool = False) -> Kiosk:
    """One that was heard just now, unless it is silent."""
    made, _ = Kiosk.objects.get_or_create(id=f"K-{number:04}", defaults={"region": region})
    at = datetime.now(UTC) - timedelta(minutes=10 if silent else 0)
    KioskReport.objects.update_or_create(
        kiosk=made, defaults={"at": at, "body": "{}", "release": release, "devices_down": int(ill)}
    )
    return made


def stages() -> dict[str, Any]:
    """1 → 10 → 50 → 100, each only while the budget holds."""
    release = rolling()
    for number in range(10):
        kiosk(number, release.number)
    found: dict[str, Any] = {"too early": said(lambda: further(release))}
    stage = FirstStage(release.percent).of(release)
    kiosk(next(number for number in range(10, 2000) if stage.takes(f"K-{number:04}")), 1)
    KioskReport.objects.update(release=1)
    found["nobody"] = said(lambda: further(aged(release)))
    KioskReport.objects.update(release=release.number)
    found["percents"] = [further(aged(release)).percent for _ in range(3)]
    found["state"] = MatterRelease.objects.get(pk=release.pk).state
    found["beyond"] = said(lambda: further(aged(release)))
    (stage, *_) = shelf.standing(Path(settings.STATE)).rollout.stages
    found["published"] = [stage.release, stage.percent]
    return found


def budget() -> dict[str, Any]:
    """Each thing that may go wrong stops the next stage; what was before, or is of another release, does not."""
    entry = {"at": "2026-01-01T00:00:00+00:00", "event": "release_rolled_back", "release": 2, "why": "selftest"}
    first = Kiosk.objects.create(id="K-9000", region="990101")
    AuditRecord.objects.create(kiosk=first, epoch=1, n=1, entry=json.dumps(entry), hash="0" * 64)
    release = rolling()
    for number in range(100):
        kiosk(number, release.number)
    found: dict[str, Any] = {"well": verdict(aged(release)).word}
    other = json.dumps({**entry, "release": 1})
    AuditRecord.objects.create(kiosk=first, epoch=1, n=2, entry=other, hash="1" * 64)
    found["of another release"] = verdict(aged(release)).word
    for n, number in enumerate((0, 1), start=3):
        one = Kiosk.objects.get(id=f"K-{number:04}")
        text = json.dumps(entry, separators=(",", ":"))
        AuditRecord.objects.create(kiosk=one, epoch=1, n=n, entry=text, hash="2" * 64)
    found["rolled back by themselves"] = [verdict(aged(release)).word, list(verdict(aged(release)).reasons)]
    found["further"] = said(lambda: further(release))
    MatterRelease.objects.filter(pk=release.pk).update(records_from=10**9)
    release.refresh_from_db()
    for number in range(6):
        kiosk(number, release.number, ill=True)
    found["ill"] = [list(one) for one in verdict(aged(release)).reasons]
    for number in range(100, 200):
        kiosk(number, 1, ill=True, region="1")
    found["ill everywhere"] = [name for name, _ in verdict(aged(release)).reasons if name == "ill"]
    AuditBreak.objects.create(kiosk=Kiosk.objects.get(id="K-0005"), epoch=1, why="cut")
    found["broken"] = [name for name, _ in verdict(aged(release)).reasons]
    return found


def silence() -> list[list[str]]:
    """Kiosks that fell silent once they had it."""
    release = rolling()
    for number in range(20):
        kiosk(number, release.number, silent=number < 2)
    return [list(one) for one in verdict(aged(release)).reasons][:1]


def regions() -> dict[str, Any]:
    """By region: one after the other, then everywhere."""
    release = rolling(100, ("990101",))
    kiosk(1, release.number)
    kiosk(2, 1, region="990201")
    found: dict[str, Any] = {"fewer": said(lambda: spread(release, ("990201",)))}
    found["more"] = spread(aged(release), ("990101", "990201")).regions
    found["not yet"] = said(lambda: further(aged(release)))
    kiosk(2, release.number, region="990201")
    found["everywhere"] = further(aged(release)).regions
    found["state"] = MatterRelease.objects.get(pk=release.pk).state
    return found


def way_back() -> dict[str, Any]:
    """Stop, and back: the content of before under a new number, and the draft is its author's again."""
    release = rolling(10)
    keys = Path(settings.STATE) / shelf.KEYS
    for holder in (AUTHOR, APPROVER):
        for file in keys.glob(f"*.{holder}.pem"):
            file.unlink()  # nobody who signs is there at night
    found: dict[str, Any] = {"stop": said(lambda: stop(release, person("wu")))}
    (stage, *_) = shelf.standing(Path(settings.STATE)).rollout.stages
    found["stopped"] = stage.percent
    found["no reason"] = said(lambda: back(release, person("wu"), ""))
    found["back"] = said(lambda: back(release, person("wu"), "白屏"))
    found["published"] = list(shelf.published(settings.STATE))
    found["minutes"] = catalogue().matters[CARD].minutes
    found["states"] = [
        *(MatterRelease.objects.get().state, Proposal.objects.get().state, MatterDraft.objects.get().state),
    ]
    found["again"] = said(lambda: back(release, person("wu"), "白屏"))
    return found


def dropped() -> list[str]:
    """What only its author has signed can be forgotten."""
    proposal = approved(faster(CARD))
    made = compose([proposal], person("lin"), "")
    found = [said(lambda: drop(made)), said(lambda: sign(made, person("zhao"), FirstStage()))]
    again = compose([proposal], person("lin"), "")
    return [*found, said(lambda: sign(again, person("zhao"), FirstStage()))]
