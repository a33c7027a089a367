"""Home: search, what people often do, life events, themes. Texts are in the citizen's language already."""

from dataclasses import dataclass
from typing import Literal

from ui.views.daylight import Greeting, Scene

Tone = Literal["info", "ok", "warn"]


@dataclass(frozen=True, slots=True)
class PopularMatter:
    """A short name on a pill; at most four."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class QuickTile:
    """A service of its own; a disabled one says when in ``caption``."""

    key: str
    icon: str
    title: str
    caption: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class BundleTile:
    """One life event; ``caption`` says how many matters it holds."""

    key: str
    icon: str
    tone: Tone
    title: str
    caption: str


@dataclass(frozen=True, slots=True)
class ThemeTile:
    """Matters of one theme."""

    key: str
    icon: str
    title: str


@dataclass(frozen=True, slots=True)
class ElderTile:
    """One of the six choices of the large type home."""

    key: str
    icon: str
    tone: Tone
    title: str
    caption: str


@dataclass(frozen=True, slots=True)
class HomeNotice:
    """What everybody has to know before they begin; pressable where ``action`` says what it does."""

    key: Literal["stopped", "reprint"]
    icon: str
    tone: Tone
    title: str
    text: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything on home."""

    scene: Scene
    greeting: Greeting
    popular: tuple[PopularMatter, ...]
    quick: tuple[QuickTile, ...]
    bundles: tuple[BundleTile, ...]
    bundle_total: int
    themes: tuple[ThemeTile, ...]
    elder_tiles: tuple[ElderTile, ...]
    notice: HomeNotice | None = None
    """In the place of `popular`"""
    announcement: str = ""
    """One line for everybody; the whole of it stands under 政务公开"""
