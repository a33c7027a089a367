"""The closed loop as one call: devices opened for it, the report signed and kept."""

from collections.abc import Callable
from typing import Any

from devices.supervisor import Supervisor
from kiosk.config import Config, ConfigError
from kiosk.runtime.hardware import is_held, supervised
from kiosk.services.readiness import ClosedLoop, Paper, ReadinessReport
from offline_cache.vault import Vault

_READY_S = 10.0


def closed_loop(config: Config, lay: Callable[[Paper], None], *, patience_s: float = 90.0) -> ReadinessReport:
    """Open printers and camera, prove that what is printed can be read back, sign and keep the report under the state folder.

    `lay` is called with each paper that came out, for somebody to lay it under the camera within `patience_s` seconds.
    Raises `ConfigError` (also when the running kiosk holds a device), `StoreRefused` or, for a full disk, ``OSError``.
    """
    config.kiosk.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    vault = Vault.of(config.kiosk.state)
    owners: dict[str, Supervisor[Any]] = {}
    try:
        for role in ("receipt_printer", "document_printer", "document_camera"):
            owners[role] = supervised(config, role)
        for role, each in owners.items():
            if is_held(each.wait_until_known(_READY_S)):
                raise ConfigError(f"the {role} is in use by another program: stop the kiosk first")
        folder = config.kiosk.state / "readiness"
        loop = ClosedLoop(**owners, kiosk_id=config.kiosk.id, folder=folder, sign=vault.sign_receipt)
        return loop.run(lay, patience_s=patience_s)
    finally:
        for each in owners.values():
            each.close()
