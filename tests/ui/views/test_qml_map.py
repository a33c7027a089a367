"""Views as QML gets them."""

from ui.views.chrome import Chrome, ChromeStep
from ui.views.qml_map import qml_map


def test_a_view_becomes_maps_and_lists_in_qml_spelling() -> None:
    chrome = Chrome("区", "online", "11月22日", "09:41", "zh_CN", steps=(ChromeStep("缴费", "now"),))
    told = qml_map(chrome)
    assert isinstance(told, dict)
    assert told["dateText"] == "11月22日"
    assert told["steps"] == [{"label": "缴费", "state": "now"}]
    assert told["timeout"] == {"open": False, "seconds": 0, "total": 30, "cardOnReader": False}


def test_plain_values_stay_as_they_are() -> None:
    assert qml_map({"a": (1, None, True)}) == {"a": [1, None, True]}
