"""The certificate as a PDF: what it says, and that its code can be read off the paper."""

import subprocess

import pytest
import zxingcpp
from PIL import Image

from kiosk.matters.catalogue import BASELINE
from kiosk.protocol.messages import IssuedDocument
from kiosk.services.typesetting import TemplateError, check_template, typeset
from tests.kiosk.matters.samples import CERTIFICATE

TEMPLATE = BASELINE / CERTIFICATE / "certificate.typ"
SAMPLE = IssuedDocument.model_validate_json(TEMPLATE.with_suffix(".sample.json").read_bytes())


def issued(name: str) -> IssuedDocument:
    return SAMPLE.model_copy(update={"data": {**SAMPLE.data, "name": name}})


@pytest.mark.parametrize("name", ["王建国", "赵㐂𬎆", "SMITH JOHN ALEXANDER"])
def test_certificate_carries_the_name_and_a_code_that_scans(tmp_path, name):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(typeset(TEMPLATE, issued(name)))
    text = subprocess.run(["/usr/bin/pdftotext", paper, "-"], check=True, capture_output=True, text=True).stdout
    assert name in text
    assert SAMPLE.number in text
    assert "本证明可扫码验证" in text
    subprocess.run(["/usr/bin/pdftoppm", "-r", "100", "-png", paper, tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page*.png"))
    assert len(pages) == 1
    with Image.open(pages[0]) as picture:
        (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == SAMPLE.verify_url


def test_rare_characters_have_a_glyph(tmp_path):
    """The planted bug: without the fallback fonts the name is an empty box, though its text can be copied."""
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(typeset(TEMPLATE, issued("赵㐂𬎆")))
    fonts = subprocess.run(["/usr/bin/pdffonts", paper], check=True, capture_output=True, text=True).stdout
    assert "HanaMin" in fonts or "BabelStone" in fonts


def test_same_document_gives_the_same_bytes():
    assert typeset(TEMPLATE, SAMPLE) == typeset(TEMPLATE, SAMPLE)


def test_no_recent_months_is_no_fault():
    empty = SAMPLE.model_copy(update={"data": {**SAMPLE.data, "months": [], "total_months": 0}})
    assert typeset(TEMPLATE, empty).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("\n\n#nothing", 3, "unknown variable"),
        ('#read("/etc/passwd")', 1, "not found"),
        ('#read("../outside.txt")', 1, ""),
        ('\n#import "@preview/cetz:0.3.0": canvas', 2, "imports a package"),
        ("#json(bytes(sys.inputs.data)).data.nothing", 1, "nothing"),
    ],
)
def test_bad_template_names_file_and_line_and_reads_nothing_outside(tmp_path, source, line, reason):
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "matter"
    folder.mkdir()
    template = folder / "paper.typ"
    template.write_text(source, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        typeset(template, SAMPLE)
    assert (caught.value.file, caught.value.line) == (template, line)
    assert reason in caught.value.reason
    assert "王建国" not in str(caught.value)


def test_template_that_is_not_there(tmp_path):
    with pytest.raises(TemplateError, match="cannot be read"):
        typeset(tmp_path / "none.typ", SAMPLE)


def test_check_wants_a_sample_that_is_an_issued_document(tmp_path):
    template = tmp_path / "paper.typ"
    template.write_text("fine", encoding="utf-8")
    missing = check_template(template)
    assert missing is not None
    assert (missing.file.name, missing.fatal) == ("paper.sample.json", True)
    template.with_suffix(".sample.json").write_text('{"key": 1}', encoding="utf-8")
    assert check_template(template) is not None
    template.with_suffix(".sample.json").write_text(SAMPLE.model_dump_json(), encoding="utf-8")
    assert check_template(template) is None
