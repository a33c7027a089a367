"""What is on the screen now: from visit, lobby and machine to the name of a screen, its view and its shell."""

from dataclasses import dataclass, replace
from typing import Any

from kiosk.matters.plan import Step
from kiosk.matters.rules import HolderFacts
from kiosk.runtime import Kiosk
from kiosk.services.idle import Patience
from kiosk.visit.state import EndReason, Visit
from ui.lobby import Lobby, Place
from ui.views import identify, out_of_service
from ui.views.chrome import Chrome, Network
from ui.views.context import ViewContext
from ui.views.guide import guide_view
from ui.views.lobby import attract_view, home_view, search_view
from ui.views.progress import in_visit
from ui.views.qml_map import qml_map
from ui.views.shell import Shell, chrome_of
from ui.views.visit import view_of


@dataclass(frozen=True, slots=True, repr=False)
class Scene:
    """Everything the bridge knows that decides what is shown. Times are readings of the kiosk's monotonic clock."""

    visit: Visit | None
    ended: Visit | None
    lobby: Lobby
    shell: Shell
    pay_until: float
    lobby_touched: float
    waiting: Visit | None
    """The card-first way in, as the identify screen shows it"""
    guest: HolderFacts | None


class Display:
    """Reads the kiosk's present state; changes nothing."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk

    def framed(self, scene: Scene) -> Chrome:
        """The shell around the screen."""
        kiosk, visit = self._kiosk, scene.visit
        counter = kiosk.config.kiosk.counter
        searching = visit is None and scene.lobby.place in ("search", "card")
        chrome = chrome_of(
            scene.shell,
            zone=kiosk.config.kiosk.zone.get(scene.shell.language),
            counter=counter.get(scene.shell.language) if counter is not None else "",
            network=self._network(),
            now=kiosk.clock.now(),
            patience=self._patience(scene),
            warn_s=kiosk.delays.warning if visit is not None else 0.0,
            card_present=kiosk.identity.card_present,
        )
        if visit is not None:
            return in_visit(chrome, visit, self._context(scene))
        return replace(chrome, can_go_back=searching, in_visit=searching)

    def shown(self, scene: Scene) -> tuple[str, Any]:
        """Name of the screen, and its view as plain maps and lists."""
        visit, kiosk, language = scene.visit, self._kiosk, scene.shell.language
        if visit is not None and visit.step is Step.GUIDE:
            can_print = kiosk.devices.receipt_printer.status.usable
            guide = guide_view(visit.matter, kiosk.availability(visit.matter), language, can_print=can_print)
            return "guide", qml_map(guide)
        shown = view_of(visit, self._context(scene)) if visit is not None else None
        if shown is not None:
            return shown[0], qml_map(shown[1])
        if scene.ended is not None and scene.ended.ended is EndReason.NOT_FILED:
            return "outOfService", qml_map(out_of_service.view_of(scene.ended, self._context(scene)))
        if scene.lobby.place == "card" and scene.waiting is not None:
            return "identify", qml_map(identify.view_of(scene.waiting, self._context(scene)))
        return scene.lobby.place, qml_map(self._lobby_view(scene))

    def empty_lobby(self, place: Place, shell: Shell) -> tuple[Any, Any]:
        """View and chrome of attract or home as a start finds them: nobody there, nothing heard of the platform yet."""
        now = self._kiosk.clock.monotonic()
        scene = Scene(None, None, Lobby(place), shell, 0.0, now, None, None)
        view, chrome = self.shown(scene)[1], qml_map(replace(self.framed(scene), network="offline"))
        return ({**view, "network": "offline"} if "network" in view else view), chrome

    def _lobby_view(self, scene: Scene) -> object:
        kiosk, now, language = self._kiosk, self._kiosk.clock.now(), scene.shell.language
        match scene.lobby.place:
            case "home":
                return home_view(kiosk.catalogue, language=language, now=now)
            case "search":
                return search_view(
                    scene.lobby, kiosk.catalogue, kiosk.search, kiosk.availability, scene.shell, scene.guest
                )
            case "attract" | "card":
                zone = kiosk.config.kiosk.zone.get(language)
                return attract_view(kiosk.catalogue, zone=zone, network=self._network(), language=language, now=now)

    def _network(self) -> Network:
        return "online" if self._kiosk.engine.online else "offline"

    def _context(self, scene: Scene) -> ViewContext:
        kiosk, visit = self._kiosk, scene.visit
        return ViewContext(
            language=visit.language if visit is not None else scene.shell.language,
            now=kiosk.clock.now(),
            calendar=kiosk.calendar,
            zone=kiosk.config.kiosk.zone.get(scene.shell.language),
            seconds_left_to_pay=max(0.0, scene.pay_until - kiosk.clock.monotonic()),
            card_present=kiosk.identity.card_present,
            reader_down=not kiosk.devices.id_card_reader.status.usable,
            online=kiosk.engine.online,
            filing_stage=kiosk.filing.stage,
        )

    def _patience(self, scene: Scene) -> Patience:
        """How long until the screen goes back by itself."""
        ofvisit = self._kiosk.runner.patience()
        if ofvisit is not None:
            return ofvisit
        total = self._kiosk.delays.idle
        return Patience(total, total - (self._kiosk.clock.monotonic() - scene.lobby_touched))
