"""What is personal of the bench's people, in every form in which it could be left behind."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from devices.bench.people import PEOPLE

_REGISTER = Path(__file__).parents[2] / "central" / "government" / "people.json"


@dataclass(frozen=True)
class Secrets:
    """Texts to look for."""

    texts: tuple[str, ...]

    @cached_property
    def spoken(self) -> tuple[bytes, ...]:
        """As UTF-8, as a log would have it."""
        return tuple(text.encode() for text in self.texts)

    @cached_property
    def forms(self) -> tuple[bytes, ...]:
        """UTF-8, UTF-16, GBK, JSON's escapes, and Base64 of the first two at each of its three alignments."""
        found: set[bytes] = set()
        for text in self.texts:
            plain = {text.encode(), text.encode("utf-16-le"), text.encode("gb18030")}
            found |= plain | {json.dumps(text)[1:-1].encode()}
            found |= {cut for form in plain for cut in _base64_cuts(form)}
        return tuple(form for form in found if len(form) >= 6)

    def found_in(self, folders: Iterable[Path]) -> list[str]:
        """The files, by path, that hold any of it."""
        return sorted({str(file) for file in _files(folders) if self._stains(_content(file) + file.name.encode())})

    def _stains(self, content: bytes) -> bool:
        return any(form in content for form in self.forms)


def of_people(*keys: str) -> Secrets:
    """Name, number, address and phone of the people named; of everybody without a name."""
    phones = {number: entry.get("phone", "") for number, entry in json.loads(_REGISTER.read_text())["people"].items()}
    texts: list[str] = []
    for key in keys or tuple(PEOPLE):
        card = PEOPLE[key].card
        texts += [card.name, card.number, card.address, card.added_address, phones.get(card.number, "")]
    return Secrets(tuple(dict.fromkeys(text for text in texts if text)))


def _base64_cuts(form: bytes) -> Iterator[bytes]:
    """The middle of the Base64 of `form`, however it is aligned in what surrounds it."""
    for lead in range(3):
        encoded = b64encode(bytes(lead) + form)
        yield encoded[-(-lead * 8 // 6) : (lead + len(form)) * 8 // 6]


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""  # gone meanwhile, so it keeps nothing
