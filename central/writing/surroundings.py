"""What a draft is tried among: what lies around the matters of the newest release, and the bundles (一件事) that it is in.

A bundle is one matter for the visit, composed of all its members: a draft that is good by itself may still break it.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import tomlkit

from central.catalogue import catalogue
from central.writing.drafts import put_draft, whole
from central.writing.models import MatterDraft
from kiosk.matters.bundles import BundleSpec
from kiosk.matters.export import bundle_to_file
from kiosk.matters.parse import HOME_FILE

_AROUND = (HOME_FILE, "sources.toml", "departments.toml", "announcements.toml", "tables.toml")


def bundles_with(code: str) -> Mapping[str, BundleSpec]:
    """The bundles of the newest release with the matter `code` in them and no member that is not there, by their keys."""
    known = {*catalogue().matters, code}
    listed = ((key, bundle, {member.code for member in bundle.members}) for key, bundle in catalogue().bundles.items())
    return {key: bundle for key, bundle, members in listed if code in members and members <= known}


def catalogue_of(draft: MatterDraft, into: Path) -> Path:
    """A catalogue of `draft`, its bundles or itself as one, and their other members as they are in use.

    Raises ``ValueError`` while it is half-written.
    """
    content = whole(draft)
    root, here = into / "catalogue", catalogue().root
    root.mkdir()
    for name in _AROUND:
        if (here / name).is_file():
            shutil.copyfile(here / name, root / name)
    home = tomlkit.parse((root / HOME_FILE).read_text(encoding="utf-8"))
    home["popular"] = []  # the others are not here
    (root / HOME_FILE).write_text(tomlkit.dumps(home), encoding="utf-8")
    put_draft(draft, root)
    bundles = [content] if isinstance(content, BundleSpec) else list(bundles_with(draft.code).values())
    for bundle in bundles:
        if bundle is not content:
            bundle_to_file(bundle, root)
        for member in bundle.members:
            if member.code in catalogue().matters and not (root / member.code).exists():
                (root / member.code).symlink_to(here / member.code, target_is_directory=True)
    return root
