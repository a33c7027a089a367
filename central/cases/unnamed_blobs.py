"""Attachments travel before the message that names them. Those whose message never came are let go of, once it is safe.

A blob counts as brought again whenever a kiosk asks for it or brings it (`central.cases.blobs.renew`), and a kiosk does
that before each of its messages. What goes is laid aside first (``….going``) and erased once the database knows it no
more: a crash between the two is settled by the next call, and a message that comes meanwhile asks for the bytes again.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from central.cases.blobs import INCOMING, is_at, path_of
from central.cases.models import Blob

KEPT = timedelta(hours=48)
"""So long no message has named it and no kiosk has asked for it"""
_BATCH = 200
_GOING = ".going"


def clear_unnamed(now: datetime) -> int:
    """Erase blobs that nothing has named for `KEPT`, and uploads that nobody went on with; how many went.

    Safe beside kiosks that bring and messages that name; of several processes that clear at once, one does. It reads the
    index of named blobs once, so a call a day is enough.
    """
    with _alone() as alone:
        if not alone:
            return 0
        _settle()
        count = _clear_unfinished(now - KEPT)
        while gone := _clear_batch(now - KEPT):
            count += gone
        return count


def keep_named(now: datetime) -> dict[str, int]:
    """`clear_unnamed` as a task of the clock (`central.timers.tasks`)."""
    return {"erased": clear_unnamed(now)}


def unnamed(before: datetime) -> QuerySet[Blob]:
    """Blobs that were last brought, or asked for, before `before`, and to which no row of any table points."""
    found = Blob.objects.filter(stored_at__lt=before)
    for relation in Blob._meta.related_objects:  # noqa: SLF001 - Django's own way to ask a model
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})  # noqa: SLF001
        found = found.filter(~Exists(pointing))
    return found


def _clear_batch(before: datetime) -> int:
    try:
        with transaction.atomic():
            going = unnamed(before).select_for_update()[:_BATCH]
            hashes = [blob.sha256 for blob in going]
            for sha256 in hashes:
                with suppress(FileNotFoundError):
                    path_of(sha256).rename(_aside(sha256))
            Blob.objects.filter(sha256__in=hashes).delete()
    except IntegrityError:  # PostgreSQL: a message that named one of them was committed first; the next call knows it
        return 0
    finally:
        _settle()
    return len(hashes)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else clears just now."""
    with closing(
        os.fdopen(os.open(Path(settings.STATE) / "unnamed-blobs.lock", os.O_RDWR | os.O_CREAT, 0o600))
    ) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _aside(sha256: str) -> Path:
    return Path(settings.BLOBS) / INCOMING / f"{sha256}{_GOING}"


def _settle() -> None:
    """What was laid aside goes back if the database knows it still, and else goes."""
    aside = {path.name.removesuffix(_GOING): path for path in _incoming() if path.name.endswith(_GOING)}
    known = set(Blob.objects.filter(sha256__in=aside).values_list("sha256", flat=True))
    for sha256, path in aside.items():
        if sha256 in known:
            path_of(sha256).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(path_of(sha256))
        else:
            path.unlink(missing_ok=True)


def _clear_unfinished(before: datetime) -> int:
    return sum(_forget(path, before.timestamp()) for path in _incoming() if not path.name.endswith(_GOING))


def _forget(path: Path, before: float) -> bool:
    """Unlink an unfinished upload, unless a call is at it just now."""
    with suppress(FileNotFoundError), path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if os.fstat(file.fileno()).st_mtime < before and is_at(path, file):
            path.unlink()
            return True
    return False


def _incoming() -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from list((Path(settings.BLOBS) / INCOMING).iterdir())
