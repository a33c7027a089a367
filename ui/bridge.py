"""The bridge: the one object the screens see. Shows visit and lobby as views, and turns intents into events.

Lives on the GUI thread. The runner, the devices and the camera call in over the queued signals of `ui.news`; nothing else
crosses.
"""

import json
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from kiosk.clock import CHINA
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.model import Matter
from kiosk.matters.plan import Step
from kiosk.runtime import Kiosk
from kiosk.services.identity import LOBBY
from kiosk.visit.events import CaptureTapped, Event, LanguageChosen
from kiosk.visit.state import EndReason, PaymentState, Supplied, Visit
from ui.art import FrameProvider, unpacked
from ui.desk import Desk
from ui.display import Display, Scene, begins_to_look, begins_to_work
from ui.errands import ErrandWay
from ui.guide_paper import GuidePaper, reprint
from ui.intents import asks_first, code_of, event_of
from ui.live_camera import Live, LiveCamera
from ui.lobby import AWAY, Lobby, after, kept
from ui.news import News
from ui.pane import Pane
from ui.reception import any_matter, reception_of
from ui.shell_intents import shell_after
from ui.views import materials
from ui.views.daylight import daylight
from ui.views.qml_map import coming_text, plain, qml_map
from ui.views.shell import Shell

_TICK_MS = 250
_WORKING_MS = 60
"""Work that is done sooner is not shown: it would flicker, and keep the next screen waiting"""
_CAMERA_SLOT = "camera"
_HELP_WAYS: dict[str, tuple[str, dict[str, Any]]] = {"restart": ("exit", {}), "voice": ("quick", {"key": "hotline"})}
_REPEATED = ("query", "page", "morePage")
"""Intents that people send several of in a row from one place: letters, and leafing through a list"""


class Bridge(Pane):
    """The pane, and its slot ``intent``."""

    languageChanged = Signal(str)  # noqa: N815 - QML derives onX from it
    wiped = Signal()
    """A visit has ended: whatever else holds something of the citizen must let go of it"""

    def __init__(self, kiosk: Kiosk, frames: FrameProvider) -> None:
        """Begins to listen at once; `kiosk` must be started by the caller."""
        super().__init__("zh_CN")
        self._kiosk = kiosk
        self._news = News(self)
        self._display = Display(kiosk)
        self._frames = frames
        self._visit: Visit | None = None
        self._ended: Visit | None = None
        self._shell = Shell(language="zh_CN", night=self._is_night())
        self._lobby = Lobby()
        self._reception = reception_of(kiosk.catalogue, kiosk.identity, self._news.card.emit)
        self._lobby_touched = kiosk.clock.monotonic()
        self._pay_until = 0.0
        self._acts = 0
        self._desk = Desk()
        self._guide_paper = GuidePaper(kiosk, self._news.status)
        self._errand_way = ErrandWay(kiosk, self.wiped.emit)
        self._camera = LiveCamera(kiosk.materials.preview, self._hear_camera, kiosk.clock)
        self._listen()
        self._await_card()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._refresh)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK_MS)
        self._refresh()

    def _listen(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._news.visit.connect(self._on_visit, queued)
        self._news.status.connect(self._refresh, queued)
        self._news.live.connect(self._on_live, queued)
        self._news.card.connect(self._on_card, queued)
        self._news.closed.connect(self._on_closed, queued)
        self._news.catalogue.connect(self._on_catalogue, queued)
        self._news.subscribe(self._kiosk, self._is_a_guest_here)

    def _is_a_guest_here(self) -> bool:
        """From any thread: somebody reads the list of what their card can do, or is on an errand."""
        read = self._reception is not None and self._reception.guest is not None
        return read or self._errand_way.errand is not None

    def stop(self) -> None:
        """Listen no more; to be called before the kiosk stops."""
        self._timer.stop()
        self._soon.stop()
        self._news.end()
        self._camera.stop()

    # ---------------------------------------------------------------- what QML asks

    @Slot(str, "QVariant", result=str)
    def aimed(self, name: str, args: Any) -> str:  # noqa: ANN401 - a map of plain values
        """A finger is down on what will send this intent: what it leads to, as of `coming_text`."""
        return coming_text(self._display.aimed(self._scene(), name, plain(args)))

    @Slot(str, "QVariant")
    def intent(self, name: str, args: Any) -> None:  # noqa: ANN401 - a map of plain values
        """Something was pressed."""
        values = plain(args)
        self._acts += name not in _REPEATED
        if not self._shell_intent(name, values) and self._place_intent(name, values):
            return  # the visit tells what came of it
        self._refresh()

    @Slot()
    def touched(self) -> None:
        """Somebody is there: any press anywhere."""
        self._kiosk.runner.touch()
        self._lobby_touched = self._kiosk.clock.monotonic()

    @Slot(bool)
    def typing(self, on: bool) -> None:  # noqa: FBT001 - a slot's argument has no name in QML
        """The keyboard was opened or closed."""
        self._kiosk.runner.typing = on

    def deeds(self) -> object:
        """A value that changes with everything a tap brings about; for `ui.taps.TapGuard`."""
        sheets = [self._chrome.get(sheet, {}).get("open") for sheet in ("timeout", "cardAway", "leave")]
        return self._acts, self._screen, self._chrome.get("helpOpen"), *sheets

    def _shell_intent(self, name: str, args: dict[str, Any]) -> bool:
        """Header, footer and sheets; whether that was all it was about."""
        shell = shell_after(self._shell, name, args)
        if shell is None:
            return False
        before, self._shell = self._shell, shell
        self._kiosk.runner.elder = shell.elder
        if shell.language != before.language:
            self._kiosk.runner.post(LanguageChosen(shell.language))
            self._errand_way.speaks(shell.language)
            self.languageChanged.emit(shell.language)
        if name == "helpWay" and args.get("key") in _HELP_WAYS:
            self._place_intent(*_HELP_WAYS[str(args["key"])])
        return name != "leave"

    def _place_intent(self, name: str, args: dict[str, Any]) -> bool:
        """What a screen asks for; whether that went to a visit."""
        if self._visit is None and self._is_closed():
            self._ended = None
            return False
        papers = self._errand_way.papers(name, args)
        matter = self._kiosk.catalogue.chosen(code_of(name, args)) if papers is None else papers[0]
        if matter is not None:
            self._begin(matter, papers[1] if papers is not None else None)
            return True
        if name == "reprint":
            if self._visit is None:  # nobody is in a visit on home
                reprint(self._kiosk, self._shell.language, self._news.status)
            return False
        if self._visit is None:
            self._ended = None
            if not self._errand_way.takes(name, args):
                self._lead(after(self._lobby, name, args), back=name == "back")
            return False
        if name == "printGuide":
            self._guide_paper.print(self._visit)
            return False
        if asks_first(name, self._visit):
            self._shell = replace(self._shell, leave_open=True)
            return False
        event = event_of(name, args)
        if event is None:
            return False
        if name in ("exit", "leave", "other_matters"):
            self._lobby = Lobby("home")
        if isinstance(event, CaptureTapped) and not self._desk.press():
            return False
        self._kiosk.runner.post(event)
        return name != "leave"

    def _lead(self, lobby: Lobby, *, back: bool = False) -> None:
        """To another place of the lobby; who leaves an errand is forgotten, `back` home keeps language and size."""
        guest = self._reception.guest if self._reception is not None else None
        before, self._lobby = self._lobby, self._errand_way.settled(lobby, guest, self._shell.language)
        if before.place == "errand" and self._lobby.place != "errand":
            self.wiped.emit()
            if self._lobby.place == "home" and not back:
                self._reset_shell()
        if self._lobby.place == "home" and before.place != "home":
            self._await_card()

    def _begin(self, matter: Matter, supplement: Supplied | None) -> None:
        guest = self._reception.close() if self._reception is not None else None
        if guest is not None and guest.kind not in matter.holders:
            guest = None
        visit = self._kiosk.runner.begin(matter, self._shell.language, guest, supplement)
        if guest is not None:
            self._kiosk.identity.hand_over(visit.id, self._kiosk.runner.poster(visit.id))
        self._kiosk.identity.forget(LOBBY)

    def _is_closed(self) -> bool:
        """To the one who stands there."""
        guest = self._reception.guest if self._reception is not None else None
        return self._display.closed_to(guest or self._errand_way.errand) is not None

    def _await_card(self) -> None:
        if self._reception is not None and self._display.closed is None:
            self._reception.open(self._shell.language)
        elif self._reception is not None:
            self._reception.shut()

    def _on_card(self, event: Event) -> None:
        """The card-first way in; an event that comes after a visit has begun is late."""
        if self._visit is None and self._reception is not None:
            self._lead(self._errand_way.heard(event, self._reception.hear(event, self._lobby)))
            self._lobby_touched = self._kiosk.clock.monotonic()
            if self._is_closed():
                self._await_card()
            self._refresh()

    # ---------------------------------------------------------------- what the threads tell

    def _on_visit(self, visit: Visit | None) -> None:
        before = self._visit
        # The runner may have begun the next visit already; its own value is the truth.
        self._visit = self._kiosk.runner.visit if visit is None else visit
        if before is not None and (self._visit is None or self._visit.id != before.id):
            self._forget(before)
        if self._visit is not None:
            self._note(before, self._visit)
        self._camera.look(on=self._visit is not None and self._visit.step is Step.MATERIALS)
        if begins_to_work(before, self._visit):
            self._soon.start(_WORKING_MS)
        else:
            self._refresh()

    def _note(self, before: Visit | None, visit: Visit) -> None:
        if before is None or before.materials is not visit.materials:
            for slot, jpeg in materials.pictures_of(visit).items():
                self._frames.put(slot, unpacked(jpeg))
        if begins_to_look(before, visit):
            self._blank_live(self._shell.language)
        self._desk.heard(before, visit)
        waiting = visit.payment.state is PaymentState.WAITING
        if waiting and (before is None or before.payment != visit.payment):
            self._pay_until = self._kiosk.clock.monotonic() + visit.payment.expires_in
        if before is not None and before.step is not visit.step:
            self._shell = replace(self._shell, help_open=False, leave_open=False, more=None)

    def _forget(self, before: Visit) -> None:
        """Between visits: pictures, keyboard, language and size go back to where they were."""
        self._frames.wipe()
        self._desk = Desk()
        self._shell = replace(self._shell, more=None)
        self._blank_live(self._shell.language)
        self._ended = self._kiosk.runner.last_ended
        chose_to_leave = self._ended is not None and self._ended.ended is EndReason.LEFT
        if before.step is not Step.GUIDE or before.values or not chose_to_leave:
            self._lobby = Lobby("home")
            self._reset_shell()
        self._lobby_touched = self._kiosk.clock.monotonic()
        self.wiped.emit()
        if self._visit is not None:
            return
        guest = before.holder if before.step is Step.GUIDE and self._lobby.filter == "mine" else None
        if guest is not None and self._reception is not None and self._kiosk.identity.card_present:
            self._reception.welcome_back(guest)
        else:
            self._await_card()

    def _reset_shell(self) -> None:
        """The next citizen finds the kiosk as everybody does: its language, its size, its timers."""
        self._shell = Shell("zh_CN", night=self._is_night())
        self._kiosk.runner.elder = False
        self.languageChanged.emit(self._shell.language)

    def _on_catalogue(self, catalogue: Catalogue) -> None:
        """Whoever has laid a card keeps being known; a list that is no more gives way to home."""
        if self._reception is None:
            self._reception = reception_of(catalogue, self._kiosk.identity, self._news.card.emit)
            if self._visit is None:
                self._await_card()
        elif (matter := any_matter(catalogue)) is not None:
            self._reception.reword(matter)
        self._lobby = kept(self._lobby, catalogue)
        self._refresh()

    def _on_closed(self) -> None:
        """Who is in a visit finishes it, and so does who reads what their card can do; an open door ends the latter."""
        if self._visit is None and (self._is_closed() or not self._is_a_guest_here()):
            self._lead(Lobby("home"))
            self._await_card()
            if self._display.closed is not None:
                self._reset_shell()
                self.wiped.emit()
        self._refresh()

    def _hear_camera(self, live: Live) -> None:
        """On the camera's thread: unpacking a picture takes as long as drawing a screen."""
        self._news.live.emit(live, unpacked(live.preview.jpeg) if live.preview is not None else None)

    def _on_live(self, live: Live, picture: QImage | None) -> None:
        visit = self._visit
        if visit is None or visit.step is not Step.MATERIALS or visit.absence is not None or self._shell.leave_open:
            return
        if picture is not None:
            self._frames.put(_CAMERA_SLOT, picture)
        shown, shoot = self._desk.look(live, visit, self._kiosk.clock.monotonic())
        if shoot:
            self._kiosk.runner.post(CaptureTapped())
        self._put_live(qml_map(shown))

    # ---------------------------------------------------------------- showing

    def _tick(self) -> None:
        self._kiosk.heartbeat.beat("screens")
        now = self._kiosk.clock.monotonic()
        if self._visit is None:
            over = self._display.patience(self._scene()).over
            if self._shell.help_open and over:
                self._shell = replace(self._shell, help_open=False)
            if self._lobby.place in AWAY and over:
                self._give_up_lobby(now)
            elif self._lobby.place == "home" and now - self._lobby_touched > self._kiosk.delays.attract:
                self._lobby = Lobby("attract")
                self._reset_shell()
                self._ended = None
            self._shell = replace(self._shell, night=self._is_night())
        self._refresh()

    def _give_up_lobby(self, now: float) -> None:
        """Nobody went on: home again. A guest whose card was read is forgotten with all they have chosen and typed."""
        if self._is_a_guest_here():
            self._reset_shell()
            self.wiped.emit()
        self._lobby_touched = now
        self._lead(Lobby("home"))

    def _scene(self) -> Scene:
        return Scene(
            visit=self._visit,
            ended=self._ended,
            lobby=self._lobby,
            shell=self._shell,
            pay_until=self._pay_until,
            lobby_touched=self._lobby_touched,
            waiting=self._reception.waiting if self._reception is not None else None,
            guest=self._reception.facts if self._reception is not None else None,
            guide_paper=self._guide_paper.of(self._visit),
            errand=self._errand_way.errand,
        )

    def _home_text(self) -> str:
        return json.dumps(self._display.empty_lobby("home", self._shell)[0])

    def _next_text(self) -> str:
        return coming_text(self._display.ahead(self._scene()))

    def _refresh(self) -> None:
        """Show what is there now."""
        self._soon.stop()
        scene = self._scene()
        screen, view = self._display.shown(scene)
        self._put(screen, view, qml_map(self._display.framed(scene)))

    def _is_night(self) -> bool:
        return daylight(self._kiosk.clock.now().astimezone(CHINA).time()).night
