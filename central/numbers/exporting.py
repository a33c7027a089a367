"""Numbers as a file: what was asked for, what each number means, and a hash by which the file is known again."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from central.numbers.models import Export
from central.numbers.tables import Definitions, Sheet, as_csv, as_xlsx

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def handed_out(
    request: HttpRequest, stem: str, sheets: Sequence[Sheet], definitions: Definitions, asked: Mapping[str, str]
) -> HttpResponse:
    """The tables as ``?export=csv`` or ``xlsx``; whoever got it, and the file's hash, are kept.

    The hash stands in ``Content-Digest`` (RFC 9530) and in the file's name; the console finds the export by it.
    """
    is_csv = request.GET.get("export") == "csv"
    head, meaning = _head(asked), gettext("口径")
    data = (as_csv if is_csv else as_xlsx)(sheets, definitions, head, meaning)
    digest = hashlib.sha256(data)
    name = f"{stem}-{digest.hexdigest()[:12]}.{'csv' if is_csv else 'xlsx'}"
    Export.objects.create(
        by=request.user.get_username(),
        name=name,
        asked=dict(asked),
        rows=sum(len(sheet.rows) for sheet in sheets),
        sha256=digest.hexdigest(),
    )
    answer = HttpResponse(data, content_type="text/csv; charset=utf-8" if is_csv else _XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Digest"] = f"sha-256=:{b64encode(digest.digest()).decode()}:"
    answer["Cache-Control"] = "no-store"
    return answer


def _head(asked: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    now = timezone.localtime()
    return ((gettext("导出时间"), f"{now:%Y-%m-%d %H:%M}"), *((name, text) for name, text in asked.items()))
