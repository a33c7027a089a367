"""Toner, waste and paper levels out of a printer's attributes (pure).

``printer-supply`` and ``printer-input-tray`` (PWG 5100.13) where the printer has them, else CUPS' ``marker-*``. A level of -1 or
-2 is unknown, -3 means that there is some (RFC 3805, prtMarkerSuppliesLevel).
"""

from itertools import zip_longest

from devices.api.document_printer import Supply, SupplyKind
from devices.codecs.ipp import Group

SUPPLY_NAMES = (
    "printer-supply",
    "printer-supply-description",
    "printer-input-tray",
    "marker-names",
    "marker-types",
    "marker-levels",
    "marker-low-levels",
)
_LOW_PERCENT = 10
_KINDS = (
    ("waste", SupplyKind.WASTE),
    ("toner", SupplyKind.TONER),
    ("ink", SupplyKind.INK),
    ("opc", SupplyKind.DRUM),
    ("developer", SupplyKind.DRUM),
    ("fuser", SupplyKind.FUSER),
)


def supplies_of(printer: Group) -> tuple[Supply, ...]:
    """All supplies that the attributes tell of; whatever makes no sense is left out."""
    marked = _described(printer) or _markers(printer)
    return (*marked, *_trays(printer))


def _described(printer: Group) -> tuple[Supply, ...]:
    names = printer.texts("printer-supply-description")
    found = []
    for index, facts in enumerate(_facts(printer, "printer-supply")):
        kind = _kind(facts.get("type", ""))
        level = _percent(_number(facts.get("level")), _number(facts.get("maxcapacity")))
        name = names[index] if index < len(names) else facts.get("colorantname", "")
        found.append(Supply(name or kind.value, kind, level, low=_low(kind, level, _LOW_PERCENT)))
    return tuple(found)


def _markers(printer: Group) -> tuple[Supply, ...]:
    names, types = printer.texts("marker-names"), printer.texts("marker-types")
    levels, lows = _numbers(printer, "marker-levels"), _numbers(printer, "marker-low-levels")
    found = []
    for name, kind_name, level, low in zip_longest(names, types, levels, lows):
        kind = _kind(kind_name or "")
        percent = _percent(level, 100)
        threshold = low if low is not None and low >= 0 else _LOW_PERCENT
        if level is not None:
            found.append(Supply(name or kind.value, kind, percent, low=_low(kind, percent, threshold)))
    return tuple(found)


def _trays(printer: Group) -> tuple[Supply, ...]:
    found = []
    for facts in _facts(printer, "printer-input-tray"):
        level, capacity = _number(facts.get("level")), _number(facts.get("maxcapacity"))
        percent = _percent(level, capacity)
        if percent is not None:
            low = _low(SupplyKind.PAPER, percent, _LOW_PERCENT)
            found.append(Supply(facts.get("name") or SupplyKind.PAPER.value, SupplyKind.PAPER, percent, low=low))
    return tuple(found)


def _facts(printer: Group, name: str) -> list[dict[str, str]]:
    """``key=value;key=value;`` of every value."""
    raw = (each.decode("utf-8", "replace") if isinstance(each, bytes) else each for each in printer.all(name))
    texts = [each for each in raw if isinstance(each, str)]
    return [dict(pair.split("=", 1) for pair in text.split(";") if "=" in pair) for text in texts]


def _numbers(printer: Group, name: str) -> list[int]:
    return [each for each in printer.all(name) if isinstance(each, int) and not isinstance(each, bool)]


def _number(text: str | None) -> int | None:
    digits = (text or "").removeprefix("-")
    # The first test keeps out digits that int() takes and no printer means.
    return int(text or "") if digits.isascii() and digits.isdigit() and len(digits) < 10 else None  # noqa: PLR2004


def _percent(level: int | None, capacity: int | None) -> int | None:
    if level is None or level < 0 or capacity is None or capacity <= 0:
        return None
    return min(100, round(100 * level / capacity))


def _kind(name: str) -> SupplyKind:
    return next((kind for word, kind in _KINDS if word in name.lower()), SupplyKind.OTHER)


def _low(kind: SupplyKind, percent: int | None, threshold: int) -> bool:
    """Waste is told both ways round by printers in the field, so only their state reasons are believed there."""
    return kind is not SupplyKind.WASTE and percent is not None and percent <= threshold
