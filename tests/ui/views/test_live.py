"""The three checks under the camera's picture."""

from dataclasses import replace

import pytest

from devices.api.document_camera import PageQuality
from devices.api.errors import DeviceFault
from kiosk.faults import fault
from tests.ui.test_live_camera import EMPTY, GOOD
from ui.views.live import LiveChip, LiveView, live_view

GREEN = (LiveChip("看得清", "ok"), LiveChip("四个角都在", "ok"), LiveChip("没有反光", "ok"))


def wrong(*faults: DeviceFault) -> LiveView:
    return live_view(replace(GOOD, quality=PageQuality(faults)), "", "zh_CN")


def test_a_good_page_has_three_green_checks_in_their_order():
    shown = live_view(GOOD, "", "zh_CN")
    assert shown.chips == GREEN
    assert (shown.ready, shown.trouble, shown.url) == (True, "", "image://frame/camera/1")
    assert shown.corners == GOOD.corners


@pytest.mark.parametrize(
    ("code", "place"),
    [
        (DeviceFault.PAGE_BLURRED, 0),
        (DeviceFault.PAGE_DARK, 0),
        (DeviceFault.PAGE_MISSING, 1),
        (DeviceFault.PAGE_CUT, 1),
        (DeviceFault.PAGE_GLARE, 2),
    ],
)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_is_wrong_stands_in_its_own_place_with_its_fix(code, place, language):
    shown = live_view(replace(GOOD, quality=PageQuality((code,))), "", language)
    assert shown.chips[place] == LiveChip(fault(code.value).words(language).headline, "warn")
    assert [chip.tone for chip in shown.chips].count("ok") == 2
    assert not shown.ready


def test_every_page_fault_has_a_place():
    pages = [code for code in DeviceFault if code.value.startswith("page.")]
    assert all("warn" in [chip.tone for chip in wrong(code).chips] for code in pages)


def test_of_two_faults_in_one_place_the_worst_is_said():
    shown = wrong(DeviceFault.PAGE_DARK, DeviceFault.PAGE_BLURRED)
    assert shown.chips[0].text == fault("page.dark").words("zh_CN").headline


def test_glare_is_shown_where_it_is():
    spot = (0.4, 0.3, 0.1, 0.05)
    shown = live_view(replace(GOOD, quality=PageQuality((DeviceFault.PAGE_GLARE,), spot)), "", "zh_CN")
    assert shown.glare == spot


def test_an_empty_desk_is_waited_at_and_never_ready():
    shown = live_view(EMPTY, "", "zh_CN")
    assert shown.chips == (LiveChip("请把材料平放到拍摄台上", "wait"),)
    assert not shown.ready


def test_a_dark_desk_is_said_also_when_nothing_is_found_on_it():
    shown = live_view(replace(EMPTY, quality=PageQuality((DeviceFault.PAGE_DARK,))), "", "zh_CN")
    assert fault("page.dark").words("zh_CN").headline in [chip.text for chip in shown.chips]


def test_trouble_takes_the_picture_s_place():
    shown = live_view(None, "camera.lost", "en")
    assert shown == LiveView(trouble=fault("camera.lost").words("en").headline)
    assert live_view(None, "", "en") == LiveView()
