"""What a finding is about, in the words of the draft's form; the page of a draft says the same of it (``writing.js``)."""

from collections.abc import Iterable, Iterator, Sequence

from central.words import in_english
from central.writing.controls import ROW, Control, Group, Tree, tree_of
from central.writing.findings import Finding
from central.writing.kinds import SHAPES


def labelled(found: Iterable[Finding], kind: str) -> list[str]:
    """Each finding after the labels of its place: 一件事名称 › 简体中文：必须填写."""
    form = tree_of(SHAPES[kind].model, {})
    colon = ": " if in_english() else "："
    return [colon.join(filter(None, (_place(form, one.path), one.sentence))) for one in found]


def _place(form: Sequence[Tree], path: str) -> str:
    steps = path.split(".") if path else []
    return " › ".join(_labels(form, steps)) or path


def _labels(parts: Sequence[Tree], steps: Sequence[str]) -> Iterator[str]:
    """As far as the form goes."""
    part = next((one for one in parts if steps and one.path.rpartition(".")[2] == steps[0]), None)
    if part is None:
        return
    yield str(part.label)
    if isinstance(part, Group):
        yield from _labels(part.parts, steps[1:])
    elif not isinstance(part, Control) and len(steps) > 1 and steps[1] != ROW:
        yield str(int(steps[1]) + 1)
        yield from _labels(part.blank.parts, steps[2:])
