"""Papers for a case that is there (补交): which case waits for some, and the matter of the visit that takes them. Pure.

Such a visit goes through the same camera, submission and result as any other; only what is asked for comes from the platform.
"""

from kiosk.matters.materials import MaterialSpec
from kiosk.matters.model import HolderKind, Matter, Text
from kiosk.protocol.progress import CaseProgress, Said, Wanted
from kiosk.visit.errand import At, Errand
from kiosk.visit.state import Supplied

_OVER = ("refused", "withdrawn")
_LONGEST, _LONGEST_ENGLISH = 24, 50
"""Characters of a title that fit above a visit; those of this kiosk's own matters are seen to when they are written"""


def to_scan(case: CaseProgress, matter: Matter | None) -> tuple[Wanted, ...]:
    """What is wanted of the citizen and may be laid under a camera; `matter` is that of the case, where it is known here."""
    if case.state in _OVER:
        return ()
    specs = {spec.key: spec for spec in matter.materials} if matter is not None else {}
    return tuple(one for one in case.wanted if one.key not in specs or not _is_paper_itself(specs[one.key]))


def reason_of(wanted: Wanted) -> str:
    """What the officer wrote; of what was put off there is nothing but its day."""
    return wanted.why.strip() if wanted.asked or wanted.due is None else ""


def handing_in(errand: Errand, case_no: str) -> CaseProgress | None:
    """The case that papers can be handed in for now: one of those that the card on the reader opened."""
    if errand.holder is None or errand.working or errand.at not in (At.CASES, At.CASE):
        return None
    return next((one for one in errand.cases if one.case_no == case_no), None)


def visit_for(case: CaseProgress, matter: Matter | None) -> tuple[Matter, Supplied] | None:
    """What the visit is about: `matter` with nothing but the wanted papers to scan; None where there is none."""
    wanted = to_scan(case, matter)
    if not wanted:
        return None
    specs = {spec.key: spec for spec in matter.materials} if matter is not None else {}
    asked = {
        "materials": tuple(_spec(one, specs.get(one.key)) for one in wanted),
        **dict.fromkeys(("fields", "pages", "situations", "eligibility", "conditions", "declaration"), ()),
        **dict.fromkeys(("fees", "deliveries", "documents", "needs", "opening"), ()),
        **dict.fromkeys(("fee", "automatic", "counter", "mode", "valid_until")),
        "holders": tuple(HolderKind),
    }
    known = matter or _unknown(case)
    return known.model_copy(update=asked), Supplied(
        case.case_no, tuple((one.key, one.why) for one in wanted if reason_of(one))
    )


def _is_paper_itself(spec: MaterialSpec) -> bool:
    """Whether the office wants the paper, not its picture: nobody scans it for an application either."""
    return spec.form == "paper" and spec.origin != "scan"


def _spec(wanted: Wanted, known: MaterialSpec | None) -> MaterialSpec:
    if known is not None:
        asked = {"origin": "scan", "when": "true", "deferrable_days": None, "by_promise": None, "required": True}
        return known.model_copy(update=asked)
    title = _text(wanted.title)
    return MaterialSpec.model_construct(key=wanted.key, title=title, origin="scan", note=title)


def _unknown(case: CaseProgress) -> Matter:
    """A matter that this kiosk does not offer: what the platform says of the case is all that is needed."""
    said = case.title
    title = _text(Said(zh=_short(said.zh, _LONGEST), en=_short(said.en, _LONGEST_ENGLISH)))
    return Matter.model_construct(
        code=case.matter_code,
        title=title,
        short_title=title,
        department=Text.model_construct(zh=case.unit, en=case.unit, zh_hant=""),
        theme="",
    )


def _short(title: str, most: int) -> str:
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"


def _text(said: Said) -> Text:
    return Text.model_construct(zh=said.zh, en=said.en, zh_hant="")
