"""The words on the screens: flat JSON, the same keys in each language.

``<language>.json`` holds the shell's and the screens' words, ``<room>.<language>.json`` those of one room. A text that is
filled with a ``count`` may say ``[day|days]``: the first for one, the second for any other.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("zh_CN", "en")
_BY_COUNT: Final = re.compile(r"\[([^|\]]*)\|([^|\]]*)\]")


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> dict[str, str]:
    """Read one language; an unknown one raises ``FileNotFoundError``, a key in two files ``ValueError``."""
    texts: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob(f"*.{language}.json")):
        room: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        if twice := room.keys() & texts.keys():
            raise ValueError(f"{path.name} repeats {sorted(twice)}")
        texts |= room
    return texts


def text(language: str, key: str, **values: object) -> str:
    """Answer one sentence with its ``{name}`` places filled; an unknown key raises ``KeyError``."""
    chosen = 1 if values.get("count") == 1 else 2
    return _BY_COUNT.sub(lambda words: words[chosen], catalogue(language)[key]).format_map(values)
