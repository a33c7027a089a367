"""The closed loop on the bench: real wires, real codes, and what is said when one hand or one device fails."""

import hashlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from devices.api.errors import DeviceFault
from devices.bench.device import Places
from devices.bench.document_camera import DocumentCameraBench
from devices.bench.document_printer import DocumentPrinterBench
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.registry import load_driver
from devices.supervisor import Supervisor
from kiosk.services.readiness import ClosedLoop, Paper, ReadinessReport
from offline_cache.vault import Vault
from tests.devices.scripted import wait_for


class Desk:
    """The three devices of the bench, and the hand that carries paper between them."""

    def __init__(self, folder: Path) -> None:
        places = Places(folder)
        self.receipt_printer = ReceiptPrinterBench(places)
        self.document_printer = DocumentPrinterBench(places)
        self.document_camera = DocumentCameraBench(places)
        self.told: list[Paper] = []
        self.mixed_up = False
        self.idle = False

    def lay(self, paper: Paper) -> None:
        self.told.append(paper)
        if self.idle:
            return
        if self.mixed_up:
            paper = Paper.DOCUMENT if paper is Paper.RECEIPT else Paper.RECEIPT
        printer = self.receipt_printer if paper is Paper.RECEIPT else self.document_printer
        papers = printer.state()["papers"]
        self.document_camera.command("lay", {"page": papers[-1]} if papers else {"page": "contract-1"})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("bench"))
    yield desk
    for each in (desk.receipt_printer, desk.document_printer, desk.document_camera):
        each.stop()


@pytest.fixture(scope="module")
def owners(desk: Desk) -> Iterator[dict[str, Supervisor[Any]]]:
    receipt = {"port": desk.receipt_printer.start()["port"]}
    document = {"url": desk.document_printer.start()["url"]}
    camera = {"source": desk.document_camera.start()["url"]}
    drivers = {
        "receipt_printer": ("receipt_printer.escpos", receipt, DeviceFault.RECEIPT_NO_ANSWER),
        "document_printer": ("document_printer.ipp", document, DeviceFault.PRINTER_LOST),
        "document_camera": ("document_camera.opencv", camera, DeviceFault.CAMERA_STALLED),
    }
    made = {
        role: Supervisor(role, partial(load_driver, name, options), no_answer=fault)
        for role, (name, options, fault) in drivers.items()
    }
    assert wait_for(lambda: all(each.status.usable for each in made.values()), 20)
    yield made
    for each in made.values():
        each.close()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.open(tmp_path / "receipt.key")


@pytest.fixture
def loop(desk: Desk, owners: dict[str, Supervisor[Any]], vault: Vault, tmp_path: Path) -> ClosedLoop:
    desk.told, desk.mixed_up, desk.idle = [], False, False
    desk.document_camera.command("clear", {})
    return ClosedLoop(**owners, kiosk_id="K-0412", folder=tmp_path / "readiness", sign=vault.sign_receipt)


def signed(report: ReadinessReport, vault: Vault) -> dict[str, Any]:
    """What the kiosk's key has signed; ``InvalidSignature`` for anything else."""
    payload, signature = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in report.token.split("."))
    key = load_pem_public_key(vault.public_key_pem.encode())
    assert isinstance(key, Ed25519PublicKey)
    key.verify(signature, payload)
    told: dict[str, Any] = json.loads(payload)
    return told


def test_both_papers_are_printed_read_back_kept_and_signed(loop, desk, vault):
    report = loop.run(desk.lay, patience_s=15)
    assert report.ready, report.proofs
    assert desk.told == [Paper.RECEIPT, Paper.DOCUMENT]
    for proof in report.proofs:
        picture = (loop.folder / proof.evidence).read_bytes()
        assert picture.startswith(b"\xff\xd8")
        assert hashlib.sha256(picture).hexdigest() == proof.evidence_sha256
    assert signed(report, vault) == report.as_json()
    assert report.file is not None
    kept = json.loads(report.file.read_text(encoding="utf-8"))
    assert (kept["token"], kept["ready"], kept["kiosk"]) == (report.token, True, "K-0412")
    assert kept["devices"]["receipt_printer"]["state"] == "online"


def test_a_report_that_was_touched_is_no_report(loop, desk, vault, tmp_path):
    desk.idle = True
    report = loop.run(desk.lay, papers=(Paper.RECEIPT,), patience_s=0.1)
    assert signed(report, vault)["ready"] is False
    with pytest.raises(InvalidSignature):
        signed(report, Vault.open(tmp_path / "another.key"))


def test_the_wrong_paper_proves_nothing(loop, desk):
    """An earlier test page with an earlier code is not this one's."""
    desk.mixed_up = True
    [proof] = loop.run(desk.lay, papers=(Paper.RECEIPT,), patience_s=1.5).proofs
    assert (proof.proven, proof.fault, proof.evidence) == (False, "page.missing", "")
    assert list(loop.folder.glob("*.jpg")) == []


def test_a_printer_without_paper_fails_its_proof_and_not_the_others(loop, desk):
    desk.receipt_printer.command("empty_paper", {})
    report = loop.run(desk.lay, patience_s=15)
    desk.receipt_printer.command("load_paper", {})
    receipt, document = report.proofs
    assert (receipt.proven, receipt.fault) == (False, "receipt.paper_out")
    assert document.proven
    assert (report.ready, desk.told) == (False, [Paper.DOCUMENT])


def test_a_page_that_is_taken_away_while_its_picture_is_taken_is_no_evidence(loop, desk, monkeypatch):
    looks: list[bool] = []
    real = ClosedLoop._is_in_view

    def twitchy(self: ClosedLoop, code: str) -> bool:
        seen = real(self, code)
        looks.append(seen)
        return seen and looks.count(True) != 2  # the first picture's second look finds the page gone

    monkeypatch.setattr(ClosedLoop, "_is_in_view", twitchy)
    report = loop.run(desk.lay, patience_s=20)
    assert report.ready
    assert looks.count(True) == 2 * len(Paper) + 2
