"""The samples of every room together."""

import importlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.gallery.samples import Sample, chrome


@lru_cache(maxsize=1)
def all_samples() -> dict[str, Sample]:
    """Every sample of every ``samples*.py`` beside this module, by name."""
    found: dict[str, Sample] = {}
    for path in sorted(Path(__file__).parent.glob("samples*.py")):
        found |= importlib.import_module(f"tests.gallery.{path.stem}").SAMPLES
    return found


def look_of(sample: Sample, language: str, variant: str) -> dict[str, Any]:
    """The shell's data around a sample; callable values are asked in the language."""
    changes = {key: value(language) if callable(value) else value for key, value in sample.chrome.items()}
    return chrome(language, **{**changes, "elder": variant == "elder"})
