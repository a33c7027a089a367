"""Readiness, proven: print a code that nobody could know, read it back under the camera, keep the picture, sign the report.

A printer that says *printed* may have printed nothing that can be read; a camera that sends frames may see nothing. The closed
loop shows both at once, on the receipt printer and on A4, with one hand that carries the paper.
"""

import hashlib
import io
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import qrcode
from PIL import Image, ImageDraw, ImageFont

from devices.api.document_camera import DocumentCamera
from devices.api.document_printer import DocumentPrinter
from devices.api.errors import DeviceError
from devices.api.receipt_printer import Align, Gap, QrCode, Receipt, ReceiptPrinter, Rule, TextLine
from devices.supervisor import Repeat, Supervisor

_RECEIPT_S = 60.0
_DOCUMENT_S = 120.0
_LOOK_S = 4.0
_BETWEEN_LOOKS_S = 0.3
_CAMERA_FAILURES = 3
"""So many looks in a row that fail end the waiting for the paper"""
_NONCE_BYTES = 8
_PAGE_DPI = 200
_PAGE_SIZE = (1654, 2339)
"""A4 at 200 dpi"""
_MODULE_PX = 20
_MODULE_DOTS = 10


class Paper(StrEnum):
    """The two papers that a kiosk gives out."""

    RECEIPT = "receipt"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class PaperProof:
    """What became of one paper. `evidence` is the picture's file name in the report's folder, empty when not proven."""

    paper: Paper
    proven: bool
    fault: str = ""
    detail: str = ""
    evidence: str = ""
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """One closed loop. `token` is ``base64url(report).base64url(signature)`` with the kiosk's key; holds no personal data."""

    kiosk_id: str
    at: datetime
    proofs: tuple[PaperProof, ...]
    devices: Mapping[str, Mapping[str, str]]
    token: str = ""
    file: Path | None = None

    @property
    def ready(self) -> bool:
        """Whether every paper was proven."""
        return all(proof.proven for proof in self.proofs)

    def as_json(self) -> dict[str, object]:
        """What is signed, and told by ``kioskctl … --json``."""
        return {
            "kind": "readiness",
            "kiosk": self.kiosk_id,
            "at": self.at.isoformat(timespec="seconds"),
            "ready": self.ready,
            "proofs": [asdict(proof) for proof in self.proofs],
            "devices": {role: dict(facts) for role, facts in self.devices.items()},
        }


@dataclass(frozen=True, slots=True)
class ClosedLoop:
    """The three devices of the loop, and where its evidence goes."""

    receipt_printer: Supervisor[ReceiptPrinter]
    document_printer: Supervisor[DocumentPrinter]
    document_camera: Supervisor[DocumentCamera]
    kiosk_id: str
    folder: Path
    """of reports and pictures; made when it is not there"""
    sign: Callable[[bytes], str]

    def run(
        self,
        lay: Callable[[Paper], None],
        *,
        papers: tuple[Paper, ...] = (Paper.RECEIPT, Paper.DOCUMENT),
        patience_s: float = 90.0,
    ) -> ReadinessReport:
        """Print each of `papers`, call `lay` (tell somebody to put it under the camera), and wait for its code to be seen.

        What fails is a value in the report; a full disk is an ``OSError``.
        """
        at = datetime.now(UTC)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stem = f"readiness-{at:%Y%m%dT%H%M%SZ}"
        proofs = tuple(self._prove(paper, stem, lay, patience_s) for paper in papers)
        report = ReadinessReport(self.kiosk_id, at, proofs, self._standing())
        text = json.dumps(report.as_json(), ensure_ascii=False, sort_keys=True)
        token = self.sign(text.encode())
        file = self.folder / f"{stem}.json"
        file.write_text(
            json.dumps({**report.as_json(), "token": token}, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        return replace(report, token=token, file=file)

    def _prove(self, paper: Paper, stem: str, lay: Callable[[Paper], None], patience_s: float) -> PaperProof:
        code = f"SSB-{paper.value[:3]}-{secrets.token_hex(_NONCE_BYTES)}".upper()
        try:
            self._print(paper, code)
        except DeviceError as error:
            return PaperProof(paper, proven=False, fault=error.fault.value, detail=f"not printed: {error.detail}")
        lay(paper)
        try:
            picture = self._seen(code, patience_s)
        except DeviceError as error:
            return PaperProof(paper, proven=False, fault=error.fault.value, detail=f"no picture: {error.detail}")
        if picture is None:
            return PaperProof(paper, proven=False, fault="page.missing", detail="its code was not seen in time")
        evidence = self.folder / f"{stem}-{paper.value}.jpg"
        evidence.write_bytes(picture)
        return PaperProof(
            paper, proven=True, evidence=evidence.name, evidence_sha256=hashlib.sha256(picture).hexdigest()
        )

    def _print(self, paper: Paper, code: str) -> None:
        if paper is Paper.RECEIPT:
            receipt = _test_receipt(code)
            self.receipt_printer.call(
                "test print", lambda printer: printer.print(receipt), deadline_s=_RECEIPT_S, repeat=Repeat.NEVER
            )
        else:
            pdf = _test_page(code)
            self.document_printer.call(
                "test print",
                lambda printer: printer.print_pdf(pdf, job_name="suishiban-test"),
                deadline_s=_DOCUMENT_S,
                repeat=Repeat.NEVER,
            )

    def _seen(self, code: str, patience_s: float) -> bytes | None:
        """The picture in which `code` was read; None when the time is up. Anything else that lies there is not looked at."""
        pause, failures = threading.Event(), 0
        rounds = max(1, round(patience_s / _BETWEEN_LOOKS_S))
        for _ in range(rounds):
            try:
                picture = self._picture_of(code)
                failures = 0
            except DeviceError:
                failures += 1
                if failures >= _CAMERA_FAILURES:
                    raise
                picture = None
            if picture is not None:
                return picture
            pause.wait(_BETWEEN_LOOKS_S)
        return None

    def _picture_of(self, code: str) -> bytes | None:
        """A picture before and after which `code` was read, so that it lay there meanwhile; None when it was not."""
        if not self._is_in_view(code):
            return None
        picture = self.document_camera.call("preview", lambda camera: camera.preview().jpeg, deadline_s=_LOOK_S)
        return picture if self._is_in_view(code) else None

    def _is_in_view(self, code: str) -> bool:
        codes = self.document_camera.call("codes", lambda camera: camera.codes(), deadline_s=_LOOK_S)
        return any(each.text == code for each in codes)

    def _standing(self) -> dict[str, dict[str, str]]:
        owners: tuple[Supervisor[Any], ...] = (self.receipt_printer, self.document_printer, self.document_camera)
        return {
            each.role: {
                "state": each.status.state.value,
                "fault": each.status.fault.value if each.status.fault is not None else "",
                "identity": each.identity,
            }
            for each in owners
        }


def _test_receipt(code: str) -> Receipt:
    return Receipt(
        (
            TextLine("自检", Align.CENTRE, bold=True, scale=2),
            TextLine("请放到拍摄台上", Align.CENTRE),
            TextLine("Lay this under the camera", Align.CENTRE),
            Rule(),
            QrCode(code, module_dots=_MODULE_DOTS),
            TextLine(code, Align.CENTRE),
            Gap(),
        )
    )


def _test_page(code: str) -> bytes:
    """One A4 page with the code, as a PDF."""
    page = Image.new("L", _PAGE_SIZE, 255)
    drawn = qrcode.QRCode(box_size=_MODULE_PX, border=4)
    drawn.add_data(code)
    square = drawn.make_image().get_image().convert("L")
    left = (_PAGE_SIZE[0] - square.width) // 2
    page.paste(square, (left, 500))
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(48)
    for row, text in enumerate(("Suishiban self-test", "Lay this under the camera", code)):
        draw.text((_PAGE_SIZE[0] / 2, 200 + row * 80), text, font=font, fill=0, anchor="mm")
    # A frame, for people to see that nothing is cut off.
    draw.rectangle((60, 60, _PAGE_SIZE[0] - 60, _PAGE_SIZE[1] - 60), outline=0, width=4)
    out = io.BytesIO()
    page.save(out, format="PDF", resolution=_PAGE_DPI)
    return out.getvalue()
