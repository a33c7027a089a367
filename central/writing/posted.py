"""What a browser posted, as the body of a draft: ``fields.0.label.zh=姓名`` becomes ``{"fields": [{"label": {"zh": "姓名"}}]}``.

Whatever is empty is left out, so that the schema's own defaults hold and an optional part nobody filled is not there.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from central.writing.controls import Control, Group, Tree


def body_of_post(pairs: Mapping[str, list[str]], form: Iterable[Tree]) -> dict[str, Any]:
    """The body that `pairs` (name → values) describe. Names that are no path of `form` are not looked at."""
    named: dict[str, Any] = {}
    for name, values in pairs.items():
        _plant(named, name.split("."), values)
    return _pruned({part.path: _value(part, named.get(part.path)) for part in form})


def _plant(tree: dict[str, Any], steps: list[str], values: list[str]) -> None:
    for step in steps[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            return  # a.b beside a: no form of ours sends it
    tree[steps[-1]] = values


def _value(part: Tree, found: Any) -> Any:  # noqa: ANN401  lists of strings, and dicts of them
    if isinstance(part, Control):
        return _single(part, found if isinstance(found, list) else [])
    under = found if isinstance(found, dict) else {}
    if isinstance(part, Group):
        return _pruned({_last(one.path): _value(one, under.get(_last(one.path))) for one in part.parts})
    rows = [under[key] for key in sorted((key for key in under if key.isdecimal()), key=int)]
    return [_value(part.blank, row) for row in rows]  # an empty one stays: what is said of it has to find its place


def _single(control: Control, values: list[str]) -> Any:  # noqa: ANN401  a text, a list of texts or a flag
    if control.kind == "flag" and values:
        on = "true" if "true" in values else "false"
        return on if on != control.default else None
    if control.kind in ("several", "members"):
        return [value for value in values if value]
    text = (values[-1] if values else "").replace("\r\n", "\n").strip()
    if control.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    return None if text == control.default else text


def _pruned(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value not in (None, "", [], {})}


def _last(path: str) -> str:
    return path.rpartition(".")[2]
