"""Where in the visit the citizen is: the step bar, and which of the footer's buttons lead anywhere."""

from dataclasses import replace

from kiosk.matters.plan import Step, plan_of
from kiosk.visit.machine import may_go_back
from kiosk.visit.state import Visit
from kiosk.visit.steps.form import pages
from ui.views.chrome import Chrome, ChromeStep, TimeoutView
from ui.views.context import ViewContext
from ui.views.sheets import card_away, leave
from ui.views.wording import Words

SEGMENTS: tuple[tuple[str, tuple[Step, ...]], ...] = (
    ("step.identify", (Step.IDENTIFY,)),
    ("step.form", (Step.FORM,)),
    ("step.materials", (Step.MATERIALS,)),
    ("step.sign", (Step.REVIEW, Step.SIGN)),
    ("step.payment", (Step.PAYMENT,)),
    ("step.filing", (Step.FILING,)),
)
"""What the citizen counts as one step; review and signature are one"""


def in_visit(chrome: Chrome, visit: Visit, context: ViewContext, *, leave_asked: bool = False) -> Chrome:
    """`chrome` as it has to be while `visit` is on the screen. Guide and result have no step bar.

    `leave_asked` means that 退出 was pressed and is to be confirmed.
    """
    words = Words(context.language)
    running = visit.ended is None
    # What the situation leaves out is known when the form is done; till then every step there may be is counted.
    plan = plan_of(visit.matter) if visit.step in (Step.IDENTIFY, Step.FORM) else visit.plan
    segments = [(key, steps) for key, steps in SEGMENTS if set(steps) & set(plan)]
    place = next((index for index, (_, steps) in enumerate(segments) if visit.step in steps), None)
    steps: tuple[ChromeStep, ...] = ()
    text = ""
    if running and place is not None:
        steps = tuple(
            ChromeStep(_label(visit, key, words), "done" if index < place else "now" if index == place else "next")
            for index, (key, _) in enumerate(segments)
        )
        text = words.text("step.count", number=place + 1, total=len(segments))
    return replace(
        chrome,
        steps=steps,
        step_text=text,
        matter_title=words.of(visit.matter.title) if running else "",
        can_go_back=may_go_back(visit),
        in_visit=running,
        locked=running and visit.step is Step.FILING,
        help_text=words.text("help.text") if visit.values else chrome.help_text,
        timeout=chrome.timeout if visit.absence is None else TimeoutView(),
        card_away=card_away(visit, chrome, words),
        leave=leave(visit, chrome, asked=leave_asked),
    )


def _label(visit: Visit, key: str, words: Words) -> str:
    """Where the form asks nothing it is only to be checked, and papers for a case are only looked over."""
    if key == "step.sign" and visit.supplement is not None:
        return words.text("step.look")
    if key == "step.form" and not any(page.questions for page in pages(visit)):
        return words.text("step.check")
    return words.text(key)
