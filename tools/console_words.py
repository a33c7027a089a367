"""The console's words: finds every Chinese text of central/, says which have no English, and compiles the catalogues.

Chinese is the source (the msgid); ``central/<app>/locale/en/LC_MESSAGES/django.po`` holds the English, written by people::

    .venv/bin/python tools/console_words.py writing    # adds new texts of these apps to their .po, empty, compiles the .mo
    .venv/bin/python tools/console_words.py --check    # changes nothing; 1 when a text lacks English or a .mo is stale

A text that another app's catalogue has already is not asked for again: Django reads all of them.
"""

import argparse
import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy", "ngettext", "ngettext_lazy"}
_TAG = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
_VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PLACES = re.compile(r"%(?:\(\w+\))?[-+0 #]*\d*(?:\.\d+)?[a-zA-Z%]|\{\w*\}")
_HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
_CONTEXT = "\x04"
_PLURAL = "\0"

Words = Mapping[str, str]
"""Message → English. A message is the text, after its context and U+0004 if it has one, and before U+0000 and its plural"""


@dataclass
class Findings:
    """What is wrong, one sentence each, for people."""

    missing: dict[Path, list[str]] = field(default_factory=dict)
    unused: dict[Path, list[str]] = field(default_factory=dict)
    stale: list[Path] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.missing or self.unused or self.stale or self.wrong)

    def sentences(self) -> Iterator[str]:
        """All of it."""
        for catalogue, messages in self.missing.items():
            yield from (f"{catalogue}: no English for {message!r}" for message in messages)
        for catalogue, messages in self.unused.items():
            yield from (f"{catalogue}: nobody says {message!r} any more" for message in messages)
        yield from (f"{path}: not what its .po compiles to" for path in self.stale)
        yield from self.wrong


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="console_words", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("apps", nargs="*", help="only these apps (default: all)")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something is missing")
    parser.add_argument("--root", type=Path, default=ROOT / "central", help="the package (default: %(default)s)")
    options = parser.parse_args(arguments)
    findings = look(options.root, options.apps)
    for sentence in findings.sentences():
        print(sentence)
    if options.check:
        return 1 if findings else 0
    for catalogue, messages in findings.missing.items():
        _append(catalogue, messages)
    for path in findings.stale + [catalogue.with_suffix(".mo") for catalogue in findings.missing]:
        path.write_bytes(compiled(read_po(path.with_suffix(".po").read_text())))
    return 0


def look(root: Path, apps: Iterable[str] = ()) -> Findings:
    """Compare the texts of `root` with its catalogues; of everything, or of `apps`."""
    findings = _compared(root)
    if wanted := {root / app for app in apps}:
        findings.missing = {path: one for path, one in findings.missing.items() if path.parents[3] in wanted}
        findings.unused = {path: one for path, one in findings.unused.items() if path.parents[3] in wanted}
        findings.stale = [path for path in findings.stale if path.parents[3] in wanted]
        findings.wrong = [one for one in findings.wrong if any(one.startswith(f"{app}/") for app in wanted)]
    return findings


def _compared(root: Path) -> Findings:
    findings = Findings()
    said: dict[Path, list[str]] = {}
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
            found = python_messages(path.read_text()) if path.suffix == ".py" else page_messages(path.read_text())
            said.setdefault(_catalogue_of(root, path), []).extend(found)
    known = {path: read_po(path.read_text()) for path in sorted(root.glob("**/locale/en/LC_MESSAGES/django.po"))}
    everywhere = {message for words in known.values() for message, english in words.items() if english}
    spoken = {message for messages in said.values() for message in messages}
    for catalogue, messages in said.items():
        if lacking := [message for message in dict.fromkeys(messages) if message not in everywhere]:
            findings.missing[catalogue] = lacking
    for catalogue in root.glob("**/locale/*/LC_MESSAGES/django.po"):
        mo = catalogue.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != compiled(read_po(catalogue.read_text())):
            findings.stale.append(mo)
    for catalogue, words in known.items():
        if unused := [message for message in words if message and message not in spoken]:
            findings.unused[catalogue] = unused
        findings.wrong.extend(f"{catalogue}: other places in the English of {one!r}" for one in _misplaced(words))
    return findings


def python_messages(source: str) -> list[str]:
    """The literal messages of gettext calls, in their order. Only literals can be translated."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    in_order = sorted(calls, key=lambda call: (call.lineno, call.col_offset))
    return [message for call in in_order if (message := _message(call)) and _CHINESE.search(message)]


def _message(call: ast.Call) -> str:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name not in _CALLS:
        return ""
    texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    joint = _CONTEXT if name.startswith("p") else _PLURAL if name.startswith("n") else ""
    wanted = 2 if joint else 1
    return joint.join(texts[:wanted]) if len(texts) >= wanted else ""


def page_messages(source: str) -> list[str]:
    """The messages of a Django template: ``{% translate %}`` and ``{% blocktranslate %}``."""
    found = [first or second for first, second in _TAG.findall(source)]
    for options, text in _BLOCK.findall(source):
        trimmed = " ".join(line.strip() for line in text.strip().splitlines()) if "trimmed" in options else text
        singular, _, plural = re.sub(r"\{%\s*plural\s*%\}", _PLURAL, trimmed).partition(_PLURAL)
        message = singular + (_PLURAL + plural if plural else "")
        found.append(_VARIABLE.sub(r"%(\1)s", message.replace("%", "%%")))
    return [message for message in found if _CHINESE.search(message)]


def read_po(text: str) -> dict[str, str]:
    """The messages of a catalogue in file order; of plural ones the English forms are parted by U+0000."""
    words: dict[str, str] = {}
    entry: dict[str, str] = {}
    key = ""
    for line in [*text.splitlines(), ""]:
        if match := re.match(r"""(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(".*")\s*\Z""", line):
            if match[1] in {"msgctxt", "msgid"} and "msgstr" in "".join(entry):
                _keep(words, entry)
                entry = {}
            key = match[1]
            entry[key] = ast.literal_eval(match[2])
        elif line.startswith('"') and key:
            entry[key] += ast.literal_eval(line.strip())
    _keep(words, entry)
    return words


def _keep(words: dict[str, str], entry: Mapping[str, str]) -> None:
    if "msgid" not in entry:
        return
    message = entry["msgid"]
    if "msgctxt" in entry:
        message = entry["msgctxt"] + _CONTEXT + message
    if "msgid_plural" in entry:
        message += _PLURAL + entry["msgid_plural"]
    forms = [value for name, value in sorted(entry.items()) if name.startswith("msgstr")]
    words[message] = _PLURAL.join(forms) if all(forms) else ""


def compiled(words: Words) -> bytes:
    """`words` as GNU gettext's .mo file: two tables of length and offset, then the texts, each ended by a zero byte."""
    entries = {"": _HEADER, **{message: english for message, english in words.items() if message and english}}
    pairs = sorted((message.encode(), english.encode()) for message, english in entries.items())
    start = 28 + 16 * len(pairs)
    originals, translations, texts = b"", b"", b""
    for message, _ in pairs:
        originals += struct.pack("<II", len(message), start + len(texts))
        texts += message + b"\0"
    for _, english in pairs:
        translations += struct.pack("<II", len(english), start + len(texts))
        texts += english + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 28 + 16 * len(pairs))
    return head + originals + translations + texts


def _misplaced(words: Words) -> Iterable[str]:
    """Messages whose English does not fill the same places: ``%s`` would raise, or show nothing."""
    for message, english in words.items():
        text, _, plural = (
            message.partition(_CONTEXT)[2].partition(_PLURAL) if _CONTEXT in message else message.partition(_PLURAL)
        )
        if message and english and not plural and sorted(_PLACES.findall(text)) != sorted(_PLACES.findall(english)):
            yield message


def _catalogue_of(root: Path, path: Path) -> Path:
    """The catalogue of the app that `path` lies in, be it under ``templates/central/<app>``; else the package's own."""
    parts = path.relative_to(root).parts
    name = parts[2] if parts[:2] == ("templates", "central") and len(parts) > 3 else parts[0]  # noqa: PLR2004  folders
    app = root / name if (root / name / "apps.py").exists() else root
    return app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def _append(catalogue: Path, messages: Iterable[str]) -> None:
    """Add `messages` at the end, without English."""
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    before = catalogue.read_text() if catalogue.exists() else f'msgid ""\nmsgstr ""\n{_lines(_HEADER)}\n'
    present = read_po(before)
    entries = [_entry(message) for message in messages if message not in present]
    catalogue.write_text("\n".join([before.rstrip("\n") + "\n", *entries]) if entries else before)


def _entry(message: str) -> str:
    context, joint, text = message.rpartition(_CONTEXT)
    text, _, plural = text.partition(_PLURAL)
    lines = [f"msgctxt {_quoted(context)}"] if joint else []
    lines.append(f"msgid {_quoted(text)}")
    lines += [f"msgid_plural {_quoted(plural)}", 'msgstr[0] ""', 'msgstr[1] ""'] if plural else ['msgstr ""']
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _lines(text: str) -> str:
    return "".join(f"{_quoted(line)}\n" for line in text.splitlines(keepends=True))


if __name__ == "__main__":
    sys.exit(main())
