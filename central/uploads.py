"""What people upload, checked before anybody opens it: what it really is, how large it is, and how large it would become.

Other rooms call `checked` on bytes, or put `UploadCheck` among the validators of a form's ``FileField``::

    content = forms.FileField(validators=[UploadCheck({Kind.XLSX, Kind.CSV}, max_bytes=5 * MEBI)])

The name and the type that the browser claims are not looked at; a message never repeats the content.
"""

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

MEBI = 1024 * 1024
MAX_BYTES = 10 * MEBI
MAX_PIXELS = 40_000_000
"""A page of A4 at 600 dpi has 35 million"""
MAX_UNPACKED = 200 * MEBI
MAX_ENTRIES = 2_000
_MAX_RATIO = 200
"""A sheet of equal cells shrinks to a hundredth; a bomb to a thousandth and more"""
_LONGEST_SIDE = 30_000
_PDF_HEAD_WITHIN = 1024
_TEXT_ENCODINGS = ("utf-8-sig", "gb18030")


class Kind(StrEnum):
    """What may be asked for."""

    PNG = "png"
    JPEG = "jpeg"
    PDF = "pdf"
    XLSX = "xlsx"
    ZIP = "zip"
    TEXT = "text"
    """CSV, TOML, JSON, Typst: text in UTF-8 or GB 18030 without control characters"""


MEDIA_TYPES = {
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.PDF: "application/pdf",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.ZIP: "application/zip",
    Kind.TEXT: "text/plain; charset=utf-8",
}


class Why(StrEnum):
    """Why a file is refused; `SENTENCES` says it to people."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    OTHER_KIND = "other-kind"
    BROKEN = "broken"
    BOMB = "bomb"
    MACROS = "macros"
    PATHS = "paths"
    ACTIVE = "active"


SENTENCES = {
    Why.EMPTY: _("文件是空的。"),
    Why.TOO_LARGE: _("文件太大。"),
    Why.OTHER_KIND: _("文件的内容不是所要求的格式（与扩展名无关）。"),
    Why.BROKEN: _("文件已损坏，无法打开。"),
    Why.BOMB: _("文件展开后过大，已拒绝。"),
    Why.MACROS: _("表格里有宏，请另存为不带宏的 .xlsx。"),
    Why.PATHS: _("压缩包里有不允许的文件名。"),
    Why.ACTIVE: _("PDF 里有脚本或自动动作，请重新导出。"),
}


class RefusedUploadError(Exception):
    """The file is not taken; `why` says why. The text names no content."""

    def __init__(self, why: Why) -> None:
        """A refusal for `why`."""
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be opened. `width` and `height` are pixels of a picture, 0 for anything else."""

    kind: Kind
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def media_type(self) -> str:
        """What to say it is, whatever the browser claimed."""
        return MEDIA_TYPES[self.kind]

    @property
    def text(self) -> str:
        """The text of a `Kind.TEXT`."""
        return _decoded(self.content)


def checked(
    content: bytes, kinds: Collection[Kind], *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS
) -> Upload:
    """`content`, if it is one of `kinds` and harmless to open.

    Raises:
        RefusedUploadError: it is not; `why` says why.
    """
    if not content:
        raise RefusedUploadError(Why.EMPTY)
    if len(content) > max_bytes:
        raise RefusedUploadError(Why.TOO_LARGE)
    kind = kind_of(content)
    if kind is Kind.XLSX and Kind.XLSX not in kinds:
        kind = Kind.ZIP
    if kind is None or kind not in kinds:
        raise RefusedUploadError(Why.OTHER_KIND)
    match kind:
        case Kind.PNG | Kind.JPEG:
            return Upload(kind, content, *_size_of_picture(content, kind, max_pixels))
        case Kind.XLSX | Kind.ZIP:
            _check_archive(content, sheet=kind is Kind.XLSX)
        case Kind.PDF:
            _check_pdf(content)
        case Kind.TEXT:
            _decoded(content)
    return Upload(kind, content)


def kind_of(content: bytes) -> Kind | None:
    """What the first bytes say that it is; text only when all of it is."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.XLSX if b"xl/workbook" in content and b"[Content_Types].xml" in content else Kind.ZIP
    try:
        _decoded(content)
    except RefusedUploadError:
        return None
    return Kind.TEXT


def _size_of_picture(content: bytes, kind: Kind, max_pixels: int) -> tuple[int, int]:
    """Width and height. They are asked of the header first: nothing is unpacked that says it is too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind.value.upper()]) as picture:
                width, height = picture.size
                if width * height > max_pixels or max(width, height) > _LONGEST_SIDE:
                    raise RefusedUploadError(Why.BOMB)
                picture.load()
    except Image.DecompressionBombError:
        raise RefusedUploadError(Why.BOMB) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error):
        raise RefusedUploadError(Why.BROKEN) from None
    return width, height


def _check_archive(content: bytes, *, sheet: bool) -> None:
    """Names, macros, and what it unpacks to: counted while unpacking, for what an archive says of itself may be a lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED:
                raise RefusedUploadError(Why.BOMB)
            if any(_leaves_folder(one.filename) or _is_link(one) for one in entries):
                raise RefusedUploadError(Why.PATHS)
            if sheet and any(one.filename.lower().endswith("vbaproject.bin") for one in entries):
                raise RefusedUploadError(Why.MACROS)
            _unpack(archive, entries, len(content), sheet=sheet)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        raise RefusedUploadError(Why.BROKEN) from None


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int, *, sheet: bool) -> None:
    """To its end, into nothing. No sheet declares entities, which a parser would multiply."""
    unpacked = 0
    for one in entries:
        with archive.open(one) as stream:
            while piece := stream.read(MEBI):
                unpacked += len(piece)
                if unpacked > MAX_UNPACKED or (unpacked > 10 * MEBI and unpacked > _MAX_RATIO * packed):
                    raise RefusedUploadError(Why.BOMB)
                if sheet and b"<!ENTITY" in piece:
                    raise RefusedUploadError(Why.BOMB)


def _leaves_folder(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or "\0" in name or ".." in name.replace("\\", "/").split("/")


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-_PDF_HEAD_WITHIN:]:
        raise RefusedUploadError(Why.BROKEN)
    if any(mark in content for mark in (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile")):
        raise RefusedUploadError(Why.ACTIVE)


def _decoded(content: bytes) -> str:
    """The text. Control characters but tabs and line ends are in no text that people write."""
    for encoding in _TEXT_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(one) < ord(" ") and one not in "\t\r\n" for one in text):
            return text
    raise RefusedUploadError(Why.OTHER_KIND)


@deconstructible
class UploadCheck:
    """The same as a validator of a form's ``FileField``; what comes out of the form is the file, at its beginning."""

    def __init__(self, kinds: Collection[Kind], *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> None:
        """Files of `kinds`, at most `max_bytes` long; pictures of at most `max_pixels`."""
        self.kinds = frozenset(kinds)
        self.max_bytes = max_bytes
        self.max_pixels = max_pixels

    def __call__(self, file: "File[bytes]") -> None:
        """Raise ``ValidationError`` for a file that is not taken."""
        if (file.size or 0) > self.max_bytes:
            raise ValidationError(SENTENCES[Why.TOO_LARGE], code=Why.TOO_LARGE.value)
        file.seek(0)
        try:
            checked(file.read(), self.kinds, max_bytes=self.max_bytes, max_pixels=self.max_pixels)
        except RefusedUploadError as refused:
            raise ValidationError(SENTENCES[refused.why], code=refused.why.value) from None
        finally:
            file.seek(0)

    def __eq__(self, other: object) -> bool:
        """Whether it takes the same; migrations ask."""
        return isinstance(other, UploadCheck) and hash(self) == hash(other)

    def __hash__(self) -> int:
        """By what it takes."""
        return hash((self.kinds, self.max_bytes, self.max_pixels))
