"""What a signed catalogue release is made of on the wire (docs/adr/0026). Shared by the platform and the kiosk.

Everything is a plain file under one address, ``/releases/`` or a folder on a stick:

| file | what | who signs |
| --- | --- | --- |
| ``metadata/…`` | TUF: root, timestamp, snapshot, targets and one role for each of the following | as TUF says |
| ``targets/release/<hash>.<n>.json`` | `ReleaseDocument` of release n | role ``release``: author and approver |
| ``targets/rollout/<hash>.rollout.json`` | `Rollout` | role ``rollout`` |
| ``targets/<department>/<hash>.<hash>.json`` | `DepartmentIndex`: some of its matters | the department: author and approver |
| ``blobs/<aa>/<sha256>`` | one file of a matter, by its hash | through the index or document that names it |

An index is found in the role of its department under its own hash, so several releases can be offered at once.
"""

from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from kiosk.protocol.messages import Sha256

METADATA, TARGETS, BLOBS = "metadata", "targets", "blobs"
RELEASE_ROLE, ROLLOUT_ROLE = "release", "rollout"
ROLLOUT_PATH = f"{ROLLOUT_ROLE}/rollout.json"
RESERVED = frozenset({"root", "targets", "snapshot", "timestamp", RELEASE_ROLE, ROLLOUT_ROLE})
"""Names that no department can have"""

LARGEST_FILE = 4_000_000
"""Bytes of one file of a release; a matter is a few kilobytes, a picture some hundred"""
LARGEST_DOCUMENT = 1_000_000
"""Bytes of one document or index"""
LARGEST_RELEASE = 500_000_000
"""Bytes of all files of a release together"""
MOST_MATTERS = 20_000

OWNERS_FILE = "_release.json"
"""Written by the kiosk into each release it puts together: release, and the department of every matter as its index says"""
CALENDARS, TABLES, ASSETS, BUNDLES = "_calendars", "_tables", "_assets", "_bundles"
"""Folders of a release beside those of the matters; no matter's code begins like that"""

_BUCKETS = 10_000
_HASH_LETTERS = 8

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
FileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-zA-Z0-9_-]*(\.[a-z0-9]+){1,2}$", max_length=100)]
"""Of one file, without a folder: nothing that could lead out of the folder it belongs in"""
SharedPath = Annotated[
    str, StringConstraints(pattern=r"^(_[a-z]+/)?[a-z0-9][a-zA-Z0-9_-]*(\.[a-z0-9]+){1,2}$", max_length=120)
]
_Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
FileRef = tuple[Sha256, Annotated[int, Field(ge=0, le=LARGEST_FILE)]]
"""Hash and size in bytes"""


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DepartmentIndex(_Document):
    """Some matters of one department, with every file of each."""

    department: Slug
    matters: Annotated[
        dict[Slug, Annotated[dict[FileName, FileRef], Field(min_length=1, max_length=50)]],
        Field(max_length=2_000),
    ]


class DepartmentPart(_Document):
    """What one department contributes: its name as its matters say it, and its indexes by their hashes."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    indexes: Annotated[tuple[Sha256, ...], Field(max_length=1_024)]


class ReleaseDocument(_Document):
    """One release, whole: departments, and the files that all of them share."""

    release: Annotated[int, Field(ge=1)]
    made_at: AwareDatetime
    min_program: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+){0,3}$")] = "0"
    """The oldest version of the kiosk's program that may use it"""
    note: Annotated[str, StringConstraints(max_length=300)] = ""
    departments: Annotated[dict[Slug, DepartmentPart], Field(max_length=500)]
    shared: Annotated[dict[SharedPath, FileRef], Field(max_length=500)]

    @field_validator("departments")
    @classmethod
    def _no_reserved_names(
        cls, departments: dict[str, DepartmentPart], _info: ValidationInfo
    ) -> dict[str, DepartmentPart]:
        strange = sorted(RESERVED & departments.keys())
        if strange:
            raise ValueError(f"a department cannot be called {', '.join(strange)}")
        return departments


class Stage(_Document):
    """Which kiosks may take one release. Empty lists mean all."""

    release: Annotated[int, Field(ge=1)]
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,60}$")]
    """Kiosks are drawn anew for another id, and stay drawn while the share grows under the same"""
    percent: Annotated[float, Field(ge=0, le=100)] = 100.0
    regions: Annotated[tuple[str, ...], Field(max_length=1_000)] = ()
    models: Annotated[tuple[str, ...], Field(max_length=1_000)] = ()
    kiosks: Annotated[tuple[str, ...], Field(max_length=1_000)] = ()
    """Kiosks that take it whatever the share says"""
    mandatory_by: AwareDatetime | None = None
    """From then on a kiosk of this stage without it is out of service, once its visit has ended"""

    def takes(self, kiosk_id: str, *, region: str = "", model: str = "") -> bool:
        """Whether this kiosk belongs to the stage."""
        if kiosk_id in self.kiosks:
            return True
        fits = (not self.regions or region in self.regions) and (not self.models or model in self.models)
        return fits and bucket(self.id, kiosk_id) < self.percent * (_BUCKETS / 100)

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is mandatory by now."""
        return self.mandatory_by is not None and now >= self.mandatory_by


class NoticeAtOnce(_Document):
    """An announcement (应急公告) that waits for no release; as `kiosk.matters.announcements.Announcement` has it."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    zh: _Sentence
    en: _Sentence
    first: date
    last: date
    matters: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()
    """The matters that it is about; none: all"""


class Rollout(_Document):
    """Who takes which release, what nobody offers any more, and what everybody tells."""

    stages: Annotated[tuple[Stage, ...], Field(max_length=20)] = ()
    withdrawn: Annotated[tuple[Slug, ...], Field(max_length=MOST_MATTERS)] = ()
    """Matters that disappear at once, in every release"""
    notices: Annotated[tuple[NoticeAtOnce, ...], Field(max_length=50)] = ()
    """What citizens read at once, in every release; one that carries the same key says it no more"""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        releases = [stage.release for stage in self.stages]
        if len(set(releases)) != len(releases):
            raise ValueError("a release stands in two stages")
        return self

    def stage_for(self, kiosk_id: str, *, region: str = "", model: str = "") -> Stage | None:
        """The stage of the newest release that this kiosk takes; None when there is none for it."""
        mine = [stage for stage in self.stages if stage.takes(kiosk_id, region=region, model=model)]
        return max(mine, key=lambda stage: stage.release, default=None)


def bucket(rollout_id: str, kiosk_id: str) -> int:
    """0 to 9,999, the same on both sides without any table of kiosks (reference/sync.md 3.3)."""
    return int(sha256(f"{rollout_id}{kiosk_id}".encode()).hexdigest()[:_HASH_LETTERS], 16) % _BUCKETS


def release_path(release: int) -> str:
    """The target that holds the document of `release`."""
    return f"{RELEASE_ROLE}/{release}.json"


def index_path(department: str, digest: str) -> str:
    """The target that holds the index with this SHA-256."""
    return f"{department}/{digest}.json"


def blob_path(digest: str) -> str:
    """Where the file with this SHA-256 lies, under `BLOBS`."""
    return f"{digest[:2]}/{digest}"


def is_new_enough(program: str, wanted: str) -> bool:
    """Whether version `program` is at least `wanted`, compared number by number."""
    return _numbers(program) >= _numbers(wanted)


def _numbers(version: str) -> tuple[int, ...]:
    parts = [part for part in version.split(".") if part.isdigit()]
    return tuple(int(part) for part in parts)
