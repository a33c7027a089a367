"""A plan turns a matter into the straight list of steps of one visit. Steps a matter does not need do not exist in it."""

from enum import StrEnum

from kiosk.matters.model import Matter


class Step(StrEnum):
    """Where a visit can be."""

    GUIDE = "guide"
    IDENTIFY = "identify"
    FORM = "form"
    MATERIALS = "materials"
    REVIEW = "review"
    SIGN = "sign"
    PAYMENT = "payment"
    FILING = "filing"
    RESULT = "result"


SUPPLEMENT = (Step.MATERIALS, Step.REVIEW, Step.FILING, Step.RESULT)
"""The steps of a visit that brings papers for a case that is there (补交): the card has been read before it begins"""


def plan_of(matter: Matter, *, promises: bool = False) -> tuple[Step, ...]:
    """The steps of a visit on `matter`, in order. `promises` are made instead of papers (告知承诺), and have to be signed.

    Review and signature come before the money, and filing follows the money by itself: nobody who has paid can walk away
    with nothing submitted (docs/adr).
    """
    if matter.at_counter_only:
        return (Step.GUIDE,)
    steps = [Step.GUIDE, Step.IDENTIFY, Step.FORM]
    if matter.scanned:
        steps.append(Step.MATERIALS)
    if matter.declaration or promises:
        steps += [Step.REVIEW, Step.SIGN]
    if matter.all_fees or any(way.fee_fen for way in matter.deliveries):
        steps.append(Step.PAYMENT)
    return (*steps, Step.FILING, Step.RESULT)
