"""The declaration and the pad under it."""

from dataclasses import dataclass

from kiosk.matters.masks import masked_name
from kiosk.matters.plan import Step
from kiosk.visit.state import Visit
from kiosk.visit.steps.materials import declaration
from ui.views.context import ViewContext
from ui.views.wording import Words


@dataclass(frozen=True, slots=True)
class SignView:
    """What is signed and by whom."""

    title: str
    declaration_title: str
    declaration: tuple[str, ...]
    prompt: str
    hint: str
    working: bool
    trouble_title: str
    trouble_text: str
    next: str


def view_of(visit: Visit, context: ViewContext) -> SignView:
    """The button says whether money or the submission comes next."""
    words = Words(context.language)
    name = masked_name(visit.holder.name) if visit.holder is not None else ""
    said = words.fault(visit.trouble.fault)[1] if visit.trouble is not None else None
    submits = Step.PAYMENT not in visit.plan
    return SignView(
        title=words.text("sign.title"),
        declaration_title=words.text("sign.declaration"),
        declaration=tuple(words.of(line) for line in declaration(visit)),
        prompt=words.text("sign.prompt", name=name),
        hint=words.text("sign.hint"),
        working=visit.working,
        trouble_title=said.headline if said is not None else "",
        trouble_text=said.advice if said is not None else "",
        next=words.text("sign.submit" if submits else "sign.next"),
    )
