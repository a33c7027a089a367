"""Signs certificates as PDF (PAdES B-B) with a key of the platform's own authority, and says whether a file is intact.

The signed file is made once and kept; whoever has a copy can have it checked against signature and record (docs/adr/0031).
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from central.certificates.models import Certificate, CertificateFile
from central.certificates.typesetting import typeset
from central.kiosks.enrolment import authority

LARGEST = 5 * 1024 * 1024
"""Bytes of a file that is brought to be checked"""
FIELD = "Suishiban"
_A_MOMENT = timedelta(minutes=10)


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
    meta = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, location="CN"
    )
    out = io.BytesIO()
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=_signer(), output=out)
    return out.getvalue()


def check(pdf: bytes) -> Checked:
    """Whether a file is one of ours, as it was signed."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        signatures = reader.embedded_signatures
    except (PdfError, ValueError, KeyError, TypeError, RecursionError):
        return Checked(Verdict.NO_PDF)
    if not signatures:
        return Checked(Verdict.NOT_OURS)
    try:
        status = validate_pdf_signature(signatures[0], _context(signatures[0]))
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError):
        return Checked(Verdict.CHANGED)
    if not (status.intact and status.valid) or status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return Checked(Verdict.CHANGED)
    if not status.trusted:
        return Checked(Verdict.NOT_OURS)
    return Checked(Verdict.INTACT, status.signer_reported_dt)


def _context(signature: Any) -> ValidationContext:  # noqa: ANN401 - pyhanko's embedded signature
    """Our authority alone, at the moment of the signature: a key that has run out since has still signed."""
    moment = signature.self_reported_timestamp or datetime.now(UTC)
    roots = [_certificate(_authority_file())]
    return ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False, time_tolerance=_A_MOMENT)


def _authority_file() -> Path:
    return authority().document_signer()[0].with_name("ca.pem")


@lru_cache(maxsize=1)
def _signer() -> SimpleSigner:
    certificate, key = authority().document_signer()
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # of a library that is typed in part
    registry.register(_certificate(_authority_file()))
    return SimpleSigner(
        signing_cert=_certificate(certificate),
        signing_key=load_private_key_from_pemder(str(key), passphrase=None),
        cert_registry=registry,
    )


def _certificate(path: Path) -> Any:  # noqa: ANN401 - asn1crypto's, which ships no types
    return load_cert_from_pemder(str(path))  # type: ignore[no-untyped-call]  # of a library that is typed in part
