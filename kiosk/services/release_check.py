"""The kiosk looks at itself right after a change of release: what a citizen would meet first has to work."""

from kiosk.services.offer import Offer

_SAMPLES = 20


def self_check(offer: Offer) -> str | None:
    """What does not work, or None. Takes a few milliseconds: nobody can begin meanwhile."""
    catalogue = offer.catalogue
    if not offer.whole.matters:
        return "there is no matter at all"
    if not offer.calendar.notices:
        return "there is no calendar"
    for matter in (*catalogue.popular, *catalogue.matters.values())[:_SAMPLES]:
        if not any(hit.matter is matter for hit in offer.search.search(matter.title.zh)):
            return f"{matter.code} is not found by its title"
        for document in matter.documents:
            if not offer.whole.template(matter.code, document.key).is_file():
                return f"{matter.code} has lost a template"
    return None
