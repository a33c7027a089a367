"""The touchscreen application: the kiosk, the bridge and the window together. `ui.opening` starts it."""

import logging
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.config import Config
from kiosk.runtime import Kiosk
from kiosk.visit.state import Visit
from ui import allocator, art, keyboard
from ui.bridge import Bridge
from ui.display import Display
from ui.doorway import Doorway
from ui.preload import Preload
from ui.remembered import Remembered
from ui.translator import apply_language
from ui.views.shell import Shell
from ui.window import QML, Window

if TYPE_CHECKING:
    from ui.devdock.dock import Dock

log = logging.getLogger("ui")

DOCK = QUrl.fromLocalFile(str(Path(__file__).parent / "devdock" / "DevDock.qml"))
_TIDY_MS = 400
"""After a result has come or a visit has ended, when the change of screens is over"""


class Application:
    """Kiosk, bridge and window; made on the GUI thread, closed once."""

    def __init__(self, config: Config, *, kiosk: Kiosk | None = None, shell: Window | None = None) -> None:
        """`QGuiApplication` must exist; `shell` may be open already. Raises `ConfigError`, `CatalogueError` or `StoreRefused`."""
        self.config = config
        self.kiosk = kiosk or Kiosk(config)
        self.shell = shell or Window()
        self.dock: Dock | None = None
        self._memory = memory_folder(config.kiosk.state)
        self.kiosk.runner.subscribe(_draw_codes)  # before the bridge, and so before any screen asks for them
        self.bridge = Bridge(self.kiosk, self.shell.frames)
        self.bridge.languageChanged.connect(lambda language: apply_language(self.engine, language))
        self.bridge.wiped.connect(lambda: keyboard.wipe(self.engine))
        self._preload = Preload(self.engine, QML / "Suishiban" / "Screens")
        self._preload.finished.connect(allocator.leave_start)
        self._tidy = QTimer()
        self._tidy.setSingleShot(True)
        self._tidy.setInterval(_TIDY_MS)
        self._tidy.timeout.connect(self._give_back)
        self.bridge.wiped.connect(self._tidy.start)
        self.bridge.screenChanged.connect(self._tidy_with_the_result)

    @property
    def engine(self) -> QQmlApplicationEngine:
        """The window's."""
        return self.shell.engine

    @property
    def window(self) -> QQuickWindow:
        """The window itself, once it is open."""
        return self.shell.root

    @property
    def ready(self) -> bool:
        """Whether everything that is done ahead is done."""
        return self._preload.done

    def open(self) -> QQuickWindow:
        """Start the kiosk and show the window. Raises ``RuntimeError`` when the screens themselves are broken."""
        keyboard.keep_data_in(self.engine, self._memory)
        self.shell.open(
            self.bridge, full_screen=self.config.screen.full_screen, then=self._begin_ahead, **self._equipment()
        )
        self.kiosk.start()
        return self.window

    def step_in(self, doorway: Doorway) -> None:
        """Start the kiosk behind the window that shows `doorway`, and do what was asked there."""
        keyboard.keep_data_in(self.engine, self._memory)
        self.kiosk.start()
        for asked in doorway.asked:
            self.bridge.intent(asked.name, asked.args)
        if doorway.was_touched:
            self.bridge.touched()
        self.shell.show(self.bridge, **self._equipment())
        self.shell.ask("equip")
        self._begin_ahead()

    def lobby(self) -> Remembered:
        """What the next start shows first."""
        display, shell = Display(self.kiosk), Shell("zh_CN")
        attract, chrome = display.empty_lobby("attract", shell)
        home, _ = display.empty_lobby("home", shell)
        return Remembered(attract, home, chrome, self.config.screen.full_screen)

    def _begin_ahead(self) -> None:
        self.shell.ask("prepareHome")
        self._preload.begin()

    def _tidy_with_the_result(self) -> None:
        """The pictures of the visit are filed and gone: what they took is free while the citizen reads."""
        if str(self.bridge.screen) == "result":
            self._tidy.start()

    def _give_back(self) -> None:
        """What no screen shows any more: pictures Qt keeps in case, what QML has dropped, and then the free memory itself."""
        self.window.releaseResources()
        self.engine.collectGarbage()
        allocator.give_back()

    def _equipment(self) -> dict[str, object]:
        """What the configuration adds to the window."""
        properties: dict[str, object] = {"keyboardSource": keyboard.PANEL if self.config.screen.keyboard else QUrl()}
        if self.config.dock is not None:
            from ui.devdock.dock import Dock  # noqa: PLC0415 - a real kiosk never loads the development dock

            devices = self.kiosk.devices
            self.dock = Dock(
                self.config.dock.control,
                {role: devices.role(role) for role in devices.roles},
                {role: self.config.device(role).driver for role in devices.roles},
            )
            properties |= {"dockModel": self.dock, "devDockSource": DOCK}
        return properties

    def close(self) -> None:
        """Window, bridge, kiosk, in this order."""
        self._tidy.stop()
        self._preload.stop()
        self.bridge.stop()
        if self.dock is not None:
            self.dock.close()
        self.shell.close()
        self.kiosk.stop()
        shutil.rmtree(self._memory, ignore_errors=True)


def memory_folder(state: Path) -> Path:
    """An empty, private folder in memory, where the keyboard may keep its files without any of them reaching a disk.

    One for each kiosk, by its state folder: what a crash left in it is gone at the next start.
    """
    memory = Path("/dev/shm")  # noqa: S108 - memory, with a private folder inside
    if not memory.is_dir():
        memory = Path(tempfile.gettempdir())
        log.warning("there is no /dev/shm: the keyboard's files go to %s; mount it in memory", memory)
    folder = memory / f"suishiban-{sha256(str(state.resolve()).encode()).hexdigest()[:16]}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _draw_codes(visit: Visit | None) -> None:
    """On the runner's thread: the codes of the visit, which take longer than a frame may."""
    if visit is None:
        art.forget()
        return
    for text in (visit.payment.code_url, visit.case.follow_url if visit.case is not None else ""):
        if text:
            art.qr_matrix(text)
