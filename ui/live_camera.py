"""The live picture of the document camera: fetched on a thread of its own, shown by the GUI thread, shot when ready."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from math import hypot

from devices.api.document_camera import Corner, Preview
from devices.api.errors import DeviceError
from kiosk.clock import Clock

FRAME_S = 0.1
AUTO_SHOT_S = 1.2
"""All three checks must have been green for this long before the camera shoots by itself (DESIGN.md section 5)"""
_GONE_FRAMES = 3
"""So many frames without a page and it was taken away; fewer, and the outline was only lost for a moment"""
_MOVED = 0.02
"""Share of the picture by which a corner lies elsewhere when another page lies there; a nudge moves it less"""
_SAME = 0.7
"""Share of what is written that is on both from which it is the page that was taken: under a hand, in other light"""
_OTHER = 0.35
"""Share up to which it is another page: two of the same letterhead share a tenth or two"""
_Corners = tuple[Corner, Corner, Corner, Corner]


@dataclass(frozen=True, slots=True, repr=False)
class Live:
    """One moment of the camera: a frame, or the fault that keeps it from coming."""

    preview: Preview | None
    fault: str = ""


class AutoShot:
    """Decides when to shoot: once for each page that is laid down, never twice for the same."""

    def __init__(self) -> None:
        self.taken = False
        """Whether what lies there now has been taken already"""
        self.doubtful = False
        """Whether a hand was over the page that was taken: what lies there since may be the next one, exactly on top of it"""
        self._calm = False
        self._may_return = False
        self._armed = True
        self._green_since: float | None = None
        self._seen: _Corners | None = None
        self._gone = 0

    def took(self) -> None:
        """A page was taken, by itself or by hand: what lies there now is it."""
        self.taken, self._armed, self._green_since = True, False, None
        self.doubtful = self._calm = False
        self._may_return = True

    def missed(self) -> None:
        """The picture was refused, or a page is to be taken again: what lies there is shot by hand, unless it changes."""
        self.taken, self._armed, self._green_since = False, False, None
        self._may_return = False

    def turned_over(self) -> None:
        """Another paper is asked for: the page that was taken for the last one may be laid again for this one."""
        self._may_return = False

    def ready(self, preview: Preview, now: float) -> bool:
        """Whether to shoot now. Another page, or none for a moment, arms the shot again."""
        green = preview.corners is not None and preview.steady and preview.quality.good
        if self._is_the_one_taken(preview):
            self.taken, self._armed, self._gone = True, False, 0
        elif self.taken and self._has_changed(preview):
            self.taken, self._armed = False, True
        elif not self.taken and not green:
            self._armed = True
        if not green or not self._armed:
            self._green_since = None
        elif self._green_since is None:
            self._green_since = now
        if preview.corners is not None and not self.taken:
            self._seen = preview.corners
        still = preview.corners is not None and preview.steady
        self.doubtful = self.taken and self._is_doubtful(preview, still=still)
        self._calm = self._calm or still
        if self._green_since is None or now - self._green_since < AUTO_SHOT_S:
            return False
        self.missed()
        return True

    def progress(self, now: float) -> float:
        """How much of the wait before a shot is over, 0 to 1; negative while none is coming."""
        return -1.0 if self._green_since is None else min(1.0, (now - self._green_since) / AUTO_SHOT_S)

    def _is_the_one_taken(self, preview: Preview) -> bool:
        """Also where it lies elsewhere now, or a hand was over it for so long that it seemed to be gone."""
        return self._may_return and preview.steady and preview.alike is not None and preview.alike >= _SAME

    def _is_doubtful(self, preview: Preview, *, still: bool) -> bool:
        if not still:
            return self.doubtful or self._calm
        if preview.alike is None:
            return self.doubtful
        return preview.alike < _SAME

    def _has_changed(self, preview: Preview) -> bool:
        if preview.corners is None:
            self._gone += 1
            return self._gone >= _GONE_FRAMES
        self._gone = 0
        if not preview.steady:
            return False
        if preview.alike is not None and preview.alike <= _OTHER:
            return True
        if self._seen is None:
            return False
        moved = max(hypot(x - x0, y - y0) for (x, y), (x0, y0) in zip(preview.corners, self._seen, strict=True))
        return moved > _MOVED


class LiveCamera:
    """Fetches previews while somebody looks. `show` is called on this object's thread."""

    def __init__(self, fetch: Callable[[], Preview], show: Callable[[Live], None], clock: Clock) -> None:
        self._fetch = fetch
        self._show = show
        self._clock = clock
        self._looking = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live camera", daemon=True)
        self._thread.start()

    def look(self, *, on: bool) -> None:
        """Begin or end to fetch."""
        if on:
            self._looking.set()
        else:
            self._looking.clear()

    def stop(self) -> None:
        """End for good."""
        self._stopping.set()
        self._looking.set()
        self._thread.join()

    def _run(self) -> None:
        last = -1
        while True:
            self._looking.wait()
            if self._stopping.is_set():
                return
            last = self._look(last)

    def _look(self, last: int) -> int:
        """One frame. A function of its own, so that no picture outlives the look at it."""
        began = self._clock.monotonic()
        try:
            preview = self._fetch()
        except DeviceError as error:
            self._show(Live(None, error.fault.value))
            self._stopping.wait(5 * FRAME_S)
            return last
        if preview.number != last and self._looking.is_set():
            self._show(Live(preview))
        self._stopping.wait(max(0.0, FRAME_S - (self._clock.monotonic() - began)))
        return preview.number
