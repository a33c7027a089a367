"""What is long: every question of the catalogue as the title of its page, and a value on the summary of the form."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.model import Matter
from tests.gallery.all_samples import all_samples, look_of
from tests.gallery.stage import Stage
from tests.ui.visual_tree import Sight, clipped_texts
from ui.views.wording import Words

_PAGE = """import QtQuick
import Suishiban.Components
Item { width: 1080; height: 1920; Heading { objectName: "tried" } }
"""


def matters() -> Iterator[Matter]:
    """Every one, and every bundle as one."""
    catalogue = load_catalogue()
    return iter((*catalogue.matters.values(), *catalogue.courses.values()))


def titles(language: str) -> list[str]:
    """What stands over a page that asks one thing."""
    words, found = Words(language), dict[str, None]()
    for matter in matters():
        for question in matter.situations:
            found[words.of(question.question)] = None
        for spec in matter.form:
            if spec.question is not None or spec.source is None:
                found[words.of(spec.question or spec.label)] = None
    return list(found)


@pytest.mark.parametrize("variant", ["normal", "elder"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_question_is_cut_in_half(stage: Stage, tmp_path: Path, language: str, variant: str) -> None:
    blank = all_samples()["attract-day"]
    stage.show(blank.screen, blank.view(language), look_of(blank, language, variant))
    file = tmp_path / "Tried.qml"
    file.write_text(_PAGE, encoding="utf-8")
    laid = stage.show_file(file)
    heading = laid.findChild(QQuickItem, "tried")
    assert heading is not None
    said, cut = titles(language), list[str]()
    for title in said:
        heading.setProperty("title", title)
        cut += [complaint for complaint in clipped_texts(Sight(heading)) if "leaves the stage" not in complaint]
    stage.take_away(laid)
    assert len(said) > 100
    assert cut == []


def test_the_employer_is_as_large_as_what_stands_around_it_and_a_number_stays_whole(stage: Stage) -> None:
    sample = all_samples()["form-certificate"]
    for language in ("zh_CN", "en"):
        stage.show(sample.screen, sample.view(language), look_of(sample, language, "elder"))
        said = {one.text: one.item for one in Sight(stage.stage).labels}
        employer, number = said["临江市云桥精密机械有限公司"], next(each for each in said if each.startswith("990101"))
        assert int(employer.property("effectiveSize")) >= 38
        assert int(said[number].property("lineCount")) == 1
