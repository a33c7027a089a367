"""The announcements that a release carries, read from what its author signed: an approver signs nothing unseen."""

from pathlib import Path

from django.conf import settings

from central.releases import shelf
from central.releases.errors import ReleaseError
from central.review.models import MatterRelease, ReleaseState
from kiosk.matters.announcements import NOTICES_FILE, Announcement, Announcements
from kiosk.matters.parse import parse_toml
from kiosk.matters.problems import MatterProblem
from kiosk.protocol.release import blob_path


def notices_of(release: MatterRelease) -> tuple[Announcement, ...]:
    """In the order of the file; none where the release is not on offer any more."""
    here = shelf.publisher(Path(settings.STATE))
    try:
        waits = release.state == ReleaseState.SIGNED
        document = here.proposed_document() if waits else here.document(release.number)
    except (ReleaseError, OSError, KeyError):
        return ()
    named = document.shared.get(NOTICES_FILE)
    if named is None or document.release != release.number:
        return ()
    found = parse_toml(here.repository.blobs / blob_path(named[0]), Announcements)
    return () if isinstance(found, MatterProblem) else found.announcements
