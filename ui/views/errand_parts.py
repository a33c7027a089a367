"""What the screens of an errand are made of; texts are in the citizen's language already."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from kiosk.clock import CHINA
from kiosk.protocol.progress import Said
from ui.views.wording import Words

Tone = Literal["info", "ok", "warn", "err", "neutral"]
DONE: dict[str, Tone] = {
    "done": "ok",
    "delivered": "ok",
    "supplement": "warn",
    "refused": "err",
    "withdrawn": "neutral",
}
KIND_ICONS = {"consultation": "question", "suggestion": "note-pencil", "complaint": "hand"}


@dataclass(frozen=True, slots=True)
class Way:
    """A button: what it says, and the intent it sends."""

    label: str
    intent: str
    args: dict[str, Any] = field(default_factory=dict)
    icon: str = ""
    loading: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One of a list; one without an intent is only read. ``chip`` says how it stands."""

    key: str
    icon: str
    title: str
    lines: tuple[str, ...]
    chip: str = ""
    tone: Tone = "info"
    intent: str = ""
    act: str = ""
    """What the button in it says that does the next thing at once; empty for none"""
    act_intent: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What has to be known or done: bold, then plain."""

    tone: Literal["info", "ok", "warn", "err"]
    icon: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what it says; what matters most is bold."""

    label: str
    value: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class ErrandListView:
    """A page of what belongs to somebody. ``remark`` stands in the place of rows where there are none."""

    title: str
    text: str
    rows: tuple[Row, ...] = ()
    page: int = 1
    pages: int = 1
    working: bool = False
    remark: Remark | None = None
    primary: Way | None = None
    secondary: Way | None = None


@dataclass(frozen=True, slots=True)
class ErrandDetailView:
    """One case, one ticket, or the slip of what was sent. ``steps`` are the newest, oldest first."""

    title: str
    text: str
    tone: Tone
    icon: str
    lines: tuple[Line, ...] = ()
    remarks: tuple[Remark, ...] = ()
    steps_title: str = ""
    steps: tuple[Line, ...] = ()
    said_title: str = ""
    said: str = ""
    """A longer text of somebody's: the answer to a ticket"""
    code: str = ""
    """Address of a QR code; empty for none"""
    code_text: str = ""
    primary: Way | None = None
    secondary: Way | None = None


@dataclass(frozen=True, slots=True)
class ErrandMenuView:
    """What to choose from."""

    title: str
    text: str
    choices: tuple[Row, ...]
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class ErrandTextView:
    """Something to write."""

    title: str
    text: str
    help: str
    value: str = ""
    error: str = ""
    longest: int = 400
    working: bool = False
    send: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ErrandCheckView:
    """What was written, before it is sent."""

    title: str
    text: str
    said: str
    error: str
    primary: Way
    secondary: Way


@dataclass(frozen=True, slots=True)
class ErrandNumberView:
    """Two things to type from paper; ``pad`` as of a form's question (`ui.views.form`)."""

    title: str
    text: str
    number_label: str
    number_longest: int
    proof_label: str
    proof_longest: int
    proof_extra: str
    """With it the proof has digits only, and this character"""
    error: str = ""
    working: bool = False
    send: str = ""


ErrandView = ErrandListView | ErrandDetailView | ErrandMenuView | ErrandTextView | ErrandCheckView | ErrandNumberView


def said(text: Said, words: Words) -> str:
    """The platform's sentence in the citizen's language."""
    return text.en if words.english else text.zh


def moment(at: datetime, words: Words) -> str:
    """Day and time of the clock on the wall."""
    local = at.astimezone(CHINA)
    return f"{words.day(local.date())} {local:%H:%M}"
