"""Type: the two families of the design, with a fallback that knows rare characters of names."""

from PySide6.QtGui import QFont, QFontDatabase

SANS = "Noto Sans CJK SC"
SONG = "Noto Serif CJK SC"
RARE = ("HanaMinA", "HanaMinB", "BabelStone Han")


def install() -> tuple[str, ...]:
    """Make rare characters fall back to a font that has them; answer the families that are missing."""
    present = set(QFontDatabase.families())
    rare = [family for family in RARE if family in present]
    for family in (SANS, SONG):
        QFont.insertSubstitutions(family, rare)
    return tuple(family for family in (SANS, SONG) if family not in present)
