"""All that differs between a draft of a matter and one of a bundle (一件事): model, form, lint, place in a catalogue."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import tomlkit
from django.utils.functional import Promise
from tomlkit.items import AoT

from central.catalogue import catalogue
from central.writing.models import DraftKind
from central.writing.words import BUNDLE_SECTIONS, SECTIONS
from kiosk.matters.bundles import BUNDLES_FOLDER, BundleSpec
from kiosk.matters.catalogue import misplaced
from kiosk.matters.export import bundle_to_file, to_folder
from kiosk.matters.lint import lint
from kiosk.matters.lint_bundles import lint_bundle
from kiosk.matters.model import Matter, Text
from kiosk.matters.parse import HOME_FILE, MATTER_FILE
from kiosk.matters.problems import MatterProblem

Content = Matter | BundleSpec
_CARD_ICON = "squares-four"
"""Of a new bundle, as `kiosk.matters.composing` has it; ``home.toml`` may give another"""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is fixed for a kind. `code` and `department` are the names of those parts in `model`."""

    model: type[Content]
    file: str
    code: str
    department: str
    sections: Sequence[tuple[str, Promise, tuple[str, ...]]]
    has_files: bool = True
    """Whether templates and pictures lie beside it"""


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        DraftKind.MATTER: Shape(Matter, MATTER_FILE, "code", "department", SECTIONS),
        DraftKind.BUNDLE: Shape(BundleSpec, "bundle.toml", "key", "lead", BUNDLE_SECTIONS, has_files=False),
    }
)


def kind_of(content: Content) -> DraftKind:
    """Which it is."""
    return DraftKind.MATTER if isinstance(content, Matter) else DraftKind.BUNDLE


def code_of(content: Content) -> str:
    """What kiosks know it by."""
    return content.code if isinstance(content, Matter) else content.key


def department_of(content: Content) -> Text | None:
    """Who answers for it; a bundle may leave that to its members."""
    return content.department if isinstance(content, Matter) else content.lead


def in_use(kind: str, code: str) -> Content | None:
    """As citizens have it now; None for a new one."""
    found: Mapping[str, Content] = catalogue().bundles if kind == DraftKind.BUNDLE else catalogue().matters
    return found.get(code)


def folder_of(kind: str, code: str) -> Path | None:
    """The folder of one in use, with the files beside it; None for what has none."""
    return catalogue().root / code if SHAPES[kind].has_files and in_use(kind, code) is not None else None


def linted(content: Content, folder: Path) -> tuple[MatterProblem, ...]:
    """Everything that could be better in it; its files lie in `folder`."""
    found = catalogue()
    if isinstance(content, Matter):
        return (*misplaced(content, found.home, Path()), *lint(content, folder, found.sources))
    cards = {content.key, *(card.key for card in found.home.bundles)}  # a new one gets its card with its file
    return lint_bundle(content, folder, found.matters, cards=cards)


def write(content: Content, root: Path) -> Path:
    """Its folder, or the file that it is, written under `root`. Raises ``OSError``."""
    return to_folder(content, root) if isinstance(content, Matter) else bundle_to_file(content, root)


def put(content: Content, root: Path) -> Path:
    """As `write`, in place of what the catalogue under `root` has, which may be links; a new bundle gets its card.

    Raises ``OSError``.
    """
    if isinstance(content, Matter):
        place = root / content.code
        if place.is_symlink():
            place.unlink()
        shutil.rmtree(place, ignore_errors=True)
        return write(content, root)
    folder = root / BUNDLES_FOLDER
    if folder.is_symlink():
        there = folder.resolve()
        folder.unlink()
        folder.mkdir()
        for file in there.iterdir():
            (folder / file.name).symlink_to(file)
    _put_card(content, root / HOME_FILE)
    return write(content, root)


def _put_card(bundle: BundleSpec, home: Path) -> None:
    """A new bundle is offered after the others; an old card stays as it is."""
    document = tomlkit.parse(home.read_text(encoding="utf-8"))
    cards = document.get("bundles", ())
    if any(card["key"] == bundle.key for card in cards):
        return
    if not isinstance(cards, AoT):  # of a list in one line; nothing is added to such a list
        document.pop("bundles", None)
        document["bundles"] = tomlkit.aot()
        for card in cards:
            document["bundles"].append(dict(card))
    title = tomlkit.inline_table()
    title.update(bundle.title.model_dump(exclude_defaults=True))
    document["bundles"].append({"key": bundle.key, "title": title, "icon": _CARD_ICON})
    fresh = home.with_name(f".{home.name}.fresh")
    fresh.write_text(tomlkit.dumps(document), encoding="utf-8")
    fresh.replace(home)
