"""The kiosk looks at itself right after a change of release: what a citizen would meet first has to work."""

from kiosk.services.offer import Offer

THOROUGH, QUICK = 50, 1
"""Matters that are looked for: before the change, when nobody waits for it, and while nobody can begin"""


class Unfit(Exception):  # noqa: N818 - what happened, not a mistake of the caller
    """A release that is genuine and cannot be used; the text names the first thing that is wrong."""


class Undecided(Unfit):
    """Its examination came to no end, for want of memory, room or time: nothing is known of the release itself."""


def self_check(offer: Offer, samples: int = QUICK) -> str | None:
    """What does not work, or None. One search through two thousand matters takes some 30 ms."""
    catalogue = offer.catalogue
    if not offer.whole.matters:
        return "there is no matter at all"
    if not offer.calendar.notices:
        return "there is no calendar"
    for matter in (*catalogue.popular, *catalogue.matters.values())[:samples]:
        if not any(hit.matter is matter for hit in offer.search.search(matter.title.zh)):
            return f"{matter.code} is not found by its title"
        for document in matter.documents:
            if not offer.whole.template(matter.code, document.key).is_file():
                return f"{matter.code} has lost a template"
    return None
