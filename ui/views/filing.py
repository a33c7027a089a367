"""The submission: three steps, no way out."""

from dataclasses import dataclass
from typing import Literal

from kiosk.visit.state import Visit
from ui.views.context import FilingStage, ViewContext
from ui.views.wording import Words

_ORDER: tuple[FilingStage, ...] = ("saving", "sending", "answering")


@dataclass(frozen=True, slots=True)
class FilingStep:
    """One of three."""

    text: str
    state: Literal["done", "now", "next"]


@dataclass(frozen=True, slots=True)
class FilingView:
    """What is happening to the application at this moment."""

    title: str
    text: str
    card_title: str
    steps: tuple[FilingStep, ...]
    hint: str
    button: str


def view_of(visit: Visit, context: ViewContext) -> FilingView:
    """The steps follow the real submission. Nobody is told to leave the card when it has gone already."""
    words = Words(context.language)
    here = _ORDER.index(context.filing_stage)
    sent = "filing.sent" if context.online else "filing.sent_offline"
    said = (
        ("filing.saved" if here > 0 else "filing.saving"),
        (sent if here > 1 else "filing.sending" if context.online else "filing.sending_offline"),
        "filing.answering" if context.online else "filing.answering_offline",
    )
    steps = tuple(
        FilingStep(_step(words, key, visit), "done" if place < here else "now" if place == here else "next")
        for place, key in enumerate(said)
    )
    taken = visit.card_taken or not context.card_present
    return FilingView(
        title=words.text("filing.title"),
        text=words.text("filing.text"),
        card_title=words.text("filing.card"),
        steps=steps,
        hint=words.text("filing.hint_taken" if taken else "filing.hint"),
        button=words.text("filing.button"),
    )


def _step(words: Words, key: str, visit: Visit) -> str:
    return words.text(key, office=words.office(visit.matter.department))
