"""What is on the screen now: from visit, lobby and machine to the name of a screen, its view and its shell."""

from dataclasses import dataclass, replace
from typing import Any

from kiosk.clock import CHINA
from kiosk.matters.plan import Step
from kiosk.matters.rules import HolderFacts
from kiosk.runtime import Kiosk
from kiosk.services.cabinet import Closed
from kiosk.services.idle import Patience, patience
from kiosk.services.withdrawal import Withdrawn
from kiosk.visit.errand import Errand
from kiosk.visit.state import EndReason, Holder, Visit
from ui.intents import code_of
from ui.lobby import AWAY, BY_NUMBER, Lobby, Place, after
from ui.views import errands, identify, out_of_service
from ui.views.announcements import notices_view, of_matter
from ui.views.chrome import Chrome, LeftCardView, Network
from ui.views.context import ViewContext
from ui.views.guide import PaperState, guide_view
from ui.views.lobby import attract_view, home_view, search_view
from ui.views.more import more_view
from ui.views.notice import notice_of
from ui.views.progress import in_visit
from ui.views.qml_map import qml_map
from ui.views.sheets import left_card
from ui.views.shell import Shell, chrome_of, with_voice
from ui.views.visit import view_of
from ui.views.wording import Words

_FORESEEN = frozenset({Step.IDENTIFY, Step.MATERIALS, Step.REVIEW, Step.SIGN, Step.PAYMENT, Step.FILING})
"""Steps whose screen can be made before they begin: a form waits for what the government knows, a result for the case"""

_READ_S = 4.0
"""As long as it takes to read why a visit has ended"""


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
    guide_paper: PaperState | None = None
    errand: Errand | None = None


class Display:
    """Reads the kiosk's present state; changes nothing."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk

    @property
    def closed(self) -> Closed | Withdrawn | None:
        """Why nobody new is let in: what is wrong at the machine counts more than what was said from afar."""
        return self.closed_to(None)

    def closed_to(self, guest: HolderFacts | Holder | Errand | None) -> Closed | Withdrawn | None:
        """Why `guest` cannot go on. What was said from afar is for whoever comes next, as for a visit under way."""
        return self._kiosk.cabinet.closed or (self._kiosk.withdrawal.reason if guest is None else None)

    def framed(self, scene: Scene) -> Chrome:
        """The shell around the screen."""
        kiosk, visit = self._kiosk, scene.visit
        counter = kiosk.config.kiosk.counter
        searching = visit is None and scene.lobby.place in AWAY
        chrome = chrome_of(
            scene.shell,
            zone=kiosk.config.kiosk.zone.get(scene.shell.language),
            counter=counter.get(scene.shell.language) if counter is not None else "",
            network=self._network(),
            now=kiosk.clock.now(),
            patience=self.patience(scene),
            warn_s=kiosk.delays.warning if visit is not None or _is_somebody(scene) else 0.0,
            card_present=kiosk.identity.card_present,
        )
        if visit is not None:
            place, language = scene.shell.more, scene.shell.language
            if place is not None and visit.step is Step.GUIDE:
                chrome = replace(chrome, more=more_view(visit.matter, place, language, elder=scene.shell.elder))
            return in_visit(chrome, visit, self._context(scene), leave_asked=scene.shell.leave_open)
        if scene.errand is None:
            chrome = with_voice(chrome)
        return replace(chrome, can_go_back=searching, in_visit=searching, left_card=self._left_card(scene))

    def _left_card(self, scene: Scene) -> LeftCardView:
        """Only where nobody is: whoever has just laid a card, or looks for a matter, is not told to take it."""
        if scene.guest is not None or scene.lobby.place not in ("home", "attract"):
            return LeftCardView()
        just_ended = self._kiosk.clock.monotonic() - scene.lobby_touched < _READ_S
        return left_card(scene.ended, card_present=self._kiosk.identity.card_present, just_ended=just_ended)

    def shown(self, scene: Scene) -> tuple[str, Any]:
        """Name of the screen, and its view as plain maps and lists."""
        visit, kiosk, language = scene.visit, self._kiosk, scene.shell.language
        if visit is not None and visit.step is Step.GUIDE:
            can_print = kiosk.devices.receipt_printer.status.usable
            can = kiosk.availability(visit.matter)
            said = of_matter(kiosk.catalogue, visit.matter.code, language, kiosk.clock.now())
            guide = guide_view(
                visit.matter, can, language, can_print=can_print, paper=scene.guide_paper, announcement=said
            )
            return "guide", qml_map(guide)
        shown = view_of(visit, self._context(scene)) if visit is not None else None
        if shown is not None:
            return shown[0], qml_map(shown[1])
        if scene.ended is not None and scene.ended.ended is EndReason.NOT_FILED:
            return "outOfService", qml_map(out_of_service.view_of(scene.ended, self._context(scene)))
        closed = self.closed_to(scene.guest or scene.errand)
        if closed is not None:
            return "outOfService", qml_map(out_of_service.closed_view(closed, language))
        if scene.errand is not None:
            case = scene.errand.case
            matter = self._kiosk.catalogue.matters.get(case.matter_code) if case is not None else None
            hand_in = self._kiosk.handing_in.offered()
            elder = scene.shell.elder
            today = self._kiosk.clock.now().astimezone(CHINA).date()
            name, view = errands.view_of(
                scene.errand, language, elder=elder, matter=matter, hand_in=hand_in, today=today
            )
            return name, qml_map(view)
        if scene.lobby.place == "card" and scene.waiting is not None:
            asked = identify.view_of(scene.waiting, self._context(scene))
            other = Words(language).text("identify.byNumber") if scene.lobby.wish in BY_NUMBER else ""
            return "identify", qml_map(replace(asked, other=other, in_visit=False))
        return scene.lobby.place, qml_map(self._lobby_view(scene))

    def ahead(self, scene: Scene) -> tuple[str, Any] | None:
        """Screen and view that most likely come next, as far as they can be known; ``None`` where they cannot."""
        visit = scene.visit
        if visit is None:
            likely = next((matter for matter in self._kiosk.catalogue.popular if not matter.at_counter_only), None)
            if scene.lobby.place != "home" or scene.ended is not None or likely is None:
                return None
            return self.shown(replace(scene, visit=Visit(id="", matter=likely, language=scene.shell.language)))
        plan = visit.plan
        at = plan.index(visit.step) + 1
        if at >= len(plan) or plan[at] not in _FORESEEN:
            return None
        return self.shown(replace(scene, visit=replace(visit, step=plan[at], working=False, trouble=None)))

    def aimed(self, scene: Scene, name: str, args: dict[str, Any]) -> tuple[str, Any] | None:
        """What an intent of home or search would lead to, while the finger is still down; ``None`` where that is unknown."""
        if scene.visit is not None or self.closed_to(scene.guest) is not None:
            return None
        scene = replace(scene, ended=None)
        matter = self._kiosk.catalogue.chosen(code_of(name, args))
        if matter is not None:
            return self.shown(replace(scene, visit=Visit(id="", matter=matter, language=scene.shell.language)))
        lobby = after(scene.lobby, name, args)
        return self.shown(replace(scene, lobby=lobby)) if lobby.place == "search" else None

    def empty_lobby(self, place: Place, shell: Shell) -> tuple[Any, Any]:
        """View and chrome of attract or home as a start finds them: nobody there, nothing heard of the platform yet."""
        now = self._kiosk.clock.monotonic()
        scene = Scene(None, None, Lobby(place), shell, 0.0, now, None, None)
        view, chrome = self.shown(scene)[1], qml_map(replace(self.framed(scene), network="offline"))
        known = {"network": "offline", "notice": None, "announcement": ""}
        return {**view, **{key: value for key, value in known.items() if key in view}}, chrome

    def _lobby_view(self, scene: Scene) -> object:
        kiosk, now, language = self._kiosk, self._kiosk.clock.now(), scene.shell.language
        match scene.lobby.place:
            case "home" | "errand":
                notice = notice_of(
                    accepting=kiosk.situation().accepting,
                    offer=kiosk.unprinted.offer,
                    can_print=kiosk.devices.receipt_printer.status.usable,
                    language=language,
                    now=now,
                )
                return home_view(kiosk.catalogue, kiosk.availability, language=language, now=now, notice=notice)
            case "search":
                return search_view(
                    scene.lobby, kiosk.catalogue, kiosk.search, kiosk.availability, scene.shell, scene.guest
                )
            case "notices":
                return notices_view(kiosk.catalogue, language, now, scene.lobby.page, elder=scene.shell.elder)
            case "attract" | "card":
                zone = kiosk.config.kiosk.zone.get(language)
                return attract_view(kiosk.catalogue, zone=zone, network=self._network(), language=language, now=now)

    def _network(self) -> Network:
        if not self._kiosk.situation().accepting:
            return "down"
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

    def patience(self, scene: Scene) -> Patience:
        """How long until the screen goes back by itself."""
        kiosk = self._kiosk
        return kiosk.runner.patience() or patience(
            None,
            touched=scene.lobby_touched,
            now=kiosk.clock.monotonic(),
            elder=scene.shell.elder,
            typing=scene.errand is not None and kiosk.runner.typing,
            delays=kiosk.delays,
        )


def _is_somebody(scene: Scene) -> bool:
    """Whether somebody without a visit is there who has to be asked before they are forgotten."""
    return scene.guest is not None or scene.errand is not None


def begins_to_work(before: Visit | None, visit: Visit | None) -> bool:
    """Whether nothing else has happened to a visit than that it now waits for a device or for something to be kept."""
    if before is None or visit is None:
        return False
    return visit.working and not before.working and (visit.id, visit.step) == (before.id, before.step)


def begins_to_look(before: Visit | None, visit: Visit) -> bool:
    """Whether the materials come onto the screen now, or the sheet goes that lay over them."""
    if visit.step is not Step.MATERIALS:
        return False
    return before is None or before.step is not Step.MATERIALS or (before.absence is not None and visit.absence is None)
