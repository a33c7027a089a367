"""Whose releases these are. A kiosk enrolled at another platform starts from what it was shipped with, not from theirs."""

import json
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from offline_cache.lasting import sync_directory, sync_file

FILE = "origin"


def origin_of(folder: Path, root: bytes) -> str | None:
    """The name of the platform whose releases `folder` holds: that of `root`, the root the kiosk was enrolled with.

    None when they are another platform's. Two roots are of the same platform when they share a key.
    Raises ``ValueError`` for a root that is none.
    """
    keys = _root_keys(root)
    digest = sha256(root).hexdigest()
    file = folder / FILE
    try:
        known = json.loads(file.read_bytes())
        name, known_keys = str(known["name"]), frozenset(map(str, known["keys"]))
    except (OSError, ValueError, KeyError, TypeError):
        _keep(file, digest, keys)
        return digest
    if keys & known_keys:
        if not keys <= known_keys:
            _keep(file, name, keys | known_keys)
        return name
    return None


def begin_with(folder: Path, root: bytes | None) -> None:
    """Before a start: releases of another platform are moved aside, never deleted."""
    if root is None or not folder.exists():
        return
    try:
        is_ours = origin_of(folder, root) is not None
    except ValueError:
        return
    if not is_ours:
        number = 1
        while (aside := folder.with_name(f"{folder.name}.of-another-platform-{number}")).exists():
            number += 1
        folder.rename(aside)


def _root_keys(root: bytes) -> frozenset[str]:
    try:
        return frozenset(map(str, json.loads(root)["signed"]["roles"]["root"]["keyids"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("this is no root metadata") from error


def _keep(file: Path, name: str, keys: Collection[str]) -> None:
    """On the disk when this returns: half a file would be another name, under which no floor of a root is known."""
    fresh = file.with_name(f".{file.name}")
    fresh.write_text(json.dumps({"name": name, "keys": sorted(keys)}), encoding="utf-8")
    sync_file(fresh)
    fresh.replace(file)
    sync_directory(file.parent)
