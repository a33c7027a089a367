"""What is really on the screen: a walk over the visual tree, as a citizen, a finger and a screen reader meet it.

Checks answer a list of complaints, one sentence each; an empty list is good. All geometry is in pixels of the
1080×1920 stage. ``QAccessible`` is the same interface a screen reader uses.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtQuick import QQuickItem

MIN_HEIGHT, MIN_WIDTH = 96.0, 88.0  # DESIGN 8
MIN_GAP = 24.0
FLOOR = 28.0
SLACK = 1.0
"""Rounding of text metrics."""
EXEMPT_FROM_SIZE = ("keyboard", "inputPanel", "language-")
"""Object names of DESIGN 8's exceptions: the keyboard and the joined language segments (90×96)."""

_PRESSABLE = (
    QAccessible.Role.Button,
    QAccessible.Role.RadioButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.Link,
)


@dataclass(frozen=True)
class Control:
    """Something a citizen can press or fill in."""

    item: QQuickItem
    name: str
    role: QAccessible.Role
    enabled: bool
    box: QRectF

    @property
    def label(self) -> str:
        return self.item.objectName() or self.name or self.item.metaObject().className()


def walk(root: QQuickItem) -> Iterator[QQuickItem]:
    """Yield each item that is shown, parents first; hidden branches and opacity 0 are left out."""
    if not root.isVisible() or root.opacity() == 0:
        return
    yield root
    for child in root.childItems():
        yield from walk(child)


def box_of(item: QQuickItem, stage: QQuickItem) -> QRectF:
    """The item's rectangle on the stage."""
    corner = item.mapToItem(stage, QPointF(0, 0))
    far = item.mapToItem(stage, QPointF(item.width(), item.height()))
    return QRectF(corner, far)


def accessible(item: QObject) -> QAccessibleInterface | None:
    """What a screen reader is told of the item, or nothing."""
    QAccessible.setActive(True)
    return QAccessible.queryAccessibleInterface(item)


def controls(stage: QQuickItem) -> list[Control]:
    """Every pressable or fillable thing shown, in visual order of the tree."""
    found = []
    for item in walk(stage):
        told = accessible(item)
        role = told.role() if told else None
        pressable = role in _PRESSABLE
        if told is None or role is None or not (pressable or role == QAccessible.Role.EditableText):
            if item.activeFocusOnTab() and not _inside(item, "inputPanel"):
                box = box_of(item, stage)
                found.append(Control(item, "", QAccessible.Role.NoRole, item.isEnabled(), box))
            continue
        if _inside(item, "inputPanel"):
            continue
        name = told.text(QAccessible.Text.Name)
        found.append(Control(item, name, role, item.isEnabled(), box_of(item, stage)))
    return found


def find_control(stage: QQuickItem, name: str) -> Control:
    """The shown control with this object name or accessible name; ``LookupError`` says what there is."""
    shown = controls(stage)
    for control in shown:
        if name in (control.item.objectName(), control.name):
            return control
    raise LookupError(f"no control {name!r}; there are {sorted(control.label for control in shown)}")


def unnamed_controls(stage: QQuickItem) -> list[str]:
    """Controls a screen reader cannot name, or a test cannot find."""
    found = controls(stage)
    nameless = [f"{control.label} has no accessible name" for control in found if not control.name.strip()]
    unfindable = [f"{control.label} has no objectName" for control in found if not control.item.objectName()]
    return nameless + unfindable


def small_targets(stage: QQuickItem) -> list[str]:
    """Enabled controls that are lower than 96 px or narrower than 88 px."""
    return [
        f"{control.label} is {control.box.width():.0f}×{control.box.height():.0f}"
        for control in controls(stage)
        if not _exempt(control.item)
        and (control.box.height() + SLACK < MIN_HEIGHT or control.box.width() + SLACK < MIN_WIDTH)
    ]


def crowded_targets(stage: QQuickItem) -> list[str]:
    """Pairs of controls that overlap or stand nearer than 24 px; nested ones (a button in a field) are allowed."""
    shown = [control for control in controls(stage) if not _exempt(control.item) and _on_top(control, stage)]
    complaints = []
    for index, one in enumerate(shown):
        for other in shown[index + 1 :]:
            if _nested(one.box, other.box) or _clears(one, other):
                continue
            across = max(one.box.left(), other.box.left()) - min(one.box.right(), other.box.right())
            down = max(one.box.top(), other.box.top()) - min(one.box.bottom(), other.box.bottom())
            if max(across, down) + SLACK < MIN_GAP and not _candidates(one, other):
                complaints.append(f"{one.label} and {other.label} are {max(across, down):.0f} px apart")
    return complaints


def clipped_texts(stage: QQuickItem) -> list[str]:
    """Texts wider or taller than their box, truncated, or past the stage's edge."""
    complaints = []
    for item in walk(stage):
        text = item.property("text")
        if not _is_label(item) or not text or _inside(item, "inputPanel"):
            continue
        width, height = float(item.property("contentWidth")), float(item.property("contentHeight"))
        if width > item.width() + SLACK:
            complaints.append(f"{text!r} is {width:.0f} wide in a box of {item.width():.0f}")
        if height > item.height() + SLACK:
            complaints.append(f"{text!r} is {height:.0f} high in a box of {item.height():.0f}")
        if item.property("truncated"):
            complaints.append(f"{text!r} is cut off")
        box = box_of(item, stage)
        if box.left() < -SLACK or box.right() > stage.width() + SLACK or box.bottom() > stage.height() + SLACK:
            complaints.append(f"{text!r} leaves the stage")
    return complaints


def spilled_texts(stage: QQuickItem) -> list[str]:
    """Texts that reach over the edge of the control they label."""
    return [
        f"{item.property('text')!r} spills out of {control.label}"
        for control in controls(stage)
        for item in walk(control.item)
        if _is_label(item) and item.property("text") and not _inside_rect(box_of(item, stage), control.box)
    ]


def small_texts(stage: QQuickItem) -> list[str]:
    """Labels under the 28 px floor, unless they lie on a picture of paper."""
    return [
        f"{item.property('text')!r} is set in {float(item.property('effectiveSize')):.0f} px"
        for item in walk(stage)
        if _is_label(item)
        and item.property("text")
        and not item.property("pictured")
        and float(item.property("effectiveSize")) < FLOOR
    ]


def all_complaints(stage: QQuickItem) -> list[str]:
    """Every check of this module in one list."""
    checks = (unnamed_controls, small_targets, crowded_targets, clipped_texts, spilled_texts, small_texts)
    return [complaint for check in checks for complaint in check(stage)]


def _is_label(item: QQuickItem) -> bool:
    return item.metaObject().className().startswith("Label_QMLTYPE")


def _inside(item: QQuickItem, name: str) -> bool:
    parent: QQuickItem | None = item
    while parent is not None:
        if parent.objectName() == name:
            return True
        parent = parent.parentItem()
    return False


def _exempt(item: QQuickItem) -> bool:
    return item.objectName().startswith(EXEMPT_FROM_SIZE) and item.objectName() != "language-other"


def _candidates(one: Control, other: Control) -> bool:
    return all(control.item.objectName().startswith("candidate-") for control in (one, other))


def _clears(field: Control, button: Control) -> bool:
    """A field's own clear button stands inside its frame, where DESIGN 8 allows nesting."""
    return button.item.objectName() == field.item.objectName().removesuffix("Input") + "Clear"


def _nested(one: QRectF, other: QRectF) -> bool:
    return one.contains(other) or other.contains(one)


def _inside_rect(inner: QRectF, outer: QRectF) -> bool:
    return outer.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(inner)


def _on_top(control: Control, stage: QQuickItem) -> bool:
    """Whether no open sheet covers the control."""
    sheets = [item for item in walk(stage) if item.objectName() in ("helpSheet", "timeoutSheet")]
    return not sheets or any(_inside(control.item, sheet.objectName()) for sheet in sheets)
