"""From approved proposals to a signed release: the newest release with their matters in it, signed by author and approver.

The keys lie on the platform, one for each hand (docs/releases.md); where they are encrypted, whoever signs gives the password.
Installations that keep them elsewhere sign at the command line.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from central.catalogue import catalogue, load_after
from central.fleet.models import AuditRecord
from central.releases import shelf
from central.releases.errors import ReleaseError
from central.releases.keyring import APPROVER, AUTHOR
from central.releases.packing import DEPARTMENTS_FILE, NOTICES_FILE
from central.releases.publisher import Publisher
from central.review.gate import writers
from central.review.models import MatterRelease, Notice, Proposal, ProposalState, ReleaseState
from central.review.refusals import ReviewRefused, Why
from central.review.unfinished import is_everywhere, proven_before, refuse_stopped, refuse_wider
from central.writing.drafts import put_draft
from central.writing.models import DraftState, MatterDraft
from kiosk.protocol.release import RELEASE_ROLE, ReleaseDocument, Stage

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_NEXT = "next-release"


def compose(proposals: Sequence[Proposal], author: "User", notes: str, *, password: str = "") -> MatterRelease:
    """The author's half: these proposals (none: notices alone) and the newest release become the next one. Nothing is public yet.

    Raises:
        ReviewRefused: one is not approved, another release waits or was stopped, there is nothing new, or the keys cannot
            be used.
    """
    here = _with_keys(password, AUTHOR)
    with transaction.atomic():
        release = _only_unsigned(author, notes)
        chosen = list(
            Proposal.objects.select_for_update(of=("self",))
            .select_related("draft")
            .filter(pk__in=[one.pk for one in proposals])
        )
        if any(one.state != ProposalState.APPROVED or one.release_id is not None for one in chosen):
            raise ReviewRefused(Why.NOT_OPEN)
        with _next_folder([one.draft for one in chosen]) as (folder, changed):
            if not chosen and not changed:
                raise ReviewRefused(Why.NOTHING)
            number = here.standing().release + 1
            refuse_stopped(number)
            here.back_to = proven_before(number)
            document = _proposed(here, folder, notes)
        release.number, release.digest, release.back_to = document.release, _digest(document), here.back_to
        release.save(update_fields=["number", "digest", "back_to"])
        Proposal.objects.filter(pk__in=[one.pk for one in chosen]).update(release=release)
    return release


def sign(release: MatterRelease, by: "User", stage: "FirstStage", *, password: str = "") -> MatterRelease:
    """The approver's half: from here on the kiosks of `stage` take it. The way back is signed with it.

    Raises:
        ReviewRefused: `by` is its author or wrote in it, it was signed already, what was proposed is something else, or
            it takes along a release that fewer kiosks have been let to.
    """
    here = _with_keys(password, APPROVER)
    with transaction.atomic():
        release = MatterRelease.objects.select_for_update().get(pk=release.pk)
        if release.state != ReleaseState.SIGNED:
            raise ReviewRefused(Why.NOT_OPEN)
        if by.pk in {release.author_id}.union(*map(writers, release.proposals.select_related("draft"))):
            raise ReviewRefused(Why.OWN_WORK)
        # nobody stops or widens what this one takes along until it is public
        list(MatterRelease.objects.select_for_update().filter(state=ReleaseState.ROLLING, number__lt=release.number))
        now = datetime.now(UTC)
        try:
            if _digest(here.proposed_document()) != release.digest:
                raise ReviewRefused(Why.CHANGED)
            if release.back_to and release.back_to != proven_before(release.number):
                raise ReviewRefused(Why.CHANGED)
            refuse_wider(release.number, stage.percent, stage.regions)
            here.approve(now, stage.of(release))
        except ReleaseError as error:
            raise ReviewRefused(Why.NOT_PUBLISHED, str(error)) from error
        _note_published(release, by, stage, now)
    _keep_in_working_copy(release)
    return release


def drop(release: MatterRelease) -> None:
    """What only its author has signed is forgotten; its proposals are free again. Raises `ReviewRefused`."""
    with transaction.atomic():
        release = MatterRelease.objects.select_for_update().get(pk=release.pk)
        if release.state != ReleaseState.SIGNED:
            raise ReviewRefused(Why.NOT_OPEN)
        release.proposals.update(release=None)
        release.state = ReleaseState.DROPPED
        release.save(update_fields=["state"])
        shelf.publisher(_state()).drop_proposal()


def _only_unsigned(author: "User", notes: str) -> MatterRelease:
    """Its row before its files: whoever composes at the same moment is refused before they overwrite what is proposed."""
    try:
        with transaction.atomic():
            return MatterRelease.objects.create(number=0, notes=notes.strip(), author=author)
    except IntegrityError:
        raise ReviewRefused(Why.UNSIGNED_WAITS) from None


class FirstStage:
    """Who takes a release first: a share of the kiosks, of all or of some regions."""

    def __init__(self, percent: float = 1.0, regions: Sequence[str] = ()) -> None:
        """`regions` are the kiosks' own codes."""
        self.percent, self.regions = percent, tuple(regions)

    def of(self, release: MatterRelease) -> Stage:
        """As the rollout says it; drawn as what it takes along was, so that a share lies within that one's."""
        drawn = release.back_to + 1 if release.back_to else release.number
        return Stage(release=release.number, id=str(drawn), percent=self.percent, regions=self.regions)


def _with_keys(password: str, holder: str) -> Publisher:
    here = shelf.publisher(_state())
    here.keys = here.keys.unlocked(password)
    try:
        signers = here.keys.signers(RELEASE_ROLE, (holder,))
    except (ReleaseError, OSError) as error:
        raise ReviewRefused(Why.NO_KEY) from error
    if not signers:
        raise ReviewRefused(Why.NO_KEY)
    return here


@contextmanager
def _next_folder(drafts: Sequence[MatterDraft]) -> Iterator[tuple[Path, bool]]:
    """What the newest release holds with `drafts` and the notices of today in place; whether the notices are new.

    What stays is a link to what is there, so what changes is put in place of a link, never written into it.
    """
    folder = _state() / _NEXT
    shutil.rmtree(folder, ignore_errors=True)
    before = shelf.newest_catalogue(_state()) or shelf.working_copy(_state())
    try:
        folder.mkdir(mode=0o700)
        for entry in before.iterdir():
            _link(entry, folder / entry.name)
        for draft in drafts:
            put_draft(draft, folder)
        _put_departments(folder)
        yield folder, _put_notices(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _link(entry: Path, place: Path) -> None:
    """A folder by its name: to make and to clear away thousands of folders would take longer than all the rest."""
    if entry.is_dir():
        place.symlink_to(entry, target_is_directory=True)
        return
    try:
        place.hardlink_to(entry)
    except OSError:  # another account's file, or another disk
        shutil.copyfile(entry, place)


def _put_departments(folder: Path) -> None:
    """Departments keep the short names, and with them the keys, that they have signed under: no release carries the list."""
    file = folder / DEPARTMENTS_FILE
    listed = shelf.working_copy(_state()) / DEPARTMENTS_FILE
    document = tomlkit.parse(listed.read_text(encoding="utf-8") if listed.exists() else "[departments]\n")
    here = shelf.publisher(_state())
    if here.repository.exists:
        for slug, part in here.document(here.standing().release).departments.items():
            document["departments"][slug] = part.title
    file.unlink(missing_ok=True)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")


def _put_notices(folder: Path) -> bool:
    """``notices.toml`` as the table of notices has it; whether that is another than before."""
    file = folder / NOTICES_FILE
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    document = tomlkit.document()
    listed = tomlkit.aot()
    for notice in Notice.objects.filter(last__gte=datetime.now(UTC).date()).order_by("key"):
        entry = tomlkit.table()
        entry["key"], entry["text"] = notice.key, {"zh": notice.text_zh, "en": notice.text_en}
        entry["first"], entry["last"] = notice.first, notice.last
        if notice.matter:
            entry["matters"] = [notice.matter]
        listed.append(entry)
    if listed:
        document["announcements"] = listed
    text = tomlkit.dumps(document)
    file.unlink(missing_ok=True)
    if text:
        file.write_text(text, encoding="utf-8")
    return text != before


def _proposed(here: Publisher, folder: Path, notes: str) -> ReleaseDocument:
    try:
        return here.propose(folder, datetime.now(UTC), note=notes.strip(), load=partial(load_after, catalogue()))
    except ReleaseError as error:
        raise ReviewRefused(Why.NOT_PUBLISHED, str(error)) from error


def _note_published(release: MatterRelease, by: "User", stage: FirstStage, now: datetime) -> None:
    release.approver, release.published_at, release.stage_since = by, now, now
    release.percent, release.regions = stage.percent, list(stage.regions)
    release.state = ReleaseState.ROLLING
    release.records_from = AuditRecord.objects.aggregate(last=Max("pk"))["last"] or 0
    release.save()
    for earlier in MatterRelease.objects.filter(state=ReleaseState.ROLLING, number__lt=release.number):
        earlier.state = ReleaseState.COMPLETE if is_everywhere(earlier) else ReleaseState.MERGED
        earlier.save(update_fields=["state"])
    for proposal in release.proposals.select_related("draft"):
        proposal.state = ProposalState.RELEASED
        proposal.save(update_fields=["state"])
        MatterDraft.objects.filter(pk=proposal.draft_id).update(state=DraftState.RELEASED)


def _keep_in_working_copy(release: MatterRelease) -> None:
    """Whoever publishes at the command line next must not undo what the console published."""
    folder = shelf.working_copy(_state())
    for proposal in release.proposals.select_related("draft"):
        put_draft(proposal.draft, folder)


def _digest(document: ReleaseDocument) -> str:
    return sha256(document.model_dump_json().encode()).hexdigest()


def _state() -> Path:
    return Path(settings.STATE)
