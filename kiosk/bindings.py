"""Writing into ``kiosk.toml`` which hardware a role has: comments stay, the old file is kept, and nothing half is ever there.

What is written is first read back as the whole configuration; a change that would keep the kiosk from starting is refused.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item

from devices.probe.findings import Proposal
from devices.probe.roles import Configured
from kiosk.config import Config, ConfigError, load_config
from kiosk.runtime import check_driver


def configured_of(config: Config) -> dict[str, Configured]:
    """Each role's driver and options, as a scan wants to know them."""
    return {role: Configured(config.device(role).driver, config.device(role).options) for role in config.roles}


def write_bindings(path: Path, proposals: Sequence[Proposal]) -> Path:
    """Put `proposals` into the configuration file `path`, all or none; returns where the old file is kept. `ConfigError`.

    A role that keeps its driver keeps its other options.
    """
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TOMLKitError) as error:
        raise ConfigError(f"{path}: cannot be read as TOML; nothing was written") from error
    for proposal in proposals:
        _put(document, proposal)
    fresh = path.with_name(f".{path.name}.new")
    try:
        _write_through(fresh, tomlkit.dumps(document))
        shutil.copymode(path, fresh)
        _must_start(path, fresh, [proposal.role for proposal in proposals])
        kept = _kept(path)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def _put(document: TOMLDocument, proposal: Proposal) -> None:
    devices = document.setdefault("devices", tomlkit.table(is_super_table=True))
    table = devices.setdefault(proposal.role, tomlkit.table())
    if table.get("driver") != proposal.driver:
        # Another maker's options would be refused.
        for key in list(table):
            table.remove(key)
    table["driver"] = proposal.driver
    wanted = dict(proposal.options)
    if proposal.identity:
        wanted["identity"] = proposal.identity
    else:
        table.pop("identity", None)
    for key, value in wanted.items():
        table[key] = _item(value)


def _item(value: object) -> Item:
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update(value)
        return inline
    return tomlkit.item(value)


def _write_through(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _must_start(path: Path, fresh: Path, roles: Sequence[str]) -> None:
    """Refuse what would stop a kiosk that starts now. A file that is not whole yet may be filled step by step."""
    try:
        load_config(path)
    except ConfigError:
        return
    try:
        config = load_config(fresh)
        for role in roles:
            check_driver(config, role)
    except ConfigError as error:
        raise ConfigError(f"nothing was written: {str(error).removeprefix(f'{fresh}: ')}") from error


def _kept(path: Path) -> Path:
    kept = path.with_name(f"{path.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}.bak")
    shutil.copy2(path, kept)
    return kept
