"""The files beside a matter: templates, samples, forms and pictures, checked before they are kept."""

import json
import re
from pathlib import Path
from typing import cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from central.uploads import SENTENCES, Kind, RefusedUploadError, Why, checked
from central.writing.models import DraftFile, MatterDraft

LARGEST = 2 * 1024 * 1024
"""Bytes: a release is fetched by every kiosk"""
MOST_FILES = 20
MOST_PIXELS = 25_000_000
"""As `kiosk.services.examination` holds it"""
_NAME = re.compile(r"[a-z0-9][a-zA-Z0-9_-]*(\.[a-z0-9]+){1,2}")
_KINDS = {".typ": Kind.TEXT, ".json": Kind.TEXT, ".png": Kind.PNG, ".jpg": Kind.JPEG, ".jpeg": Kind.JPEG}


def keep_file(draft: MatterDraft, file: "UploadedFile[bytes]") -> DraftFile:
    """Keep `file` beside the matter, in place of one with its name.

    Raises:
        ValidationError: It is none that a matter can have; the sentence says why.
    """
    name = Path(file.name or "").name
    check_name(name)
    if (file.size or 0) > LARGEST:
        raise ValidationError(_("文件“%(name)s”过大：最多 2 MB"), params={"name": name})
    if draft.files.exclude(name=name).count() >= MOST_FILES:
        raise ValidationError(_("一个事项最多 20 个文件"))
    content = cast("bytes", file.read())
    check_content(name, content)
    kept, _made = DraftFile.objects.update_or_create(draft=draft, name=name, defaults={"content": content})
    return kept


def remove_file(draft: MatterDraft, name: str) -> None:
    """Take the file `name` away, if it is there."""
    draft.files.filter(name=name).delete()


def check_name(name: str) -> None:
    """Raise ``ValidationError`` for a name that a file of a matter cannot have."""
    if not _NAME.fullmatch(name):
        raise ValidationError(
            _("文件名“%(name)s”不可用：请用小写字母、数字、连字符，例如 certificate.typ"), params={"name": name}
        )


def check_content(name: str, content: bytes) -> None:
    """Raise ``ValidationError`` for what is not what its name says, too large, or dangerous to open."""
    suffix = Path(name).suffix
    if suffix not in _KINDS:
        raise ValidationError(_("“%(name)s”的类型不可用：可以是 .typ、.json、.png、.jpg"), params={"name": name})
    try:
        checked(content, {_KINDS[suffix]}, max_bytes=LARGEST, max_pixels=MOST_PIXELS)
        if suffix == ".json":
            json.loads(content)
        elif suffix == ".typ":
            content.decode("utf-8")  # Typst reads nothing else
    except (RefusedUploadError, ValueError, RecursionError) as error:
        why = SENTENCES[error.why] if isinstance(error, RefusedUploadError) else SENTENCES[Why.OTHER_KIND]
        raise ValidationError(_("“%(name)s”不能使用：%(why)s"), params={"name": name, "why": why}) from error
