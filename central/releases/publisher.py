"""Publishing: an author proposes, an approver approves, and only then is anything public. Rollout, withdrawal and renewal too.

Every method is one change under one lock; a crash in its midst leaves what was published before.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from tuf.api.metadata import Metadata, Root, Targets

from central.releases.errors import ReleaseError
from central.releases.files import write
from central.releases.keyring import APPROVER, AUTHOR, ONLINE, Keyring
from central.releases.packing import Load, Packed, pack
from central.releases.repository import LIFE, Repository, signed
from kiosk.matters.catalogue import load_catalogue
from kiosk.protocol.release import (
    RELEASE_ROLE,
    ROLLOUT_PATH,
    ROLLOUT_ROLE,
    DepartmentIndex,
    FileRef,
    NoticeAtOnce,
    ReleaseDocument,
    Rollout,
    Stage,
    index_path,
    release_path,
)

_KEPT = 5
"""Releases that stay on offer beside the newest; older ones can no longer be rolled out"""
_BACK = "back"
_RENEW_AT = 0.5
"""Share of its life after which the platform signs its own metadata anew"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is published now. `edition` changes with everything that kiosks should look at; 0 before the first release."""

    edition: int = 0
    release: int = 0
    rollout: Rollout = field(default_factory=Rollout)


class Publisher:
    """All that may be done to one repository with the keys of one folder."""

    def __init__(self, repository: Repository, keys: Keyring) -> None:
        self.repository = repository
        self.keys = keys
        self.back_to = 0
        """The release whose content the next way back brings; 0: the one before what is proposed"""
        self._proposal = repository.folder / "proposal"
        self._way_back = repository.folder / "way-back.json"

    def init(self, now: datetime, departments: Iterable[str] = ()) -> None:
        """Make root and targets, with the roles of releases, rollout and `departments`, unless they are there."""
        with self.repository.locked():
            if not any(self.repository.metadata.glob("*.root.json")):
                self.repository.create(self.keys, now, (RELEASE_ROLE, ROLLOUT_ROLE, *departments))

    def delegate(self, departments: Iterable[str], now: datetime) -> list[str]:
        """Let `departments` sign for their matters, with keys made where there are none; those that could not before."""
        with self.repository.locked():
            known = self.repository.delegates()
            fresh = self.repository.delegated(self.keys, [RELEASE_ROLE, ROLLOUT_ROLE, *departments], now)
            if fresh is not None:
                self.repository.publish_targets(fresh, self.keys, now)
            return sorted(self.repository.delegates() - known)

    def renew(self, now: datetime) -> list[str]:
        """Sign root and targets anew, as far as their keys are here; what was renewed. To be done every year."""
        with self.repository.locked():
            renewed = []
            if self.keys.signers(Root.type):
                self.repository.renew_root(self.keys, now)
                renewed.append(Root.type)
            if signers := self.keys.signers(Targets.type):
                fresh = signed(self.repository.next_version(Targets.type, now), signers)
                self.repository.publish_targets(fresh, self.keys, now)
                renewed.append(Targets.type)
            if not renewed:
                raise ReleaseError("expected keys of root or targets: name their folders with --keys")
            return renewed

    def propose(
        self, folder: Path, now: datetime, *, min_program: str = "0", note: str = "", load: Load = load_catalogue
    ) -> ReleaseDocument:
        """The author's half: what is in `folder` becomes the next release, signed once and not public yet.

        `load` reads and checks the matters; another than the default knows some of them already.
        """
        with self.repository.locked():
            return self._propose(folder, now, min_program, note, load)

    def approve(self, now: datetime, stage: Stage | None = None) -> Standing:
        """The approver's half: the proposal becomes public, for the kiosks of `stage` (all, when not given)."""
        with self.repository.locked():
            changed, back = self._proposed(), self._proposed_back()
            for name, metadata in [*changed.items(), *back.items()]:
                if name != Targets.type:
                    signed(metadata, self.keys.signers(name, (APPROVER,)))
            release = _newest(changed[RELEASE_ROLE])
            stage = stage or Stage(release=release, id=str(release))
            if stage.release != release:
                raise ReleaseError(f"the proposal is release {release}, not {stage.release}")
            changed[ROLLOUT_ROLE] = self._rollout_with(stage, now)
            self.repository.publish(changed, self.keys, now)
            self._way_back.unlink(missing_ok=True)
            for role in back.values():
                write(self._way_back, role.to_bytes())
            shutil.rmtree(self._proposal)
            return self._standing()

    def proposed_document(self) -> ReleaseDocument:
        """What waits for its approver."""
        role = self._proposed()[RELEASE_ROLE]
        number = _newest(role)
        return self._document_in(role, number)

    def drop_proposal(self) -> None:
        """Forget what waits for its approver."""
        with self.repository.locked():
            shutil.rmtree(self._proposal, ignore_errors=True)

    def proposed_release(self) -> int:
        """The number of the release that waits for its approver."""
        return _newest(self._proposed()[RELEASE_ROLE])

    def publish(self, folder: Path, now: datetime, *, min_program: str = "0", note: str = "") -> Standing:
        """Both halves at once, for whoever holds both keys (development)."""
        self.propose(folder, now, min_program=min_program, note=note)
        return self.approve(now)

    def rollout(self, stage: Stage, now: datetime) -> Standing:
        """Change who takes a release that is on offer."""
        with self.repository.locked():
            if release_path(stage.release) not in self._release_role().signed.targets:
                raise ReleaseError(f"release {stage.release} is not on offer")
            self.repository.publish({ROLLOUT_ROLE: self._rollout_with(stage, now)}, self.keys, now)
            return self._standing()

    def withdraw(self, codes: list[str], now: datetime, *, back: bool = False) -> Standing:
        """Make matters disappear everywhere at once, or let them come `back`."""
        with self.repository.locked():
            known = self._rollout()
            kept = [code for code in known.withdrawn if code not in codes]
            try:
                changed = _changed(known, withdrawn=tuple(kept if back else [*kept, *codes]))
            except ValidationError as error:
                raise ReleaseError(f"expected codes of matters: {error.errors()[0]['msg']}") from error
            self.repository.publish({ROLLOUT_ROLE: self._signed_rollout(changed, now)}, self.keys, now)
            return self._standing()

    def tell(self, notice: NoticeAtOnce, now: datetime) -> Standing:
        """Every kiosk tells it at once, whatever release it uses; instead of what was told under its key."""
        return self._tell(notice.key, (notice,), now)

    def tell_no_more(self, key: str, now: datetime) -> Standing:
        """What was told at once under `key` is told no more."""
        return self._tell(key, (), now)

    def _tell(self, key: str, instead: tuple[NoticeAtOnce, ...], now: datetime) -> Standing:
        with self.repository.locked():
            known, today = self._rollout(), now.astimezone(UTC).date()  # in China it is never an earlier day
            others = (one for one in known.notices if one.key != key and one.last >= today)
            try:
                changed = _changed(known, notices=(*others, *instead))
            except ValidationError as error:
                raise ReleaseError(f"expected fewer notices at once: {error.errors()[0]['msg']}") from error
            self.repository.publish({ROLLOUT_ROLE: self._signed_rollout(changed, now)}, self.keys, now)
            return self._standing()

    def refresh(self, now: datetime) -> Standing:
        """Sign timestamp, snapshot and rollout anew when half of their life is over. To be called daily."""
        with self.repository.locked():
            snapshot = self.repository.snapshot()
            if snapshot is None:
                return Standing()
            rollout = self.repository.role(ROLLOUT_ROLE)
            if rollout is not None and _is_old(rollout, now) and self.keys.signers(ROLLOUT_ROLE, ONLINE):
                self.repository.publish({ROLLOUT_ROLE: self._signed_rollout(self._rollout(), now)}, self.keys, now)
            elif snapshot.signed.expires - now < LIFE["snapshot"] * _RENEW_AT:
                self.repository.publish({}, self.keys, now)
            elif self.is_stale(now):
                self.repository.stamp(self.keys, now, snapshot.signed.version)
            return self._standing()

    def is_stale(self, now: datetime) -> bool:
        """Whether the timestamp should be signed anew."""
        return self.repository.timestamp().signed.expires - now < LIFE["timestamp"] * _RENEW_AT

    def standing(self) -> Standing:
        """What is published now."""
        return self._standing()

    def document(self, release: int) -> ReleaseDocument:
        """The document of a release that is on offer. Raises `ReleaseError` for any other."""
        return self._document_in(self._release_role(), release)

    def _document_in(self, role: Metadata[Targets], release: int) -> ReleaseDocument:
        target = role.signed.targets.get(release_path(release))
        if target is None:
            raise ReleaseError(f"release {release} is not on offer")
        file = self.repository.targets / RELEASE_ROLE / f"{target.hashes['sha256']}.{release}.json"
        return ReleaseDocument.model_validate_json(file.read_bytes())

    def matters(self, document: ReleaseDocument) -> Iterator[tuple[str, dict[str, FileRef]]]:
        """Every matter of a release with its files."""
        for slug, part in document.departments.items():
            for digest in part.indexes:
                file = self.repository.targets / slug / f"{digest}.{digest}.json"
                yield from DepartmentIndex.model_validate_json(file.read_bytes()).matters.items()

    @property
    def goes_back(self) -> bool:
        """Whether the way back from the newest release is signed."""
        return self._way_back.exists() and _newest(_read(self._way_back)) == self._next_release()

    def back(self, now: datetime) -> Standing:
        """Roll the fleet back to the release before, at once and with nobody's key: both people signed that with this one.

        Raises `ReleaseError` for the first release, and after a way back that was taken.
        """
        with self.repository.locked():
            if not self.goes_back:
                raise ReleaseError(
                    "no way back from the newest release is signed; its author and approver can sign one"
                )
            role = _read(self._way_back)
            number = _newest(role)
            rollout = self._rollout_with(Stage(release=number, id=str(number)), now)
            self.repository.publish({RELEASE_ROLE: role, ROLLOUT_ROLE: rollout}, self.keys, now)
            self._way_back.unlink()
            return self._standing()

    def again(self, release: int, now: datetime) -> Standing:
        """Roll the fleet back: the content of an earlier release under a new number, for all kiosks."""
        with self.repository.locked():
            number = self._next_release()
            document = self._as_number(release, number, now)
            role = self.repository.next_version(RELEASE_ROLE, now)
            self._offer(role, document)
            signed(role, self.keys.signers(RELEASE_ROLE, (AUTHOR, APPROVER)))
            rollout = self._rollout_with(Stage(release=number, id=str(number)), now)
            self.repository.publish({RELEASE_ROLE: role, ROLLOUT_ROLE: rollout}, self.keys, now)
            return self._standing()

    def _propose(self, folder: Path, now: datetime, min_program: str, note: str, load: Load) -> ReleaseDocument:
        number = self._next_release()
        try:
            packed = pack(
                folder,
                self.repository.blobs,
                release=number,
                made_at=now,
                min_program=min_program,
                note=note,
                load=load,
            )
        except ValidationError as error:
            raise ReleaseError(f"{folder}: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}") from error
        changed: dict[str, Metadata[Targets]] = {}
        top = self.repository.delegated(self.keys, [RELEASE_ROLE, ROLLOUT_ROLE, *packed.indexes], now)
        if top is not None:
            changed[Targets.type] = top
        changed |= self._department_roles(packed, now)
        role = changed[RELEASE_ROLE] = self.repository.next_version(RELEASE_ROLE, now)
        self._offer(role, packed.document)
        shutil.rmtree(self._proposal, ignore_errors=True)
        for name, metadata in changed.items():
            if name != Targets.type:
                signed(metadata, self.keys.signers(name, (AUTHOR,)))
            write(self._proposal / f"{name}.json", metadata.to_bytes())
        if number > 1:
            back = signed(self._back_from(role, number, now), self.keys.signers(RELEASE_ROLE, (AUTHOR,)))
            write(self._proposal / _BACK / f"{RELEASE_ROLE}.json", back.to_bytes())
        return packed.document

    def _back_from(self, role: Metadata[Targets], number: int, now: datetime) -> Metadata[Targets]:
        """What makes the content of `back_to`, or else of the release before `number`, the newest again."""
        document = self._as_number(self.back_to or number - 1, number + 1, now)
        back = Metadata[Targets].from_bytes(role.to_bytes())
        back.signed.version += 1
        back.signatures.clear()
        self._offer(back, document)
        return back

    def _as_number(self, release: int, number: int, now: datetime) -> ReleaseDocument:
        update = {"release": number, "made_at": now.astimezone(UTC), "note": f"as release {release}"}
        return self.document(release).model_copy(update=update)

    def _department_roles(self, packed: Packed, now: datetime) -> dict[str, Metadata[Targets]]:
        """The roles of departments whose indexes differ from those published, or whose signature is getting old."""
        still_on_offer = self._indexes_on_offer()
        changed = {}
        for slug, indexes in packed.indexes.items():
            before = self.repository.role(slug)
            known = set(before.signed.targets) if before is not None else set()
            wanted = {index_path(slug, digest) for digest in indexes}
            if wanted <= known and not (before is not None and _is_old(before, now)):
                continue
            role = self.repository.next_version(slug, now)
            for gone in known - wanted - still_on_offer:
                del role.signed.targets[gone]
            for digest, data in indexes.items():
                self.repository.add_target(role, index_path(slug, digest), data)
            changed[slug] = role
        return changed

    def _indexes_on_offer(self) -> set[str]:
        """The indexes that releases in the rollout stand on."""
        role = self.repository.role(RELEASE_ROLE)
        if role is None:
            return set()
        offered = sorted((int(Path(path).stem) for path in role.signed.targets), reverse=True)[:_KEPT]
        documents = [self.document(release) for release in offered]
        return {
            index_path(slug, digest)
            for document in documents
            for slug, part in document.departments.items()
            for digest in part.indexes
        }

    def _offer(self, role: Metadata[Targets], document: ReleaseDocument) -> None:
        for path in sorted(role.signed.targets, key=lambda path: int(Path(path).stem), reverse=True)[_KEPT:]:
            del role.signed.targets[path]
        self.repository.add_target(role, release_path(document.release), document.model_dump_json().encode())

    def _proposed(self) -> dict[str, Metadata[Targets]]:
        files = sorted(self._proposal.glob("*.json"))
        if not files:
            raise ReleaseError("there is no proposal to approve; run `release propose` first")
        return {file.stem: _read(file) for file in files}

    def _proposed_back(self) -> dict[str, Metadata[Targets]]:
        return {file.stem: _read(file) for file in (self._proposal / _BACK).glob("*.json")}

    def _release_role(self) -> Metadata[Targets]:
        role = self.repository.role(RELEASE_ROLE)
        if role is None:
            raise ReleaseError("nothing has been published yet")
        return role

    def _next_release(self) -> int:
        role = self.repository.role(RELEASE_ROLE)
        return 1 + (_newest(role) if role is not None else 0)

    def _rollout_with(self, stage: Stage, now: datetime) -> Metadata[Targets]:
        known = self._rollout()
        others = [each for each in known.stages if each.release != stage.release]
        stages = sorted([*others, stage], key=lambda each: each.release, reverse=True)[:_KEPT]
        return self._signed_rollout(_changed(known, stages=tuple(stages)), now)

    def _signed_rollout(self, rollout: Rollout, now: datetime) -> Metadata[Targets]:
        role = self.repository.next_version(ROLLOUT_ROLE, now)
        self.repository.add_target(role, ROLLOUT_PATH, rollout.model_dump_json().encode())
        return signed(role, self.keys.signers(ROLLOUT_ROLE, ONLINE))

    def _rollout(self) -> Rollout:
        role = self.repository.role(ROLLOUT_ROLE)
        target = role.signed.targets.get(ROLLOUT_PATH) if role is not None else None
        if target is None:
            return Rollout()
        file = self.repository.targets / ROLLOUT_ROLE / f"{target.hashes['sha256']}.rollout.json"
        return Rollout.model_validate_json(file.read_bytes())

    def _standing(self) -> Standing:
        snapshot = self.repository.snapshot()
        if snapshot is None:
            return Standing()
        return Standing(snapshot.signed.version, self._next_release() - 1, self._rollout())


def _read(file: Path) -> Metadata[Targets]:
    return Metadata[Targets].from_file(str(file))


def _changed(known: Rollout, **parts: object) -> Rollout:
    """`known` with other `parts`. Raises pydantic's ``ValidationError``."""
    return Rollout.model_validate({**dict(known), **parts})


def _is_old(role: Metadata[Targets], now: datetime) -> bool:
    return role.signed.expires - now < LIFE[Targets.type] * _RENEW_AT


def _newest(role: Metadata[Targets]) -> int:
    return max((int(Path(path).stem) for path in role.signed.targets), default=0)
