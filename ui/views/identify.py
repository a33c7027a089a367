"""Identity: lay the card down, or what is wrong and the way on."""

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.faults import Tone
from kiosk.matters.masks import masked_name
from kiosk.visit.state import Visit
from ui.views.context import ViewContext
from ui.views.wording import Words

_LAY_AGAIN = ("identify.fix.wallet", "identify.fix.flat", "identify.fix.still")
FIXES: dict[str, tuple[str, ...]] = {
    "card.unreadable": _LAY_AGAIN,
    "card.moved": ("identify.fix.again", "identify.fix.flat", "identify.fix.still"),
    "card.garbled": ("identify.fix.lift_first", "identify.fix.flat", "identify.fix.still"),
    "card.left": ("identify.fix.lift_first", "identify.fix.yours", "identify.fix.still"),
    "card.not_an_id": ("identify.fix.resident", "identify.fix.hmt", "identify.fix.foreign"),
    "card.forged": ("identify.fix.alone", "identify.fix.once_more", "identify.fix.counter"),
    "card.expired": ("identify.fix.valid", "identify.fix.police"),
    "card.kind_not_served": ("identify.fix.other_kind", "identify.fix.guide"),
}
"""What to try, in order, under the picture of the reader"""
_TITLES = {"card.left": "identify.title_left"}
"""Where laying a card down is not the first thing to do"""
_FIXES_TITLES = {
    "card.not_an_id": "identify.fixes_cards",
    "card.expired": "identify.fixes_ways",
    "card.kind_not_served": "identify.fixes_ways",
}
"""Where it is not about how the card lies"""
_OTHER_WAY_AFTER = 3


@dataclass(frozen=True, slots=True)
class IdentifyTip:
    """One line beside the map of the machine."""

    icon: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class IdentifyChoice:
    """Another way on when the reader is down; `intent` is what its button emits, `action` what the button says."""

    key: str
    title: str
    text: str
    icon: str
    action: str
    intent: Literal["help", "exit"]


@dataclass(frozen=True, slots=True)
class IdentifyView:
    """`state`: place · trouble (lay it again) · checking · refused (not eligible) · down (no reader)."""

    state: Literal["place", "trouble", "checking", "refused", "down"]
    title: str
    text: str
    badge: str
    tone: Literal["info", "ok", "warn", "err"]
    fixes_title: str
    fixes: tuple[str, ...]
    tips: tuple[IdentifyTip, ...]
    choices: tuple[IdentifyChoice, ...]
    note_title: str
    note_text: str
    help_first: bool
    """After the third failure another way stands out"""
    other: str = ""
    """What can be done without a card, where there is such a way"""
    in_visit: bool = True
    """Whether steps stand above it; before a matter is chosen there are none"""


def view_of(visit: Visit, context: ViewContext) -> IdentifyView:
    """A broken reader counts before the last card's trouble, but not once the card has been read.

    Whether it is broken is the reader's own state, not its last fault: once mended, the screen goes on by itself.
    """
    words = Words(context.language)
    trouble = visit.trouble
    if visit.working:
        return _checking(visit, words)
    if trouble is not None and trouble.fault == "matter.not_eligible":
        return _refused(visit, words)
    if context.reader_down:
        return _down(words)
    if trouble is not None and not trouble.fault.startswith("reader."):
        return _trouble(visit, words)
    return _place(words)


def _place(words: Words) -> IdentifyView:
    tips = (
        IdentifyTip("hand", words.text("identify.tip.flat"), words.text("identify.tip.flat_text")),
        IdentifyTip("shield-check", words.text("identify.tip.once"), words.text("identify.tip.once_text")),
        IdentifyTip("bell-ringing", words.text("identify.tip.take"), words.text("identify.tip.take_text")),
    )
    return IdentifyView(
        state="place",
        title=words.text("identify.title"),
        text=words.text("identify.text"),
        badge=words.text("identify.badge.place"),
        tone="info",
        fixes_title="",
        fixes=(),
        tips=tips,
        choices=(),
        note_title="",
        note_text="",
        help_first=False,
    )


def _checking(visit: Visit, words: Words) -> IdentifyView:
    name = masked_name(visit.holder.name) if visit.holder is not None else ""
    return replace(
        _place(words),
        state="checking",
        title=words.text("identify.checking"),
        text=words.text("identify.checking_text"),
        badge=words.text("identify.badge.checking", name=name),
    )


def _trouble(visit: Visit, words: Words) -> IdentifyView:
    trouble = visit.trouble
    row, said = words.fault(trouble.fault if trouble is not None else "card.unreadable")
    return replace(
        _place(words),
        state="trouble",
        title=words.text(_TITLES.get(row.code, "identify.title")),
        text=said.advice,
        badge=said.headline,
        tone="err" if row.tone is Tone.ERROR else "warn",
        fixes_title=words.text(_FIXES_TITLES.get(row.code, "identify.fixes")),
        fixes=tuple(words.text(key) for key in FIXES.get(row.code, _LAY_AGAIN)),
        help_first=trouble is not None and trouble.times >= _OTHER_WAY_AFTER,
    )


def _refused(visit: Visit, words: Words) -> IdentifyView:
    number = int(visit.trouble.of) if visit.trouble is not None and visit.trouble.of else 0
    _, said = words.fault("matter.not_eligible")
    reason = words.of(visit.matter.eligibility[number].otherwise)
    return replace(
        _place(words),
        state="refused",
        title=said.headline,
        text=words.text("identify.refused_text"),
        badge=words.text("identify.badge.read"),
        tone="ok",
        note_title=reason,
        note_text=words.text("identify.refused_note"),
    )


def _down(words: Words) -> IdentifyView:
    _, said = words.fault("reader.lost")
    choices = (
        IdentifyChoice(
            "help",
            words.text("identify.down.help"),
            words.text("identify.down.help_text"),
            "headset",
            words.text("identify.down.help_action"),
            "help",
        ),
        IdentifyChoice(
            "elsewhere",
            words.text("identify.down.elsewhere"),
            words.text("identify.down.elsewhere_text"),
            "arrow-fat-right",
            words.text("identify.down.elsewhere_action"),
            "exit",
        ),
    )
    return replace(
        _place(words),
        state="down",
        title=said.headline,
        text=said.advice,
        tone="warn",
        choices=choices,
        note_title=words.text("identify.down.note"),
        note_text=words.text("identify.down.note_text"),
    )
