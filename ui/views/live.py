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
    tone: Literal["ok", "warn", "wait"]


@dataclass(frozen=True, slots=True)
class Shot:
    """How near the picture is.

    ``counting`` down with `progress` from 0 to 1; ``taken``; ``changed`` when another page may lie on the one that was taken;
    ``asked`` after a press on a page that was taken; ``by hand`` when it can be taken but will not be by itself.
    """

    phase: Literal["", "counting", "taken", "changed", "asked", "by hand"] = ""
    progress: float = 0.0


@dataclass(frozen=True, slots=True)
class LiveView:
    """`corners` and `glare` are shares of the picture; `trouble` is set when no picture comes."""

    url: str = ""
    corners: tuple[tuple[float, float], ...] = ()
    glare: tuple[float, ...] = ()
    chips: tuple[LiveChip, ...] = ()
    ready: bool = False
    trouble: str = ""
    notice: str = ""
    notice_tone: Literal["info", "ok", "warn"] = "info"
    progress: float = -1.0
    """Of the countdown to the shot, 0 to 1; negative without one"""
    taken: bool = False
    """Whether the page that lies there has been taken already"""
    again: bool = False
    """Whether the button takes it once more"""


_NOTICES: dict[str, tuple[str, Literal["info", "ok", "warn"]]] = {
    "counting": ("live.counting", "info"),
    "taken": ("live.taken", "ok"),
    "changed": ("live.changed", "info"),
    "asked": ("live.asked", "warn"),
    "by hand": ("live.by_hand", "info"),
}
_CHECKS: tuple[tuple[str, tuple[DeviceFault, ...]], ...] = (
    ("live.sharp", (DeviceFault.PAGE_BLURRED, DeviceFault.PAGE_DARK)),
    ("live.corners", (DeviceFault.PAGE_MISSING, DeviceFault.PAGE_CUT)),
    ("live.glare", (DeviceFault.PAGE_GLARE,)),
)


def live_view(preview: Preview | None, trouble: str, language: str, shot: Shot | None = None) -> LiveView:
    """The three checks in their fixed order, each green or with its fix; one calm line while nothing lies there."""
    if preview is None:
        return LiveView(trouble=fault(trouble).words(language).headline if trouble else "")
    seen = preview.corners is not None
    shot = shot or Shot()
    key, tone = _NOTICES.get(shot.phase, ("", "info"))
    return LiveView(
        url=f"image://frame/camera/{preview.number}",
        corners=preview.corners or (),
        glare=preview.quality.glare or (),
        chips=_chips(preview, language),
        ready=seen and preview.quality.good,
        notice=text(language, key) if key else "",
        notice_tone=tone,
        progress=shot.progress if shot.phase == "counting" else -1.0,
        taken=shot.phase in ("taken", "asked"),
        again=shot.phase == "asked",
    )


def _chips(preview: Preview, language: str) -> tuple[LiveChip, ...]:
    if preview.corners is None and preview.quality.faults in ((), (DeviceFault.PAGE_MISSING,)):
        return (LiveChip(text(language, "live.waiting"), "wait"),)
    return tuple(_chip(name, faults, preview, language) for name, faults in _CHECKS)


def _chip(key: str, faults: tuple[DeviceFault, ...], preview: Preview, language: str) -> LiveChip:
    wrong = next((code for code in preview.quality.faults if code in faults), None)
    if wrong is not None:
        return LiveChip(fault(wrong.value).words(language).headline, "warn")
    if preview.corners is None:
        return LiveChip(text(language, "live.waiting"), "wait")
    return LiveChip(text(language, key), "ok")
