"""What is really on the screen: a walk over the visual tree, as a citizen, a finger and a screen reader meet it.

Checks answer a list of complaints, one sentence each; an empty list is good. All geometry is in pixels of the
1080×1920 stage. ``QAccessible`` is the same interface a screen reader uses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF
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


@dataclass(frozen=True)
class Text:
    """Words on the screen."""

    item: QQuickItem
    text: str
    in_keyboard: bool


def walk(root: QQuickItem) -> Iterator[QQuickItem]:
    """Yield each item that is shown, parents first; hidden branches and opacity 0 are left out."""
    return (item for item, _ in _walk(root, in_keyboard=False))


def box_of(item: QQuickItem, stage: QQuickItem) -> QRectF:
    """The item's rectangle on the stage."""
    corner = item.mapToItem(stage, QPointF(0, 0))
    far = item.mapToItem(stage, QPointF(item.width(), item.height()))
    return QRectF(corner, far)


class Sight:
    """What is on the stage at one moment, walked over once for all checks."""

    def __init__(self, stage: QQuickItem) -> None:
        self.stage = stage
        self._shown: list[tuple[QQuickItem, bool]] = list(_walk(stage, in_keyboard=False))

    @cached_property
    def controls(self) -> list[Control]:
        """Every pressable or fillable thing shown, in visual order of the tree; the keyboard's own keys are left out."""
        QAccessible.setActive(True)
        found = (_control(item, self.stage) for item, in_keyboard in self._shown if not in_keyboard)
        return [control for control in found if control is not None]

    @cached_property
    def labels(self) -> list[Text]:
        """Every text of ours that is shown."""
        return [
            Text(item, item.property("text"), in_keyboard=in_keyboard)
            for item, in_keyboard in self._shown
            if _is_label(item) and item.property("text")
        ]

    def named(self, *names: str) -> list[QQuickItem]:
        """The shown items with one of these object names."""
        return [item for item, _ in self._shown if item.objectName() in names]

    @cached_property
    def panes(self) -> list[tuple[QQuickItem, str]]:
        """Cards and notes, with what they are."""
        kinds = ((item, item.metaObject().className().partition("_")[0]) for item, _ in self._shown)
        return [(item, kind) for item, kind in kinds if kind in ("Card", "Note", "ReviewCard", "WayCard")]

    @cached_property
    def _sheets(self) -> list[QQuickItem]:
        return self.named("helpSheet", "timeoutSheet", "moreSheet")

    def on_top(self, item: QQuickItem) -> bool:
        """Whether no open sheet covers the item."""
        return not self._sheets or any(_beneath(item, sheet) for sheet in self._sheets)


def controls(stage: QQuickItem) -> list[Control]:
    """Every pressable or fillable thing shown, in visual order of the tree."""
    return Sight(stage).controls


def find_control(stage: QQuickItem, name: str) -> Control:
    """The shown control with this object name or accessible name; ``LookupError`` says what there is."""
    shown = controls(stage)
    for control in shown:
        if name in (control.item.objectName(), control.name):
            return control
    raise LookupError(f"no control {name!r}; there are {sorted(control.label for control in shown)}")


def unnamed_controls(seen: Sight) -> list[str]:
    """Controls a screen reader cannot name, or a test cannot find."""
    nameless = [f"{control.label} has no accessible name" for control in seen.controls if not control.name.strip()]
    unfindable = [f"{control.label} has no objectName" for control in seen.controls if not control.item.objectName()]
    return nameless + unfindable


def small_targets(seen: Sight) -> list[str]:
    """Enabled controls that are lower than 96 px or narrower than 88 px."""
    return [
        f"{control.label} is {control.box.width():.0f}×{control.box.height():.0f}"
        for control in seen.controls
        if not _exempt(control.item)
        and (control.box.height() + SLACK < MIN_HEIGHT or control.box.width() + SLACK < MIN_WIDTH)
    ]


def crowded_targets(seen: Sight) -> list[str]:
    """Pairs of controls that overlap or stand nearer than 24 px; nested ones (a button in a field) are allowed."""
    shown = [control for control in seen.controls if not _exempt(control.item) and seen.on_top(control.item)]
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


def clipped_texts(seen: Sight) -> list[str]:
    """Texts wider or taller than their box, truncated, or past the stage's edge."""
    complaints, stage = [], seen.stage
    for label in seen.labels:
        if label.in_keyboard:
            continue
        item, text = label.item, label.text
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


def spilled_texts(seen: Sight) -> list[str]:
    """Texts that reach over the edge of the control they label, or of the card or note they stand on."""
    panes = [(control.item, control.label, control.box) for control in seen.controls]
    panes += [(item, kind, box_of(item, seen.stage)) for item, kind in seen.panes]
    return [
        f"{item.property('text')!r} spills out of {name}"
        for pane, name, box in panes
        for item in walk(pane)
        if _is_label(item) and item.property("text") and not _inside_rect(box_of(item, seen.stage), box)
    ]


def small_texts(seen: Sight) -> list[str]:
    """Labels under the 28 px floor, unless they lie on a picture of paper."""
    return [
        f"{label.text!r} is set in {float(label.item.property('effectiveSize')):.0f} px"
        for label in seen.labels
        if not label.item.property("pictured") and float(label.item.property("effectiveSize")) < FLOOR
    ]


def covered_texts(seen: Sight) -> list[str]:
    """Words that share a place with one of the large buttons."""
    named = (item for item in seen.named("primaryAction", "secondaryAction") if seen.on_top(item))
    buttons = [(item, box_of(item, seen.stage)) for item in named]
    return [
        f"{label.text!r} lies under {item.objectName()}"
        for label in seen.labels
        for item, box in buttons
        if box_of(label.item, seen.stage).intersects(box) and not _beneath(label.item, item) and seen.on_top(label.item)
    ]


def all_complaints(stage: QQuickItem) -> list[str]:
    """Every check of this module in one list."""
    seen = Sight(stage)
    return [complaint for check in CHECKS for complaint in check(seen)]


CHECKS = (
    unnamed_controls, small_targets, crowded_targets, clipped_texts, spilled_texts, small_texts, covered_texts
)  # fmt: skip


def _walk(root: QQuickItem, *, in_keyboard: bool) -> Iterator[tuple[QQuickItem, bool]]:
    if not root.isVisible() or root.opacity() == 0:
        return
    in_keyboard = in_keyboard or root.objectName() == "inputPanel"
    yield root, in_keyboard
    for child in root.childItems():
        yield from _walk(child, in_keyboard=in_keyboard)


def _control(item: QQuickItem, stage: QQuickItem) -> Control | None:
    told: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(item)
    role = QAccessible.Role.NoRole if told is None else told.role()
    if told is not None and (role in _PRESSABLE or role == QAccessible.Role.EditableText):
        return Control(item, told.text(QAccessible.Text.Name), role, item.isEnabled(), box_of(item, stage))
    if item.activeFocusOnTab():
        return Control(item, "", QAccessible.Role.NoRole, item.isEnabled(), box_of(item, stage))
    return None


def _is_label(item: QQuickItem) -> bool:
    return item.metaObject().className().startswith("Label_QMLTYPE")


def _beneath(item: QQuickItem, ancestor: QQuickItem) -> bool:
    parent: QQuickItem | None = item
    while parent is not None:
        if parent == ancestor:
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
