"""Hints on how well scanned pages can be read. The picture is opened in memory, looked at by figures only, and forgotten.

A hint is no verdict: a person looks. Nothing personal comes out of here.
"""

import io
from collections.abc import Iterator
from datetime import datetime

import cv2
import numpy as np
from django.db import transaction
from PIL import Image

from central.cases.added_pages import PICTURES
from central.cases.findings import MOST_PIXELS, Check, Finding, Severity
from central.cases.intake import SIGNATURE
from central.cases.models import Case
from central.submissions.opening import open_blob
from central.uploads import RefusedUploadError, checked
from kiosk.protocol.crypto.provider import NotForUs

LEAST_SIDE = 700
"""Pixels of the shorter side of an A4 page below which small print is lost"""
LEAST_SHARPNESS = 40.0
"""Variance of the Laplacian at `_WIDTH`"""
LEAST_LIGHT, LEAST_CONTRAST = 60.0, 8.0
"""Mean grey, and standard deviation of grey, of 255"""
LONGEST_TO_SHORTEST = 20
LEAST_INK = 60
"""Of 255: grey levels between a signature and what it stands on"""
_WIDTH = 1000
_AT_ONCE = 200
"""Cases in a minute; a page takes a tenth of a second"""


def hints(data: bytes) -> list[Check]:
    """What a page's bytes look like: nothing for a good one."""
    try:
        checked(data, PICTURES, max_bytes=len(data) or 1, max_pixels=MOST_PIXELS)
    except RefusedUploadError:
        return [Check.UNREADABLE]
    grey = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    if max(grey.shape) > LONGEST_TO_SHORTEST * min(grey.shape):
        return [Check.SMALL]  # a strip: to the width below it would become longer than memory
    found = []
    if min(grey.shape) < LEAST_SIDE:
        found.append(Check.SMALL)
    scaled = cv2.resize(grey, (_WIDTH, max(1, grey.shape[0] * _WIDTH // grey.shape[1])), interpolation=cv2.INTER_AREA)
    if float(scaled.std()) < LEAST_CONTRAST:
        return [*found, Check.DARK if float(scaled.mean()) < LEAST_LIGHT else Check.BLANK]
    if float(scaled.mean()) < LEAST_LIGHT:
        found.append(Check.DARK)
    if float(cv2.Laplacian(scaled, cv2.CV_64F).var()) < LEAST_SHARPNESS:
        found.append(Check.BLURRED)
    return found


def hints_of(key: str, data: bytes) -> list[Check]:
    """`hints` on a page of the paper under `key`; a signature is a drawing on nothing, and is asked for its ink alone."""
    return _hints_on_ink(data) if key == SIGNATURE else hints(data)


def _hints_on_ink(data: bytes) -> list[Check]:
    try:
        checked(data, PICTURES, max_bytes=len(data) or 1, max_pixels=MOST_PIXELS)
    except RefusedUploadError:
        return [Check.UNREADABLE]
    drawn = Image.open(io.BytesIO(data)).convert("RGBA")
    grey = np.asarray(Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("L"))
    return [] if np.ptp(grey) >= LEAST_INK else [Check.BLANK]


def inspect_waiting(most: int = 50) -> int:
    """Look at the pages of cases that were not looked at yet; how many cases."""
    waiting = list(Case.objects.filter(inspected=False).order_by("id").values_list("pk", flat=True)[:most])
    for pk in waiting:
        inspect(pk)
    return len(waiting)


def keep_inspecting(_now: datetime) -> dict[str, int]:
    """`inspect_waiting`, as a task of the clock (`central.timers`)."""
    return {"inspected": inspect_waiting(_AT_ONCE)}


def inspect(case_id: int) -> None:
    """Put the hints of one case's pages into its findings; those of an earlier look go."""
    case = Case.objects.prefetch_related("documents__supplement").get(pk=case_id)
    found = [one.kept() for one in _found(case)]
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case_id)
        if not locked.inspected:
            kept = [one for one in locked.findings if not one["page"]]
            Case.objects.filter(pk=case_id).update(findings=[*kept, *found], inspected=True)


def _found(case: Case) -> Iterator[Finding]:
    for page in case.documents.all():
        if not page.media_type.startswith("image/"):
            continue
        try:
            data = open_blob(page.blob_id, **page.opened_with())
        except (NotForUs, OSError):
            yield Finding(Check.UNREADABLE, Severity.HINT, page.key, page.page)
            continue
        for check in hints_of(page.key, data):
            yield Finding(check, Severity.HINT, page.key, page.page)
