"""The words: complete in both languages, used and known."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtQml import QJSEngine, QJSValue, QQmlEngine

from ui import i18n
from ui.translator import apply_language

UI = Path(i18n.FOLDER).parent
PLACE = re.compile(r"\{(\w+)\}")


def _asked_keys() -> set[str]:
    """Keys written out in QML; keys put together at run time are seen by the screens' own tests."""
    sources = [path.read_text(encoding="utf-8") for path in (UI / "qml").rglob("*.qml")]
    return {key for source in sources for key in re.findall(r'Tr\.t\("([\w.]*\w)"\s*[,)]', source)}


def test_both_languages_have_the_same_keys_and_places() -> None:
    chinese, english = (i18n.catalogue(language) for language in i18n.LANGUAGES)
    assert chinese.keys() == english.keys()
    assert {key for key in chinese if set(PLACE.findall(chinese[key])) != set(PLACE.findall(english[key]))} == set()


def test_no_text_is_empty() -> None:
    assert {
        key for language in i18n.LANGUAGES for key, text in i18n.catalogue(language).items() if not text.strip()
    } == set()


def test_every_key_a_screen_asks_for_exists() -> None:
    assert _asked_keys() - i18n.catalogue("zh_CN").keys() == set()


def test_places_are_filled() -> None:
    assert i18n.text("zh_CN", "footer.idle", seconds=72) == "72 秒无操作自动退出"


@pytest.mark.parametrize(("count", "said"), [(1, "1 working day"), (2, "2 working days"), (0, "0 working days")])
def test_english_says_one_day_and_two_days(count: int, said: str) -> None:
    assert i18n.text("en", "term.working_days", count=count) == said


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_screens_say_every_text_as_the_views_do(qapp: object, language: str) -> None:
    assert qapp
    engine = QQmlEngine()
    engine.addImportPath(str(UI / "qml"))
    apply_language(engine, language)
    words = engine.singletonInstance("Suishiban.Theme", "Tr")
    assert isinstance(words, QObject)
    QJSEngine.setObjectOwnership(words, QJSEngine.ObjectOwnership.CppOwnership)
    tr = engine.newQObject(words)
    for count in (0, 1, 3):
        for key, template in i18n.catalogue(language).items():
            values = dict.fromkeys(PLACE.findall(template), "甲") | {"count": count}
            said = tr.property("t").callWithInstance(tr, [QJSValue(key), engine.toScriptValue(values)]).toString()
            assert said == i18n.text(language, key, **values)


def test_no_english_text_leaves_its_number_open() -> None:
    assert [key for key, text in i18n.catalogue("en").items() if "(s)" in text] == []


def test_an_unknown_key_is_a_bug_not_a_blank() -> None:
    with pytest.raises(KeyError):
        i18n.text("en", "no.such.key")
