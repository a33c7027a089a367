"""The rule of papers that are still owed (容缺受理), in an officer's words: on the case's page and above its forms."""

from django.utils.translation import gettext

from central.cases.casework import WAITS_FOR_PAPERS
from central.cases.models import Case
from central.cases.owing import Owed, still_owed, withholding
from central.cases.transitions import Action
from central.catalogue import in_language, matter_of
from central.words import listed


def rule_of(case: Case) -> str:
    """What is owed, by which day, and what waits for it; empty where nothing is."""
    owed = still_owed(case)
    if not owed:
        return ""
    if any(one.withholds for one in owed):
        said = gettext("容缺受理：还欠%s。补齐以后才能准予和给结果；期限以内，不能只因为缺它不予批准。")
    else:
        said = gettext("容缺受理：还欠%s。事项允许先给结果，给了以后仍要补交。")
    return said % listed(_named(case, one) for one in owed)


def held_back(case: Case, action: Action) -> str:
    """Why `action` is not taken yet, shortly; empty where it waits for no paper."""
    return gettext("容缺材料还没补齐") if action in WAITS_FOR_PAPERS and withholding(case) else ""


def _named(case: Case, owed: Owed) -> str:
    matter = matter_of(case.matter_code)
    titles = {spec.key: in_language(spec.title) for spec in matter.materials} if matter is not None else {}
    said = gettext("“%(paper)s”（%(day)s 前交）")
    return said % {"paper": titles.get(owed.key, owed.key), "day": owed.due.isoformat()}
