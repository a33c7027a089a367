"""The translation gate finds each kind of fault, and passes a clean tree."""

import json
from pathlib import Path

import pytest

from tools.check_translations import faults

CHINESE = {"home.title": "随时办", "guide.days": "{days} 个工作日", "network.online": "已联网"}
ENGLISH = {"home.title": "Suishiban", "guide.days": "{days} working days", "network.online": "Online"}
SCREEN = """
Text { text: Tr.t("home.title") }
Text { text: Tr.t("guide.days", {days: 3}) }
Text { text: Tr.t("network." + state) }
"""


def plant(
    root: Path,
    chinese: dict[str, str] | None = None,
    english: dict[str, str] | None = None,
    screen: str = SCREEN,
) -> Path:
    i18n = root / "ui" / "i18n"
    i18n.mkdir(parents=True)
    (i18n / "zh_CN.json").write_text(json.dumps(chinese or CHINESE), encoding="utf-8")
    (i18n / "en.json").write_text(json.dumps(english or ENGLISH), encoding="utf-8")
    (root / "ui" / "Screen.qml").write_text(screen, encoding="utf-8")
    return root


def test_a_clean_tree_passes(tmp_path: Path) -> None:
    assert faults(plant(tmp_path)) == []


def test_a_key_missing_in_one_language(tmp_path: Path) -> None:
    english = {key: text for key, text in ENGLISH.items() if key != "home.title"}
    assert faults(plant(tmp_path, english=english)) == ["en: no text for home.title"]


def test_places_that_differ(tmp_path: Path) -> None:
    english = ENGLISH | {"guide.days": "{count} working days"}
    assert faults(plant(tmp_path, english=english)) == ["guide.days: the languages fill different places"]


def test_an_empty_text(tmp_path: Path) -> None:
    assert faults(plant(tmp_path, chinese=CHINESE | {"home.title": " "})) == ["zh_CN: home.title is empty"]


@pytest.mark.parametrize("text", ["Online 已联网", "㐂", "𬎆"])
def test_chinese_in_an_english_text(tmp_path: Path, text: str) -> None:
    (found,) = faults(plant(tmp_path, english=ENGLISH | {"network.online": text}))
    assert found.startswith("en: network.online contains")


def test_a_language_may_be_offered_by_its_own_name(tmp_path: Path) -> None:
    assert faults(plant(tmp_path, english=ENGLISH | {"network.online": "简体中文"})) == []


def test_a_text_may_quote_chinese_where_the_gate_says_why(tmp_path: Path) -> None:
    root = plant(tmp_path, CHINESE | {"attract.other": "Touch"}, ENGLISH | {"attract.other": "点一下屏幕"})
    (root / "ui" / "view.py").write_text('tr("attract.other")', encoding="utf-8")
    assert faults(root) == []


@pytest.mark.parametrize(
    "line", ['Text { text: Tr.t("home.tilte") }', "Text { text: Tr.t('home.tilte', {}) }", 'tr( "home.tilte")']
)
def test_a_key_without_a_text(tmp_path: Path, line: str) -> None:
    assert faults(plant(tmp_path, screen=SCREEN + line)) == [
        "ui/Screen.qml: asks for home.tilte, which has no text",
    ]


def test_python_asks_with_the_language_first(tmp_path: Path) -> None:
    root = plant(tmp_path)
    (root / "ui" / "view.py").write_text('text(self.language, "home.tilte")', encoding="utf-8")
    assert faults(root) == ["ui/view.py: asks for home.tilte, which has no text"]


def test_a_dead_key(tmp_path: Path) -> None:
    root = plant(tmp_path, CHINESE | {"old.words": "旧"}, ENGLISH | {"old.words": "old"})
    assert faults(root) == ["old.words: nobody asks for this text"]


def test_a_key_that_travels_as_data_is_alive(tmp_path: Path) -> None:
    root = plant(tmp_path, CHINESE | {"step.pay": "缴费"}, ENGLISH | {"step.pay": "Pay"})
    (root / "ui" / "view.py").write_text('TITLES = {"payment": "step.pay"}', encoding="utf-8")
    assert faults(root) == []


def test_a_prefix_without_any_text(tmp_path: Path) -> None:
    root = plant(tmp_path, screen=SCREEN + 'Text { text: Tr.t("printer." + state) }')
    assert faults(root) == ["no text begins with printer., which a screen asks for"]


def test_the_same_key_twice_is_refused(tmp_path: Path) -> None:
    root = plant(tmp_path)
    (root / "ui" / "i18n" / "en.json").write_text('{"a.b": "x", "a.b": "y"}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.b"):
        faults(root)
