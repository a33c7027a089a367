"""Charts as SVG, made here: no script, no style inside. Colours are classes of ``fleet/fleet.css``; each mark says its value."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WIDTH, _LEFT, _BOTTOM, _TOP = 960, 56, 26, 14
_GRID = 4
_LABEL = 56
"""Room that a label needs"""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value: what stands under it, and what is said when one points at it. None where nothing may be told."""

    label: str
    value: float | None
    said: str


def bars(
    marks: Sequence[Mark],
    name: str,
    *,
    top: float | None = None,
    unit: str = "",
    height: int = 220,
    width: int = _WIDTH,
) -> SafeString:
    """Upright bars on one scale from 0; `top` is its end, where it is not the largest value."""
    if not marks:
        return SafeString("")
    end = _end(marks, top)
    step = (width - _LEFT) / len(marks)
    thick = max(1.0, step * 0.72)
    deep = height - _TOP - _BOTTOM
    drawn = (
        (
            _n(_LEFT + place * step + (step - thick) / 2),
            _n(_TOP + deep * (1 - (mark.value or 0) / end)),
            _n(thick),
            _n(max(1.0, deep * (mark.value or 0) / end)),
            "c-hidden" if mark.value is None else "c-bar",
            mark.said,
        )
        for place, mark in enumerate(marks)
    )
    body = format_html_join(
        "", '<rect x="{}" y="{}" width="{}" height="{}" rx="2" class="{}"><title>{}</title></rect>', drawn
    )
    return _chart(name, height, _axis(end, unit, height, width) + body + _labels(marks, step, height), width)


def line(
    marks: Sequence[Mark], name: str, *, top: float | None = None, unit: str = "", height: int = 220
) -> SafeString:
    """A line over an area; a gap where nothing is known."""
    if not marks:
        return SafeString("")
    end, deep = _end(marks, top), height - _TOP - _BOTTOM
    step = (_WIDTH - _LEFT) / len(marks)
    points = [
        (_LEFT + (place + 0.5) * step, _TOP + deep * (1 - mark.value / end), mark.said)
        for place, mark in enumerate(marks)
        if mark.value is not None
    ]
    path = " ".join(f"{'M' if place == 0 else 'L'}{_n(x)} {_n(y)}" for place, (x, y, _) in enumerate(points))
    area = f"{path} L{_n(points[-1][0])} {height - _BOTTOM} L{_n(points[0][0])} {height - _BOTTOM} Z" if points else ""
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="3.5" class="c-dot"><title>{}</title></circle>',
        ((_n(x), _n(y), s) for x, y, s in points),
    )
    drawn = format_html('<path d="{}" class="c-area"/><path d="{}" class="c-line"/>', area, path) if points else ""
    return _chart(name, height, _axis(end, unit, height) + drawn + dots + _labels(marks, step, height))


def funnel(marks: Sequence[Mark], name: str, *, whole: float | None = None) -> SafeString:
    """Lying bars below each other; `whole` is the longest there can be, the first one where it is not given."""
    if not marks:
        return SafeString("")
    row, label, most = 34, 150, _WIDTH - 150 - 190
    whole = whole or marks[0].value or 1
    rows = (
        (
            label - 12,
            place * row + 21,
            mark.label,
            label,
            place * row + 5,
            _n(max(2.0, most * (mark.value or 0) / whole)),
            "c-hidden" if mark.value is None else "c-bar",
            mark.said,
            _n(label + max(2.0, most * (mark.value or 0) / whole) + 10),
            place * row + 21,
            mark.said,
        )
        for place, mark in enumerate(marks)
    )
    body = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end" class="c-text">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="24" rx="3" class="{}"><title>{}</title></rect>'
        '<text x="{}" y="{}" class="c-text">{}</text>',
        rows,
    )
    return _chart(name, len(marks) * row + 6, body)


def spark(values: Sequence[float], name: str, *, top: float = 100) -> SafeString:
    """A line without an axis, for a table's cell."""
    width, height = 160, 36
    if len(values) < 2:  # noqa: PLR2004  one point is no line
        return SafeString("")
    step = width / (len(values) - 1)
    path = " ".join(
        f"{'M' if place == 0 else 'L'}{_n(place * step)} {_n(2 + (height - 4) * (1 - value / top))}"
        for place, value in enumerate(values)
    )
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}"><path d="{}" class="c-line"/></svg>',
        width,
        height,
        width,
        height,
        name,
        path,
    )


def _chart(name: str, height: int, body: str, width: int = _WIDTH) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" class="c-chart" role="img" aria-label="{}">{}</svg>',
        width,
        height,
        name,
        SafeString(body),
    )


def _axis(end: float, unit: str, height: int, width: int = _WIDTH) -> SafeString:
    deep = height - _TOP - _BOTTOM
    lines = (
        (_LEFT, _n(y), width, _n(y), _LEFT - 8, _n(y + 4), f"{_plain(end * part / _GRID)}{unit}")
        for part in range(_GRID + 1)
        for y in [_TOP + deep * (1 - part / _GRID)]
    )
    return format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" class="c-grid"/><text x="{}" y="{}" text-anchor="end" class="c-small">{}</text>',
        lines,
    )


def _labels(marks: Sequence[Mark], step: float, height: int) -> SafeString:
    every = max(1, ceil(_LABEL / step))
    shown = (
        (_n(_LEFT + (place + 0.5) * step), height - 8, mark.label)
        for place, mark in enumerate(marks)
        if place % every == 0
    )
    return format_html_join("", '<text x="{}" y="{}" text-anchor="middle" class="c-small">{}</text>', shown)


def _end(marks: Sequence[Mark], top: float | None) -> float:
    if top is not None:
        return top
    largest = max((mark.value or 0 for mark in marks), default=0)
    steps = (digit * 10.0**power for power in range(-2, 12) for digit in (1, 2, 5))
    return next(step for step in steps if step * _GRID >= largest) * _GRID


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"  # noqa: PLR2004  two digits


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
