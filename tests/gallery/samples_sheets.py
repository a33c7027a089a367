"""The sheets over a visit, and the banner over an empty lobby."""

from typing import Any

from kiosk.faults import FAULTS
from tests.gallery.samples import Sample, attract, away, guide, home

LEFT_CARD: dict[str, Any] = {"leftCard": {"open": True, "other": False, "onReader": True}}
OTHER_CARD: dict[str, Any] = {"leftCard": {"open": True, "other": True, "onReader": True}}
NOBODY: dict[str, Any] = {"inVisit": False, "canGoBack": False}

SAMPLES: dict[str, Sample] = {
    "card-away": Sample("guide", guide, {"cardAway": away()}, "13-session-timeout"),
    "card-away-trouble": Sample(
        "guide",
        guide,
        {
            "cardAway": lambda lang: away(
                seconds=9,
                money=True,
                trouble=FAULTS["card.moved"].words(lang).headline,
                advice=FAULTS["card.moved"].words(lang).advice,
            )
        },
    ),
    "leave": Sample("guide", guide, {"leave": {"open": True, "money": False, "cardOnReader": True}}, "18-help-sheet"),
    "leave-money": Sample("guide", guide, {"leave": {"open": True, "money": True, "cardOnReader": True}}),
    "home-left-card": Sample("home", home("day", "morning"), {**NOBODY, **LEFT_CARD}, "01-home-day"),
    "home-left-card-reach": Sample(
        "home", home("day", "morning"), {**NOBODY, "reach": True, **LEFT_CARD}, "", ("normal",)
    ),
    "home-other-card": Sample("home", home("night", "night"), {**NOBODY, "night": True, **OTHER_CARD}),
    "attract-left-card": Sample("attract", attract("night", "23:40"), {**NOBODY, **LEFT_CARD}, "", ("normal",)),
    "attract-left-card-day": Sample("attract", attract("day", "10:05"), {**NOBODY, **LEFT_CARD}, "", ("normal",)),
}
