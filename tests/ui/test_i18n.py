"""The words: complete in both languages, used and known."""

import re
from pathlib import Path

import pytest

from ui import i18n

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


def test_an_unknown_key_is_a_bug_not_a_blank() -> None:
    with pytest.raises(KeyError):
        i18n.text("en", "no.such.key")
