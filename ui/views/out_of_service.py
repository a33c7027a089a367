"""The end nobody wanted: nothing could be submitted."""

from dataclasses import dataclass

from kiosk.services.cabinet import Closed
from kiosk.services.withdrawal import Withdrawn
from kiosk.visit.state import Visit
from ui.views.context import ViewContext
from ui.views.wording import Words


@dataclass(frozen=True, slots=True)
class OutOfServiceView:
    """What did not happen, what becomes of the money, and where to go."""

    scene: str
    title: str
    text: str
    promise: str
    money: str
    ways_title: str
    phone_title: str
    phone_text: str
    next: str
    code: str


def view_of(visit: Visit, context: ViewContext) -> OutOfServiceView:
    """An ended visit remembers only the orders whose money has not come to rest; where there is one, money goes back."""
    words = Words(context.language)
    paid = bool(visit.orders)
    return OutOfServiceView(
        scene="dusk",
        title=words.text("out.title"),
        text=words.text("out.text"),
        promise=words.text("out.promise"),
        money=words.text("out.refund" if paid else "out.not_charged"),
        ways_title=words.text("out.ways"),
        phone_title=words.text("out.phone"),
        phone_text=words.text("out.phone_text"),
        next=words.text("out.next"),
        code="filing.storage",
    )


def closed_view(closed: Closed | Withdrawn, language: str) -> OutOfServiceView:
    """Nobody is let in now; there is nothing to press, the kiosk opens by itself."""
    words = Words(language)
    return OutOfServiceView(
        scene="dusk",
        title=words.text("closed.title"),
        text=words.text(f"closed.{closed.value}"),
        promise=words.text("closed.promise"),
        money=words.text("closed.money"),
        ways_title=words.text("out.ways"),
        phone_title=words.text("out.phone"),
        phone_text=words.text("out.phone_text"),
        next="",
        code=f"closed.{closed.value}",
    )
