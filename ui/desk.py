"""What goes on under the document camera while somebody lays pages: when to shoot, and what is said of it.

Lives on the GUI thread, as long as one visit.
"""

from devices.api.document_camera import Preview
from kiosk.visit.state import MaterialState, Visit
from kiosk.visit.steps.materials import current
from ui.live_camera import AutoShot, Live
from ui.views.live import LiveView, Shot, live_view


class Desk:
    """Words, shot and button agree: all three are asked here."""

    def __init__(self) -> None:
        self._auto = AutoShot()
        self._asked = False

    def heard(self, before: Visit | None, visit: Visit) -> None:
        """The visit has changed: a page was taken, refused or thrown away."""
        taken, had = _pages(visit), _pages(before) if before is not None else 0
        if taken > had:
            self._auto.took()
        elif before is not None and current(before) is not current(visit):
            self._auto.turned_over()
        elif taken < had or (before is not None and before.working and visit.trouble is not None):
            self._auto.missed()
        if taken != had:
            self._asked = False

    def press(self) -> bool:
        """拍这一页 was pressed: whether to shoot.

        A page that was taken and not touched since is asked about first; who presses again means it. Where a hand was over
        it, the citizen knows better than the camera which page it is.
        """
        if self._auto.taken and not self._auto.doubtful and not self._asked:
            self._asked = True
            return False
        self._auto.missed()
        return True

    def look(self, live: Live, visit: Visit, now: float) -> tuple[LiveView, bool]:
        """What to show of a moment of the camera, and whether to shoot by itself."""
        if live.preview is None:
            return live_view(None, live.fault, visit.language), False
        spec = current(visit)
        room = spec is not None and len(visit.materials.get(spec.key, MaterialState()).pages) < spec.max_pages
        shoot = room and not visit.working and self._auto.ready(live.preview, now)
        if not self._auto.taken:
            self._asked = False
        return live_view(live.preview, "", visit.language, self._shot(live.preview, visit, now, room=room)), shoot

    def _shot(self, preview: Preview, visit: Visit, now: float, *, room: bool) -> Shot:
        if visit.working or not room or preview.corners is None:
            return Shot()
        if self._auto.taken:
            return Shot("asked" if self._asked else "changed" if self._auto.doubtful and preview.steady else "taken")
        progress = self._auto.progress(now)
        if progress >= 0:
            return Shot("counting", progress)
        return Shot("by hand") if preview.quality.good and preview.steady else Shot()


def _pages(visit: Visit) -> int:
    return sum(len(state.pages) for state in visit.materials.values())
