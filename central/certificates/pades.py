"""PAdES: the platform's signature in a PDF, put there and looked at by pyHanko. Imported where it is first needed."""

import io
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

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

from central.certificates.signing import Checked, Verdict
from central.kiosks.enrolment import authority

FIELD = "Suishiban"
_A_MOMENT = timedelta(minutes=10)


def sign(pdf: bytes, reason: str) -> bytes:
    """`pdf` with the platform's signature over all of it."""
    meta = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, location="CN"
    )
    out = io.BytesIO()
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=_signer(), output=out)
    return out.getvalue()


def examine(pdf: bytes) -> Checked:
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
