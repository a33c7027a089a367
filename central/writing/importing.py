"""Drafts from files: exchange tables (XLSX, CSV), a matter as JSON or TOML, a bundle as JSON, folders of both as ZIP.

All of it, or nothing.
"""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from central.uploads import Kind, checked
from central.writing.begin import OPEN, draft_of, filled
from central.writing.drafts import body_of, whole
from central.writing.files import MOST_FILES, check_content, check_name
from central.writing.kinds import Content, code_of, department_of, kind_of, write
from central.writing.models import DraftKind, MatterDraft
from kiosk.matters.bundles import BUNDLES_FOLDER, BundleSpec
from kiosk.matters.exchange import import_tables
from kiosk.matters.export import part_from_json, to_json
from kiosk.matters.model import Matter
from kiosk.matters.parse import MATTER_FILE, parse_toml
from kiosk.matters.problems import MatterProblem

KINDS = frozenset({Kind.XLSX, Kind.ZIP, Kind.TEXT})
MOST = 500
"""Matters and bundles of one file"""
_TOLD = 50
Found = list[tuple[Content, Path | None]]


class BadFileError(Exception):
    """Nothing of it was taken; `sentences` say why, by file, place and what was expected."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(f"{len(sentences)} problems")
        more = len(sentences) - _TOLD
        self.sentences = [*sentences[:_TOLD], *([gettext("另有 %d 处问题") % more] if more > 0 else [])]


def drafts_from(
    name: str, content: bytes, author: User, *, theme: str, region: str, language: str
) -> list[MatterDraft]:
    """A draft of each matter and bundle in the file that was called `name`; what is in use already becomes a change of it.

    Raises:
        BadFileError: something in it cannot be read, or a draft of one of them is open.
        RefusedUploadError: it is not of `KINDS`, or dangerous to open.
    """
    upload = checked(content, KINDS)
    with TemporaryDirectory(prefix="import-") as folder:
        found = _matters_in(Path(folder), Path(name).name or "file", upload.kind, content, theme)
        if isinstance(found, tuple):
            raise BadFileError([_sentence(one, Path(folder), language) for one in found])
        if len(found) > MOST:
            raise BadFileError([gettext("一个文件最多 %d 个事项") % MOST])
        with transaction.atomic():
            return _kept(found, author, region)


def _kept(found: Found, author: User, region: str) -> list[MatterDraft]:
    given = [(kind_of(content), code_of(content)) for content, _ in found]
    begun = MatterDraft.objects.filter(code__in=[code for _, code in given], state__in=OPEN)
    taken = {(kind, code) for kind, code in begun.values_list("kind", "code") if (kind, code) in given}
    wrong = [gettext("%s 已有一份未发布的草稿") % _named(*one) for one in sorted(taken)]
    wrong += [gettext("%s 在文件里有两份") % _named(*one) for one in sorted(set(given)) if given.count(one) > 1]
    for content, folder in found:
        if len(_beside(folder)) > MOST_FILES:
            wrong.append(f"{code_of(content)}：{gettext('一个事项最多 20 个文件')}")
        for file in _beside(folder):
            try:
                check_name(file.name)
                check_content(file.name, file.read_bytes())
            except ValidationError as refused:
                wrong.append(f"{code_of(content)}：{'；'.join(refused.messages)}")
    if wrong:
        raise BadFileError(wrong)
    return [_one(content, folder, author, region) for content, folder in found]


def _named(kind: str, code: str) -> str:
    return f"{DraftKind(kind).label} {code}"


def _one(content: Content, folder: Path | None, author: User, region: str) -> MatterDraft:
    try:
        draft = draft_of(code_of(content), author, region, kind_of(content))
    except KeyError:
        return filled(content, folder, author, region)
    department = department_of(content)
    draft.body, draft.title = body_of(content), content.title.zh
    draft.department = "" if department is None else department.zh
    draft.save()
    for file in _beside(folder):
        draft.files.update_or_create(name=file.name, defaults={"content": file.read_bytes()})
    return draft


def _beside(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    return [file for file in sorted(folder.iterdir()) if file.is_file() and file.name != MATTER_FILE]


def _matters_in(folder: Path, name: str, kind: Kind, content: bytes, theme: str) -> Found | tuple[MatterProblem, ...]:
    if kind is Kind.ZIP:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder)  # its names were looked at before
        return _matters_of_folder(folder, theme)
    file = folder / name
    file.write_bytes(content)
    if kind is Kind.TEXT and content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        part = part_from_json(content.decode("utf-8-sig", "replace"), file)
        return part.all if isinstance(part, MatterProblem) else [(part, None)]
    if kind is Kind.TEXT and file.suffix.lower() == ".toml":
        file.rename(folder / MATTER_FILE)
        return _matters_of_folder(folder, theme)
    return _of_tables(file if kind is Kind.XLSX else file.rename(file.with_suffix(".csv")), theme)


def _matters_of_folder(folder: Path, theme: str) -> Found | tuple[MatterProblem, ...]:
    places = [file.parent for file in sorted(folder.rglob(MATTER_FILE))]
    bundles = sorted(folder.rglob(f"{BUNDLES_FOLDER}/*.toml"))
    if not places and not bundles:
        tables = sorted({file.parent for file in folder.rglob("*") if file.suffix.lower() in {".csv", ".xlsx"}})
        return _of_tables(tables[0] if tables else folder, theme)
    found: Found = []
    problems: list[MatterProblem] = []
    for place in places:
        matter = parse_toml(place / MATTER_FILE, Matter)
        if isinstance(matter, MatterProblem):
            problems += matter.all
        else:
            found.append((matter, place))
    for file in bundles:
        bundle = parse_toml(file, BundleSpec)
        if isinstance(bundle, MatterProblem):
            problems += bundle.all
        else:
            found.append((bundle, None))
    return tuple(problems) or found


def _of_tables(place: Path, theme: str) -> Found | tuple[MatterProblem, ...]:
    imported = import_tables(place, theme=theme)
    return imported.problems or [(matter, None) for matter in imported.matters]


def _sentence(problem: MatterProblem, folder: Path, language: str) -> str:
    place = str(problem.file).replace(f"{folder}/", "").replace(str(folder), "")
    line = f":{problem.line}" if problem.line is not None else ""
    return "：".join(part for part in (f"{place}{line}", problem.path, problem.say(language)) if part)


def exported(draft: MatterDraft, form: str) -> tuple[str, bytes]:
    """A file of `draft`: ``json``, or ``zip``, laid out as in a catalogue. Its name, and what is in it.

    Raises ``ValueError`` while it is half-written.
    """
    content = whole(draft)
    if form == "json":
        return f"{draft.code}.json", to_json(content).encode()
    packed = io.BytesIO()
    with TemporaryDirectory(prefix="export-") as place, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        written = write(content, Path(place))
        for file in [written] if written.is_file() else sorted(written.iterdir()):
            archive.write(file, file.relative_to(place))
        for one in draft.files.all():
            archive.writestr(f"{draft.code}/{Path(one.name).name}", bytes(one.content))
    return f"{draft.code}.zip", packed.getvalue()
