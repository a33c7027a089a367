"""Looks for people in every byte of a folder: as text, in the encodings and disguises that a careless program leaves."""

import base64
import json
import urllib.parse
from functools import cache
from pathlib import Path

from tests.proofs.shop import NAME, NUMBER


@cache
def disguises() -> tuple[bytes, ...]:
    """A citizen's name and number as they might lie on a disk. Compressed or encrypted they are not found, by anybody."""
    words = (NAME, NUMBER, NUMBER[6:14])
    plain = [word.encode(encoding) for word in words for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    plain += [word.encode("gb18030") for word in words]
    told = [json.dumps(word).strip('"').encode() for word in words] + [
        urllib.parse.quote(word).encode() for word in words
    ]
    carried = [form for text in (NAME.encode(), NUMBER.encode()) for form in _base64(text)]
    return tuple(dict.fromkeys([*plain, *told, *carried, NUMBER.encode().hex().encode(), NAME.encode().hex().encode()]))


def traces(*folders: Path) -> list[str]:
    """The files that show any of it, by name or by content; sockets and the like have no content."""
    found = []
    for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
        named = any(form in path.name.encode() for form in disguises())
        if named or (path.is_file() and shows(path.read_bytes())):
            found.append(str(path))
    return found


def shows(data: bytes) -> bool:
    """Whether a citizen can be read in `data`."""
    return any(form in data for form in disguises())


def _base64(text: bytes) -> list[bytes]:
    """The letters that `text` has in base64 wherever it begins."""
    forms = []
    for before in range(3):
        code = base64.b64encode(bytes(before) + text)
        forms.append(code[-(-before * 8 // 6) : len(code) // 4 * 4 - 4])
    return forms
