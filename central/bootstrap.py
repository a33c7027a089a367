"""Makes a state folder usable: folder, secret, database; then Django may be used in this process."""

import fcntl
import os
import secrets
from contextlib import closing
from pathlib import Path

import django
from django.core.management import call_command

_FORBIDDEN_MODE = 0o077


def prepare(state: Path, public_url: str = "") -> None:
    """Set Django up on `state`, making or migrating what is missing. Safe when two processes do it at once."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(os.fdopen(os.open(state / "lock", os.O_RDWR | os.O_CREAT, 0o600))) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        secret = state / "secret"
        if not secret.exists():
            write_private(secret, secrets.token_urlsafe(48))
        os.environ["SUISHIBAN_CENTRAL_STATE"] = str(state)
        os.environ["SUISHIBAN_CENTRAL_URL"] = public_url
        os.environ["DJANGO_SETTINGS_MODULE"] = "central.settings"
        django.setup()
        _migrate()
        _make_groups()
        _make_authority(state)
        _make_intake_key(state)
        _make_command_key(state)
        _make_metrics_token(state)


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all, readable by the owner only; on the disk when this returns."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_private(path: Path) -> bytes:
    """The content of a file that only its owner may read. Raises `PermissionError` when others may."""
    if path.stat().st_mode & _FORBIDDEN_MODE:
        raise PermissionError(f"{path} can be read by others; it must have mode 600")
    return path.read_bytes()


def _make_authority(state: Path) -> None:
    from central.kiosks.authority import AUTHORITY_FOLDER, Authority  # noqa: PLC0415  needs `write_private` of here

    Authority(state / AUTHORITY_FOLDER)


def _make_intake_key(state: Path) -> None:
    from central.platform_keys import ensure_intake_key  # noqa: PLC0415  needs `write_private` of here

    ensure_intake_key(state)


def _make_command_key(state: Path) -> None:
    from central.commands.key import ensure_command_key  # noqa: PLC0415  needs `write_private` of here

    ensure_command_key(state)


def _make_metrics_token(state: Path) -> None:
    from central.metrics import TOKEN_FILE  # noqa: PLC0415  needs django.setup()

    if not (state / TOKEN_FILE).exists():
        write_private(state / TOKEN_FILE, secrets.token_urlsafe(32))


def _make_groups() -> None:
    from django.db import connection  # noqa: PLC0415  needs django.setup()

    from central.people.groups import sync_groups  # noqa: PLC0415  as above

    sync_groups()
    connection.close()


def _migrate() -> None:
    # The command also re-creates permissions and takes a second; the plan alone takes a few milliseconds.
    from django.db import connection  # noqa: PLC0415  needs django.setup()
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
