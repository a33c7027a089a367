"""Two matters of those that were shipped: enough for a release, and as many keys less to make."""

import shutil
from pathlib import Path

import tomlkit
from django.conf import settings

from central.releases import shelf
from kiosk.matters.catalogue import BASELINE
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.matters.parse import HOME_FILE, MATTER_FILE
from kiosk.protocol.release import CALENDARS

CARD, PASSPORT = "social-security-card-replacement", "passport-issue"


def small_catalogue() -> None:
    """The working copy of the platform in this process."""
    folder = Path(settings.STATE) / shelf.MATTERS
    for code in (CARD, PASSPORT):
        shutil.copytree(BASELINE / code, folder / code)
    for file in BASELINE.glob("*.toml"):
        shutil.copyfile(file, folder / file.name)
    home = tomlkit.parse((folder / HOME_FILE).read_text(encoding="utf-8"))
    home["popular"], home["bundles"] = [], []
    for code in (CARD, PASSPORT):
        file = folder / code / MATTER_FILE
        matter = tomlkit.parse(file.read_text(encoding="utf-8"))
        matter.pop("bundles", None)
        file.write_text(tomlkit.dumps(matter), encoding="utf-8")
    (folder / HOME_FILE).write_text(tomlkit.dumps(home), encoding="utf-8")
    shutil.copytree(SHIPPED_CALENDARS, folder / CALENDARS)
