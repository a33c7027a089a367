"""Who may do a matter here: the kind of card it takes, and its rules. Pure."""

from collections.abc import Mapping

from kiosk.matters.fields import complete
from kiosk.matters.model import Matter, Text
from kiosk.matters.rules import HolderFacts, holds

WRONG_CARD = Text(
    zh="这件事要用另一种证件办，请到窗口办理",
    en="This service needs another kind of card. Please come to the counter",
)


def refusals(matter: Matter, holder: HolderFacts, values: Mapping[str, str]) -> tuple[Text, ...]:
    """Why this person cannot do it here, in the order of the file; empty when they can.

    A value that is not known yet is the empty text; rules that need it are written so that they let it pass, and the
    platform decides later.
    """
    if holder.kind not in {kind.value for kind in matter.holders}:
        return (WRONG_CARD,)
    filled = complete(matter, values)
    return tuple(entry.otherwise for entry in matter.eligibility if not holds(entry.rule, filled, holder))
