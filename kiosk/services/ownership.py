"""Whose matters these are: each must say the department that signed for it."""

import json

from kiosk.matters.catalogue import Catalogue
from kiosk.protocol.release import OWNERS_FILE


def stranger(catalogue: Catalogue) -> str | None:
    """What is wrong with the departments of a release, None when nothing is.

    The file of owners was written by the kiosk itself, from the signed indexes.
    """
    try:
        owners: dict[str, str] = json.loads((catalogue.root / OWNERS_FILE).read_bytes())["owners"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"expected {OWNERS_FILE}, with the department of every matter"
    if missing := sorted(owners.keys() - catalogue.matters.keys()):
        return f"expected {missing[0]}, which is missing or wrong"
    for code, matter in catalogue.matters.items():
        if owners.get(code) != matter.department.zh:
            return f"{code}: expected a matter of {owners.get(code, 'nobody')}, who signed it; found {matter.department.zh}"
    return None
