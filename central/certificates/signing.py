"""Signs certificates as PDF (PAdES B-B) with a key of the platform's own authority, and says whether a file is intact.

The signed file is made once and kept; whoever has a copy can have it checked against signature and record (docs/adr/0036).
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto

from django.db import IntegrityError, transaction

from central.certificates.models import Certificate, CertificateFile
from central.certificates.typesetting import typeset
from central.kiosks.enrolment import authority

LARGEST = 5 * 1024 * 1024
"""Bytes of a file that is brought to be checked"""


class Verdict(Enum):
    """What a file is worth."""

    INTACT = auto()
    """Signed by this platform, and not a byte was changed since"""
    CHANGED = auto()
    """It carries a signature, and what was signed is not what is there"""
    NOT_OURS = auto()
    """Signed by somebody else, or not at all"""
    NO_PDF = auto()


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict, and when the file was signed if it is ours."""

    verdict: Verdict
    signed_at: datetime | None = None


def signed_file(certificate: Certificate) -> CertificateFile:
    """The signed PDF of `certificate`, made on the first call. Raises `central.certificates.typesetting.NoPage`."""
    found = CertificateFile.objects.filter(pk=certificate.pk).first()
    if found is not None:
        return found
    pdf = signed(typeset(certificate), f"{certificate.title_zh} {certificate.number}")
    kept = CertificateFile(
        certificate=certificate,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        signer=hashlib.sha256(authority().document_signer()[0].read_bytes()).hexdigest(),
        signed_at=datetime.now(UTC),
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        # Somebody else asked at the same moment: there is one file, theirs.
        return CertificateFile.objects.get(pk=certificate.pk)
    return kept


def signed(pdf: bytes, reason: str) -> bytes:
    """`pdf` with the platform's signature over all of it."""
    from central.certificates.pades import sign  # noqa: PLC0415 - it takes a second that most processes never need

    return sign(pdf, reason)


def check(pdf: bytes) -> Checked:
    """Whether a file is one of ours, as it was signed."""
    from central.certificates.pades import examine  # noqa: PLC0415 - as above

    return examine(pdf)
