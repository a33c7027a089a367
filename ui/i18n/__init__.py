"""The words on the screens: one flat JSON file a language, the same keys in each."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("zh_CN", "en")


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> dict[str, str]:
    """Read one language; an unknown one raises ``FileNotFoundError``."""
    texts: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return texts


def text(language: str, key: str, **values: object) -> str:
    """Answer one sentence with its ``{name}`` places filled; an unknown key raises ``KeyError``."""
    return catalogue(language)[key].format_map(values)
