"""The notice on home: nothing is accepted now, or a receipt is owed. Discloses nothing that everybody may not read. Pure."""

from datetime import datetime

from kiosk.faults import fault
from kiosk.protocol.supplement import is_supplement
from kiosk.services.unprinted import Offer
from ui.views.home import HomeNotice
from ui.views.wording import Words

_TAIL = 4
"""So many of a receipt number's last characters tell its owner from others"""


def notice_of(
    *, accepting: bool, offer: Offer | None, can_print: bool, language: str, now: datetime
) -> HomeNotice | None:
    """A paper under way counts more than that nothing is accepted, for somebody waits for it."""
    words = Words(language)
    under_way = offer is not None and offer.phase in ("printing", "printed")
    if not accepting and not under_way:
        return HomeNotice("stopped", "prohibit", "warn", words.text("home.stopped"), words.text("home.stoppedText"))
    if offer is None or not (can_print or under_way):
        return None
    return _reprint(offer, words, now)


def _reprint(offer: Offer, words: Words, now: datetime) -> HomeNotice:
    accepted = offer.accepted
    said = words.text(
        "home.reprintText", time=words.moment(accepted.applied_at, now), tail=accepted.receipt_no[-_TAIL:]
    )
    match offer.phase:
        case "printing":
            return HomeNotice("reprint", "printer", "info", words.text("home.reprint.printing"), said)
        case "printed":
            return HomeNotice("reprint", "receipt", "ok", words.text("home.reprint.printed"), said)
        case "failed":
            what = fault(offer.fault).words(words.language).headline
            title = words.text("home.reprint.failed", what=what)
            return HomeNotice("reprint", "receipt", "warn", title, said, words.text("home.reprint.again"))
        case _:
            papers = is_supplement(accepted.receipt_no)
            title = words.text("supplement.slip.offered" if papers else "home.reprint.offered")
            return HomeNotice("reprint", "receipt", "info", title, said, words.text("home.reprint.action"))
