"""What a draft is tried among: what lies around the matters of the newest release, and the bundles (一件事) that it is in.

A bundle is one matter for the visit, composed of all its members: a draft that is good by itself may still break it.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import tomlkit

from central.catalogue import catalogue
from central.writing.drafts import as_folder
from central.writing.models import MatterDraft
from kiosk.matters.bundles import BUNDLES_FOLDER, BundleSpec
from kiosk.matters.parse import HOME_FILE

_AROUND = (HOME_FILE, "sources.toml", "departments.toml", "announcements.toml", "tables.toml")


def bundles_with(code: str) -> Mapping[str, BundleSpec]:
    """The bundles of the newest release with the matter `code` in them and no member that is not there, by their keys."""
    known = {*catalogue().matters, code}
    listed = ((key, bundle, {member.code for member in bundle.members}) for key, bundle in catalogue().bundles.items())
    return {key: bundle for key, bundle, members in listed if code in members and members <= known}


def catalogue_of(draft: MatterDraft, into: Path) -> Path:
    """A catalogue of `draft`, its bundles and their other members as they are in use. Raises ``ValueError`` for no matter."""
    root, here = into / "catalogue", catalogue().root
    root.mkdir()
    for name in _AROUND:
        if (here / name).is_file():
            shutil.copyfile(here / name, root / name)
    home = tomlkit.parse((root / HOME_FILE).read_text(encoding="utf-8"))
    home["popular"] = []  # the others are not here
    (root / HOME_FILE).write_text(tomlkit.dumps(home), encoding="utf-8")
    as_folder(draft, root)
    for key, bundle in bundles_with(draft.code).items():
        (root / BUNDLES_FOLDER).mkdir(exist_ok=True)
        shutil.copyfile(here / BUNDLES_FOLDER / f"{key}.toml", root / BUNDLES_FOLDER / f"{key}.toml")
        for member in bundle.members:
            if not (root / member.code).exists():
                (root / member.code).symlink_to(here / member.code, target_is_directory=True)
    return root
