"""The signed file of a certificate: intact, or it is noticed."""

from pathlib import Path

import pytest
from requests import Response

from kiosk.protocol.messages import IssuedDocument
from tests.central.applications import WANG, certificate_application, filed
from tests.central.databases import fresh
from tests.central.inside import inside
from tests.central.running import RunningCentral


@pytest.fixture(scope="module")
def document(central: RunningCentral) -> IssuedDocument:
    """A certificate of an instant case."""
    (found,) = filed(central, certificate_application()).issued
    return found


def download(central: RunningCentral, document: IssuedDocument, holder: str) -> Response:
    return central.session().post(f"{document.verify_url}/download", data={"holder": holder}, timeout=30)


def brought(central: RunningCentral, document: IssuedDocument, data: bytes) -> Response:
    files = {"pdf": ("x.pdf", data, "application/pdf")}
    return central.session().post(f"{document.verify_url}/file", files=files, timeout=30)


@pytest.fixture(scope="module")
def pdf(central: RunningCentral, document: IssuedDocument) -> bytes:
    """Its signed file, as its holder downloads it."""
    answer = download(central, document, WANG.number)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content


def test_only_whoever_knows_the_holder_gets_the_file(
    central: RunningCentral, document: IssuedDocument, pdf: bytes
) -> None:
    assert download(central, document, WANG.number[:-1] + "7").status_code == 403
    assert download(central, document, "").status_code == 403
    assert download(central, document, WANG.number).content == pdf
    wrong = central.session().post(f"{document.verify_url[:-4]}0000/download", data={"holder": WANG.number}, timeout=10)
    assert wrong.status_code == 404


def test_the_page_says_that_the_file_is_intact(central: RunningCentral, document: IssuedDocument, pdf: bytes) -> None:
    assert pdf.startswith(b"%PDF")
    page = central.session().get(document.verify_url, timeout=30).text
    assert "完整，签名有效" in page
    assert "一字未改" in brought(central, document, pdf).text


def test_every_change_is_noticed(central: RunningCentral, document: IssuedDocument, pdf: bytes) -> None:
    at = pdf.index(b"/Type")
    flipped = pdf[:at] + b"/typE" + pdf[at + 5 :]
    appended = pdf + b"\n% a comment\n"
    for changed in (flipped, appended):
        said = brought(central, document, changed).text
        assert "一字未改" not in said
        assert "改动过" in said or "不是 PDF" in said


def test_other_files_are_told_apart(central: RunningCentral, document: IssuedDocument, pdf: bytes) -> None:
    (other,) = filed(central, certificate_application()).issued
    assert "不是这份证明的文件" in brought(central, other, pdf).text
    assert "不是 PDF" in brought(central, document, b"no pdf at all").text
    assert "没有本平台的签名" in brought(central, document, _unsigned()).text


def _unsigned() -> bytes:
    import typst  # noqa: PLC0415  for this one page

    made = typst.compile(b"hello", format="pdf")
    assert isinstance(made, bytes)
    return made


def test_a_stranger_s_signature_revocation_and_the_result_of_an_officer(tmp_path: Path) -> None:
    fresh(tmp_path)
    outcome = inside(tmp_path, "tests.central.certificates.deeds.everything")
    assert outcome["stranger"] == "NOT_OURS"
    assert outcome["ours"] == "INTACT"
    assert outcome["result"] == ["result", "不予批准", "材料不实", True]
    assert outcome["revoked"] == [False, True, False]
    assert outcome["same"] is True
