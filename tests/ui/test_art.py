"""Icons and codes are really drawn, in the colour asked."""

import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from kiosk.matters.catalogue import BASELINE
from ui import art

UI = Path(art.__file__).parent
QML = UI / "qml"
GALLERY = Path(__file__).parents[1] / "gallery"


def test_an_icon_takes_the_colour_asked(qapp: object) -> None:
    assert qapp
    image = art.icon("check-circle", "fill", "125089", 48)
    colours = {
        image.pixelColor(x, y).name() for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255
    }
    assert QColor("#125089").name() in colours


def test_an_unknown_icon_is_refused(qapp: object) -> None:
    assert qapp
    with pytest.raises(FileNotFoundError):
        art.icon("no-such-icon", "bold", "000000", 48)


def test_every_icon_named_in_qml_is_there() -> None:
    named = set()
    for path in QML.rglob("*.qml"):
        named |= set(re.findall(r'(?:icon|name|Icon): "([a-z][a-z-]+)"', path.read_text(encoding="utf-8")))
    there = {path.stem for path in (art.ASSETS / "icons" / "bold").glob("*.svg")}
    assert named - there == set()


def test_every_icon_named_by_a_matter_is_there() -> None:
    folders = BASELINE.rglob("*.toml")
    named = {icon for path in folders for icon in re.findall(r'icon = "([a-z-]+)"', path.read_text(encoding="utf-8"))}
    for weight in ("bold", "fill"):
        assert named - {path.stem for path in (art.ASSETS / "icons" / weight).glob("*.svg")} == set()


def test_a_scene_is_the_same_the_second_time(qapp: object) -> None:
    """It is kept packed; the planted bug is a picture that is cut or shifted when it is unpacked."""
    assert qapp
    drawn = art._draw((art.ASSETS / "art" / "reader-idle.svg").read_bytes(), QSize(491, 319))
    assert art.scene("reader-idle", 491, 319) == drawn
    assert art.scene("reader-idle", 491, 319) == drawn


def test_codes_are_forgotten(qapp: object) -> None:
    assert qapp
    art.qr_code("https://example.invalid/c/9902", 480)
    art.forget()
    assert (art.qr_code.cache_info().currsize, art.qr_matrix.cache_info().currsize) == (0, 0)


def test_a_qr_code_reads_back(qapp: object, tmp_path: Path) -> None:
    assert qapp
    file = tmp_path / "code.png"
    assert art.qr_code("https://example.invalid/c/9901", 480).save(str(file))
    (code,) = zxingcpp.read_barcodes(Image.open(file))
    assert code.text == "https://example.invalid/c/9901"


def quoted_words() -> set[str]:
    """Everything in quotation marks that could be the name of an icon, wherever icons are named."""
    places = [path for end in ("qml", "py") for path in UI.rglob(f"*.{end}")]
    places += [*BASELINE.rglob("*.toml"), *BASELINE.parent.glob("*.py"), *GALLERY.glob("*.py"), *GALLERY.rglob("*.qml")]
    return {
        word for path in places for word in re.findall(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"', path.read_text("utf-8"))
    }


def test_no_icon_stays_that_nobody_names() -> None:
    there = {path.stem for path in (art.ASSETS / "icons").rglob("*.svg")}
    assert there - quoted_words() == set()
    assert {"no-such-icon"} - quoted_words() == {"no-such-icon"}


def test_every_icon_is_there_in_both_weights() -> None:
    bold, fill = ({path.stem for path in (art.ASSETS / "icons" / weight).glob("*.svg")} for weight in ("bold", "fill"))
    assert bold == fill
