"""What the catalogue in use knows: themes, bundles, matters, and where a value can come from. The form offers it as choices."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from central.catalogue import catalogue, titles
from central.writing.controls import PICKED, Known
from central.writing.models import DraftKind
from kiosk.matters.shared import SHARED_FIELDS
from kiosk.matters.sources import CARD_ATTRIBUTES
from kiosk.matters.text import Text


def known_values(kind: str, body: Mapping[str, Any]) -> Known:
    """The choices of the parts ``theme``, ``bundles``, ``source`` and ``shared`` of a matter; those of a bundle with `body`."""
    return _of_bundles(body) if kind == DraftKind.BUNDLE else _of_matters()


def _of_bundles(body: Mapping[str, Any]) -> Known:
    """The matters there are, and the members there are to wait for."""
    named = titles()
    members = body.get("members") or ()
    codes = [str(member.get("code") or "") for member in members if isinstance(member, Mapping)]
    return {
        PICKED: tuple(named.items()),
        "depends_on": tuple((code, named.get(code, code)) for code in dict.fromkeys(codes) if code),
    }


def _of_matters() -> Known:
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
