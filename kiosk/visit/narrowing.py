"""The matter as it is for one citizen: only the parts that their situation selects, and one fee of all that is due."""

from collections.abc import Sequence

from kiosk.matters.composed import Composed, only
from kiosk.matters.delivery import postage
from kiosk.matters.model import Fee, Matter, Text
from kiosk.matters.selection import Facts, conditions, documents, fees, materials, way_of


def narrowed(matter: Matter, facts: Facts) -> Matter:
    """`matter` with the materials, conditions, fees and documents of these facts, and the one way the result goes.

    Itself where nothing depends on them. What is due is in `fee`, as one sum with the postage; `fees` is empty.
    """
    if isinstance(matter, Composed):
        matter = matter.model_copy(update=only(matter, facts))
    rules = {part.when for part in matter.materials} | {part.when for part in matter.conditions}
    rules |= {part.when for part in matter.all_fees} | {part.when for part in matter.deliveries}
    rules |= {part.when for part in matter.documents}
    if not matter.fees and rules <= {"true"} and not matter.deliveries:
        return matter
    way = way_of(matter, facts)
    selected = {
        "materials": materials(matter, facts),
        "conditions": conditions(matter, facts),
        "deliveries": () if way is None else (way,),
        "documents": documents(matter, facts),
        "fee": in_all((*fees(matter, facts), *postage(way))),
        "fees": (),
    }
    return matter.model_copy(update=selected)


def in_all(due: Sequence[Fee]) -> Fee | None:
    """One fee for all of `due`: paid in one order, later only where every one of them may be; ``None`` for nothing."""
    if len(due) <= 1:
        return due[0] if due else None
    names = [fee.name for fee in due]
    name = Text.model_construct(
        zh="、".join(each.zh for each in names),
        en=", ".join(each.en for each in names),
        zh_hant="、".join(each.get("zh_Hant") for each in names),
    )
    # The sum of allowed amounts may be above what one may be.
    return Fee.model_construct(
        key=due[0].key,
        amount_fen=sum(fee.amount_fen for fee in due),
        name=name,
        deferrable=all(fee.deferrable for fee in due),
    )
