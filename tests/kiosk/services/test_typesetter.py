"""Typesetting beside the kiosk: the same paper, the same errors, and nothing of Typst in the kiosk itself."""

import subprocess
import sys
import threading

import pytest

from kiosk.services import typesetter
from kiosk.services.template_error import TemplateError
from kiosk.services.typesetting import typeset
from tests.kiosk.fake_clock import until
from tests.kiosk.matters.samples import SMALL, write_root
from tests.kiosk.services.test_typesetting import SAMPLE, TEMPLATE

PAPER = '\n[[documents]]\nkey = "paper"\ntitle = { zh = "证", en = "Paper" }\ntemplate = "paper.typ"\n'


def test_the_paper_is_the_same_as_set_here():
    assert typesetter.typeset(TEMPLATE, SAMPLE) == typeset(TEMPLATE, SAMPLE)


def test_a_bad_template_is_named_with_its_line(tmp_path):
    template = tmp_path / "paper.typ"
    template.write_text("\n\n#nothing", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        typesetter.typeset(template, SAMPLE)
    assert (caught.value.file, caught.value.line) == (template, 3)


def test_a_template_that_never_ends_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetter, "_DOCUMENT_S", 2.0)
    template = tmp_path / "paper.typ"
    template.write_text("#let n = 0\n#let f(x) = { range(100000000).map(i => i * x).sum() }\n#f(1)", encoding="utf-8")
    with pytest.raises(TemplateError, match="typesetting process failed"):
        typesetter.typeset(template, SAMPLE)


def test_a_helper_that_dies_is_an_error_of_the_template(monkeypatch):
    monkeypatch.setattr(typesetter, "_MODULE", "kiosk.services.no_such_module")
    with pytest.raises(TemplateError, match="typesetting process failed"):
        typesetter.typeset(TEMPLATE, SAMPLE)


def test_the_kiosk_imports_no_typesetter_no_dictionaries_and_no_vision():
    """Each is tens of megabytes that would stay for good."""
    heavy = ("typst", "pypinyin", "cv2", "numpy", "prompt_toolkit", "django")
    program = f"import sys, ui.app; print([name for name in {heavy} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert said.strip() == "[]"


def test_an_examination_is_ended_from_another_thread(tmp_path):
    """A template that never ends must not hold up the end of the program."""
    root = write_root(tmp_path / "matters", f"{SMALL}{PAPER}")
    (root / "small" / "paper.typ").write_text("#let f(x) = { range(100000000).map(i => i * x).sum() }\n#f(1)")
    (root / "small" / "paper.sample.json").write_text(SAMPLE.model_dump_json())
    interrupter = typesetter.Interrupter()
    interrupter.interrupt()
    lost: list[str] = []

    def examine() -> None:
        try:
            typesetter.examine(root, (), interrupter)
        except typesetter.TypesetterLost as error:
            lost.append(str(error))

    examining = threading.Thread(target=examine)
    examining.start()
    assert until(lambda: interrupter.helper is not None and interrupter.helper.pid is not None)
    interrupter.interrupt()
    examining.join(10)
    assert not examining.is_alive()
    assert len(lost) == 1
