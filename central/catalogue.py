"""The matters as the platform knows them: the same folders the kiosk reads."""

from functools import lru_cache
from pathlib import Path

import kiosk.matters
from kiosk.matters.model import Matter
from kiosk.matters.parse import MATTER_FILE, parse_matter

ROOT = Path(kiosk.matters.__file__).parent / "baseline"


def matter_of(code: str) -> Matter | None:
    """The matter with `code`, or ``None`` when this platform has none (a kiosk may be ahead of it)."""
    return _matters().get(code)


@lru_cache(maxsize=1)
def _matters() -> dict[str, Matter]:
    parsed = [parse_matter(file.parent) for file in sorted(ROOT.glob(f"*/{MATTER_FILE}"))]
    return {matter.code: matter for matter in parsed if isinstance(matter, Matter)}
