"""What a visit leaves in the world: paper, a case at the platform, money. Looked at from outside."""

import json
import subprocess
from pathlib import Path

import cv2
import requests
import zxingcpp

from kiosk.protocol.messages import Application
from tests.central import databases
from tests.flows.house import House
from tools.citizen import Citizen


def a4_papers(house: House) -> list[Path]:
    """The PDF files on the tray."""
    return [Path(path) for path in house.control.send("document_printer", "state")["papers"]]


def receipts(house: House) -> list[Path]:
    """The receipts that came out whole, as pictures."""
    return [Path(path) for path in house.control.send("receipt_printer", "state")["papers"]]


def text_of(pdf: Path) -> str:
    """The text of a PDF, as pdftotext reads it."""
    return subprocess.run(
        ["/usr/bin/pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True
    ).stdout.decode()


def codes_on(picture: Path) -> list[str]:
    """The QR codes that a phone finds on a paper."""
    image = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    return [found.text for found in zxingcpp.read_barcodes(image)]


def page(url: str) -> str:
    """What the platform shows to somebody who scans a code."""
    answer = requests.get(url, timeout=10)
    answer.raise_for_status()
    answer.encoding = "utf-8"
    return answer.text


def cases(house: House, citizen: Citizen) -> list[Application]:
    """The cases of the citizen's last visit at the platform."""
    assert citizen.last is not None
    return cases_of(house, citizen.last.id)


def cases_of(house: House, application_id: str) -> list[Application]:
    """The cases of one application at the platform."""
    rows = _ask(house, "SELECT body FROM cases_case WHERE application_id = ?", application_id)
    return [Application.model_validate_json(str(row[0])) for row in rows]


def cases_of_bundle(house: House, bundle_id: str) -> list[Application]:
    """All cases that the platform has put together."""
    rows = _ask(house, "SELECT body FROM cases_case WHERE bundle_id = ? ORDER BY id", bundle_id)
    return [Application.model_validate_json(str(row[0])) for row in rows]


def attachments(house: House, citizen: Citizen) -> int:
    """How many pages and pictures of the citizen's case lie at the platform."""
    assert citizen.last is not None
    query = (
        "SELECT count(*) FROM cases_casedocument d JOIN cases_case c ON d.case_id = c.id"
        " JOIN cases_blob b ON b.sha256 = d.blob_id WHERE c.application_id = ? AND b.size > 0"
    )
    count = _ask(house, query, citizen.last.id)[0][0]
    assert isinstance(count, int)
    return count


def mistakes(house: House, application_id: str) -> list[str]:
    """What the platform's pre-check asks somebody to look at."""
    rows = _ask(house, "SELECT CAST(findings AS text) FROM cases_case WHERE application_id = ?", application_id)
    return [one["check"] for row in rows for one in json.loads(str(row[0])) if one["severity"] == "error"]


def owed_by(house: House, application_id: str) -> str:
    """The day by which the platform expects a paper that was put off; empty for none."""
    rows = _ask(house, "SELECT owed_by FROM cases_case WHERE application_id = ?", application_id)
    return "".join(str(row[0] or "") for row in rows)


def kept_fen(house: House) -> int:
    """The money that came and stayed since the bench began."""
    return int(house.control.send("payment", "state")["kept_fen"])


def refunded_fen(house: House) -> int:
    """The money that was given back since the bench began."""
    return int(house.control.send("payment", "state")["refunded_fen"])


def newest_order(house: House) -> dict[str, object]:
    """The order that was made last, as the acquirer keeps it."""
    return dict(house.control.send("payment", "list")["orders"][-1])


def _ask(house: House, query: str, argument: str) -> list[tuple[object, ...]]:
    return databases.rows(house.rig.folder / "central", query, (argument,))
