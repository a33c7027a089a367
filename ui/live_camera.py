"""The live picture of the document camera: fetched on a thread of its own, shown by the GUI thread, shot when ready."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from devices.api.document_camera import Preview
from devices.api.errors import DeviceError

FRAME_S = 0.1
AUTO_SHOT_S = 1.2
"""All three checks must have been green for this long before the camera shoots by itself (DESIGN.md section 5)"""


@dataclass(frozen=True, slots=True, repr=False)
class Live:
    """One moment of the camera: a frame, or the fault that keeps it from coming."""

    preview: Preview | None
    fault: str = ""


class AutoShot:
    """Decides when to shoot: once for each page that is laid down, never twice for the same."""

    def __init__(self) -> None:
        self._green_since: float | None = None
        self._armed = True

    def reset(self) -> None:
        """A new page is awaited: what lies there now has been taken."""
        self._armed = False
        self._green_since = None

    def ready(self, preview: Preview, now: float) -> bool:
        """Whether to shoot now. Taking the page away, or moving it, arms the shot again."""
        if preview.corners is None or not preview.steady:
            self._armed = True
        if preview.corners is None or not preview.steady or not preview.quality.good:
            self._green_since = None
            return False
        if self._green_since is None:
            self._green_since = now
        if not self._armed or now - self._green_since < AUTO_SHOT_S:
            return False
        self.reset()
        return True


class LiveCamera:
    """Fetches previews while somebody looks. `show` is called on this object's thread."""

    def __init__(self, fetch: Callable[[], Preview], show: Callable[[Live], None]) -> None:
        self._fetch = fetch
        self._show = show
        self._looking = threading.Event()
        self._stopping = False
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
        self._stopping = True
        self._looking.set()
        self._thread.join()

    def _run(self) -> None:
        last = -1
        while True:
            self._looking.wait()
            if self._stopping:
                return
            last = self._look(last)

    def _look(self, last: int) -> int:
        """One frame. A function of its own, so that no picture outlives the look at it."""
        began = time.monotonic()
        try:
            preview = self._fetch()
        except DeviceError as error:
            self._show(Live(None, error.fault.value))
            time.sleep(5 * FRAME_S)
            return last
        if preview.number != last and self._looking.is_set():
            self._show(Live(preview))
        time.sleep(max(0.0, FRAME_S - (time.monotonic() - began)))
        return preview.number
