"""What the document camera sees now, as the materials screen shows it. Pure."""

from dataclasses import dataclass
from typing import Literal

from devices.api.document_camera import Preview
from devices.api.errors import DeviceFault
from kiosk.faults import fault
from ui.i18n import text


@dataclass(frozen=True, slots=True)
class LiveChip:
    """One of the three checks under the picture; a failed one says what to do."""

    text: str
    tone: Literal["ok", "warn"]


@dataclass(frozen=True, slots=True)
class LiveView:
    """`corners` and `glare` are shares of the picture; `trouble` is set when no picture comes."""

    url: str = ""
    corners: tuple[tuple[float, float], ...] = ()
    glare: tuple[float, ...] = ()
    chips: tuple[LiveChip, ...] = ()
    ready: bool = False
    trouble: str = ""


_CHECKS: tuple[tuple[str, tuple[DeviceFault, ...]], ...] = (
    ("live.sharp", (DeviceFault.PAGE_BLURRED, DeviceFault.PAGE_DARK)),
    ("live.corners", (DeviceFault.PAGE_MISSING, DeviceFault.PAGE_CUT)),
    ("live.glare", (DeviceFault.PAGE_GLARE,)),
)


def live_view(preview: Preview | None, trouble: str, language: str) -> LiveView:
    """The three checks in their fixed order, each green or with its fix."""
    if preview is None:
        return LiveView(trouble=fault(trouble).words(language).headline if trouble else "")
    seen = preview.corners is not None
    return LiveView(
        url=f"image://frame/camera/{preview.number}",
        corners=preview.corners or (),
        glare=preview.quality.glare or (),
        chips=tuple(_chip(key, faults, preview, language) for key, faults in _CHECKS),
        ready=seen and preview.quality.good,
    )


def _chip(key: str, faults: tuple[DeviceFault, ...], preview: Preview, language: str) -> LiveChip:
    wrong = next((code for code in preview.quality.faults if code in faults), None)
    if wrong is not None:
        return LiveChip(fault(wrong.value).words(language).headline, "warn")
    if preview.corners is None:
        return LiveChip(text(language, "live.waiting"), "warn")
    return LiveChip(text(language, key), "ok")
