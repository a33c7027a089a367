"""The translation gate: the catalogues of ui/i18n say the same things, and exactly what the screens ask for.

A language is `<language>.json` and every `<room>.<language>.json`: flat objects, key to text, with places to fill
written as {name}. A screen asks with `Tr.t("key")` (QML), `tr("key")` or `text(language, "key")` (Python); a key put
together as `"prefix." + name` or f"prefix.{name}" is known by its prefix. A key that travels as data counts as asked
for where its quoted name stands.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_CN", "en")

# Prefixes of keys that are put together from names outside ui/, with who names them.
DYNAMIC_PREFIXES: tuple[str, ...] = ()
# Runs of Chinese that may stand in any English text: a language is offered by its own name, the product has one name.
CHINESE_IN_ENGLISH = ("简体中文", "繁體中文", "中文", "随时办")
# English texts that quote Chinese on purpose, with the reason.
QUOTES_CHINESE = {
    "attract.other": "the invitation, said in the other language",
    "left.again": "whose card it is nobody knows: said in both languages",
    "left.otherAgain": "as above",
    "home.searchHint": "an example of what the search finds",
    "search.startText": "an example of what can be typed",
}

_ASKED = re.compile(r"""(?:\bTr\.t|\btr|\btext)\(\s*(?:\w[\w.]*\s*,\s*)?f?["']([^"'{}]+)(["'{])(\s*\+)?""")
_QUOTED = re.compile(r"""["'`]([\w]+(?:\.[\w]+)+)["'`]""")
_PLACE = re.compile(r"\{(\w+)\}")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def read_catalogues(root: Path) -> dict[str, dict[str, str]]:
    """Read both languages; a file that is missing or no JSON object of texts raises with its path in the message."""
    found: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        folder = root / "ui" / "i18n"
        texts = _read(folder / f"{language}.json")
        for path in sorted(folder.glob(f"*.{language}.json")):
            more = _read(path)
            if twice := sorted(texts.keys() & more.keys()):
                raise ValueError(f"{path}: also in another file: " + ", ".join(twice))
            texts |= more
        found[language] = texts
    return found


def _read(path: Path) -> dict[str, str]:
    texts = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_duplicates)
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        msg = f"{path}: expected one flat object of key to text"
        raise TypeError(msg)
    return texts


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError("the same key twice: " + ", ".join(twice))
    return dict(pairs)


def catalogue_faults(catalogues: dict[str, dict[str, str]]) -> Iterator[str]:
    """Yield one sentence for each difference between the languages, each empty text and each stray character."""
    chinese, english = (catalogues[language] for language in LANGUAGES)
    for key in sorted(chinese.keys() ^ english.keys()):
        missing = "en" if key in chinese else "zh_CN"
        yield f"{missing}: no text for {key}"
    for key in sorted(chinese.keys() & english.keys()):
        if set(_PLACE.findall(chinese[key])) != set(_PLACE.findall(english[key])):
            yield f"{key}: the languages fill different places"
    for language, texts in catalogues.items():
        yield from (f"{language}: {key} is empty" for key, text in texts.items() if not text.strip())
    for key, text in english.items():
        stray = [run for run in _CHINESE.findall(text) if run not in CHINESE_IN_ENGLISH and key not in QUOTES_CHINESE]
        yield from (f"en: {key} contains {run}" for run in stray)


def asked(root: Path) -> tuple[dict[str, str], set[str], set[str]]:
    """Read the sources of ui: keys asked for (each with the file that asks), prefixes asked for, quoted dotted names."""
    keys: dict[str, str] = {}
    prefixes: set[str] = set()
    quoted: set[str] = set()
    for path in sorted([*(root / "ui").rglob("*.py"), *(root / "ui").rglob("*.qml")]):
        source = path.read_text(encoding="utf-8")
        quoted.update(_QUOTED.findall(source))
        for name, end, plus in _ASKED.findall(source):
            if plus or end == "{":
                prefixes.add(name)
            else:
                keys.setdefault(name, str(path.relative_to(root)))
    return keys, prefixes, quoted


def usage_faults(root: Path, known: set[str], dynamic: tuple[str, ...] = DYNAMIC_PREFIXES) -> Iterator[str]:
    """Yield one sentence for each key that is asked for without a text, and each text nobody asks for."""
    keys, prefixes, quoted = asked(root)
    for key, path in sorted(keys.items()):
        if key not in known:
            yield f"{path}: asks for {key}, which has no text"
    for prefix in sorted(prefixes):
        if not any(key.startswith(prefix) for key in known):
            yield f"no text begins with {prefix}, which a screen asks for"
    alive = (*prefixes, *dynamic)
    for key in sorted(known - keys.keys() - quoted):
        if not key.startswith(alive):
            yield f"{key}: nobody asks for this text"


def faults(root: Path) -> list[str]:
    """Return every fault of the translations under `root`, one sentence each; empty when all is well."""
    catalogues = read_catalogues(root)
    known = set().union(*catalogues.values())
    return [*catalogue_faults(catalogues), *usage_faults(root, known)]


def main() -> int:
    """Print the faults and return the exit code."""
    found = faults(ROOT)
    for fault in found:
        print(f"translations: {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
