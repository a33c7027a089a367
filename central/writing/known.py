"""What the catalogue in use knows: themes, bundles, and where a value can come from. The form offers it as choices."""

from django.utils.translation import get_language

from central.catalogue import catalogue
from central.writing.controls import Known
from kiosk.matters.shared import SHARED_FIELDS
from kiosk.matters.sources import CARD_ATTRIBUTES
from kiosk.matters.text import Text


def known_values() -> Known:
    """The choices of the parts ``theme``, ``bundles``, ``source`` and ``shared``."""
    found = catalogue()
    card = [(f"card.{name}", f"card.{name}") for name in sorted(CARD_ATTRIBUTES)]
    government = [
        (f"government.{key}", f"{source.meaning}（government.{key}）")
        for key, source in found.sources.government.items()
    ]
    return {
        "theme": tuple((theme.key, _said(theme.title)) for theme in found.home.themes),
        "bundles": tuple((bundle.key, _said(bundle.title)) for bundle in found.home.bundles),
        "source": tuple(card + government),
        "shared": tuple((key, f"{_said(field.title)}（{key}）") for key, field in SHARED_FIELDS.items()),
    }


def _said(text: Text) -> str:
    return text.get(get_language() or "zh_CN")
