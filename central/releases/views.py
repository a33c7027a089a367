"""``/releases/…``: the files as they are. Any web server can do it instead; nothing here is secret, all of it is signed."""

import logging
import re
from datetime import UTC, datetime

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from central.releases.errors import ReleaseError
from central.releases.publisher import Publisher
from central.releases.shelf import publisher

log = logging.getLogger("central.releases")

_PATH = re.compile(r"(metadata|targets|blobs)/([A-Za-z0-9_-]+/)?[A-Za-z0-9][A-Za-z0-9._-]*")
_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def release_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file. The timestamp is signed anew when it is getting old, so that a platform left alone does not fall silent."""
    del request
    here = publisher(settings.STATE)
    if not _PATH.fullmatch(path):
        raise Http404
    if path == "metadata/timestamp.json" and here.repository.exists:
        _keep_fresh(here)
    file = here.repository.folder / path
    if not file.is_file():
        raise Http404
    response = FileResponse(file.open("rb"), content_type="application/octet-stream")
    response["Cache-Control"] = "no-cache" if file.name == "timestamp.json" else _FOR_EVER
    return response


def _keep_fresh(here: Publisher) -> None:
    """A failure is no reason to hand out nothing: the timestamp that is there may be good for days still."""
    now = datetime.now(UTC)
    try:
        if here.is_stale(now):
            here.refresh(now)
    except (ReleaseError, OSError) as error:
        log.error("the timestamp of the releases cannot be signed anew: %s", type(error).__name__)  # noqa: TRY400 - a word
