"""The product's stage for stills, with the gallery's pictures on it, and single QML files laid over it."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickItem

from tests.gallery import pictures
from ui import stills

QML = stills.QML
FOREIGN = stills.FOREIGN


class Stage(stills.Stage):
    """One window for many samples."""

    def __init__(self, *, with_keyboard: bool = True) -> None:
        super().__init__(with_keyboard=with_keyboard)
        pictures.put_all(self.frames)

    def show_file(self, path: Path) -> QQuickItem:
        """Lay one QML file over the stage; the caller takes it away."""
        component = QQmlComponent(self.engine, QUrl.fromLocalFile(str(path)), self.engine)
        item = component.create()
        if not isinstance(item, QQuickItem):
            raise TypeError(component.errorString())
        item.setParent(self.stage)
        item.setParentItem(self.stage)
        self.app.processEvents()
        return item

    def take_away(self, item: QQuickItem) -> None:
        """Undo ``show_file``."""
        item.setVisible(False)
        item.deleteLater()

    @property
    def stage(self) -> QQuickItem:
        item = self.window.findChild(QQuickItem, "stage")
        assert item is not None
        return item
