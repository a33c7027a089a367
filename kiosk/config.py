"""``kiosk.toml``: what differs from one kiosk to the next. Read once at start; every mistake is said with its place."""

import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from kiosk.expected import expectations

DEVICE_ROLES = ("id_card_reader", "receipt_printer", "document_printer", "document_camera")
"""what every kiosk has"""
OPTIONAL_ROLES = ("face_camera", "code_scanner", "smart_card_reader", "cabinet", "power_supply", "hardware_watchdog")
"""what a kiosk may have; without its table in kiosk.toml the device is not there"""


_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class ConfigError(Exception):
    """The configuration cannot be used; the text names file, place and what was expected."""


class TableError(ConfigError):
    """A table cannot be used; the text names the place and what was expected, and whoever opened the file adds its name."""


def _secured(url: str) -> str:
    if not url.startswith("https://") and urlsplit(url).hostname not in _THIS_MACHINE:
        raise PydanticCustomError(
            "insecure_address",
            "expected https://…; plain http:// is for a platform on this machine only ({here})",
            {"here": ", ".join(_THIS_MACHINE)},
        )
    return url


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(_Table):
    """A name on the screens, in both languages. Configuration lies below the matters, whose `Text` it resembles."""

    zh: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]

    def get(self, language: str) -> str:
        """The name in `language` (``zh_CN`` or ``en``)."""
        return self.en if language.startswith("en") else self.zh


KIOSK_ID = r"^K-[0-9]{4,6}$"
"""The number of a kiosk. `kiosk.protocol.enrolment` says the same to the platform; configuration lies below the protocol"""


class KioskTable(_Table):
    """``[kiosk]``: who and where this machine is."""

    id: Annotated[str, StringConstraints(pattern=KIOSK_ID), Field(examples=["K-0412"])]
    zone: Name
    counter: Name | None = None
    """The counter that the help sheet sends people to: where, and when it is open; no such way when not given"""
    state: Path
    """Folder of everything that must survive a power cut"""
    catalogue: Path | None = None
    """Folder of matters; the baseline shipped with the program when not given"""
    region: Annotated[str, StringConstraints(max_length=40)] = ""
    """Where it stands, as the platform's rollouts name it, such as 990101"""
    model: Annotated[str, StringConstraints(max_length=40)] = ""
    """Which kind of machine it is, as the platform's rollouts name it"""

    @property
    def number(self) -> str:
        """The digits of the id, as they stand in receipt numbers."""
        return self.id.removeprefix("K-")


class CentralTable(_Table):
    """``[central]``: the platform."""

    url: Annotated[
        str,
        StringConstraints(pattern=r"^https?://[^\s/]+$"),
        AfterValidator(_secured),
        Field(examples=["https://platform.example:8443"]),
    ]
    """The address for kiosks; plain http only where the platform runs on this very machine"""
    push_url: (
        Annotated[
            str,
            StringConstraints(pattern=r"^https?://[^\s/]+$"),
            AfterValidator(_secured),
            Field(examples=["https://platform.example:8443"]),
        ]
        | None
    ) = None
    """Where the push service is, when not under `url` (behind one reverse proxy it is)"""
    public_url: Annotated[
        str, StringConstraints(pattern=r"^https?://[^\s/]+$"), Field(examples=["https://platform.example"])
    ]
    """The address that citizens' phones reach; stands in QR codes"""
    ca_file: Path | None = None
    """Who vouches for the platform's certificate (PEM); the platform's own authority, as enrolled, when not given"""


class DeviceTable(BaseModel):
    """``[devices.<role>]``: a driver by name; everything else in the table belongs to the driver."""

    model_config = ConfigDict(frozen=True, extra="allow")

    driver: Annotated[
        str, StringConstraints(pattern=r"^[a-z_]+\.[a-z0-9_]+$"), Field(examples=["id_card_reader.sam_v"])
    ]
    identity: Annotated[str, StringConstraints(min_length=1)] | None = None
    """Who must answer the handshake, such as a SAM id; any other device is refused. Whoever answers when not given"""

    @property
    def options(self) -> dict[str, object]:
        """The driver's own options."""
        return dict(self.model_extra or {})


class PowerSupplyTable(DeviceTable):
    """``[devices.power_supply]``: as every device, and what becomes of the machine when its battery is nearly empty."""

    shutdown: tuple[Annotated[str, StringConstraints(min_length=1)], ...] = Field(
        default=(), examples=[["systemctl", "poweroff"]]
    )
    """The command that shuts the system down, with its arguments; the kiosk is only closed when not given"""


class PaymentTable(BaseModel):
    """``[payments.scan_to_pay]``: a provider by name; everything else belongs to the provider."""

    model_config = ConfigDict(frozen=True, extra="allow")

    provider: Annotated[
        str, StringConstraints(pattern=r"^[a-z_]+\.[a-z0-9_]+$"), Field(examples=["scan_to_pay.simulated"])
    ]

    @property
    def options(self) -> dict[str, object]:
        """The provider's own options."""
        return dict(self.model_extra or {})


class DevicesTable(_Table):
    """``[devices]``: one table for each role; those of `OPTIONAL_ROLES` may be absent."""

    id_card_reader: DeviceTable
    receipt_printer: DeviceTable
    document_printer: DeviceTable
    document_camera: DeviceTable
    face_camera: DeviceTable | None = None
    code_scanner: DeviceTable | None = None
    smart_card_reader: DeviceTable | None = None
    cabinet: DeviceTable | None = None
    """The board of the housing: door, proximity, lamps, tray sensor"""
    power_supply: PowerSupplyTable | None = None
    """The battery (UPS)"""
    hardware_watchdog: DeviceTable | None = None


class PaymentsTable(_Table):
    """``[payments]``."""

    scan_to_pay: PaymentTable


class ScreenTable(_Table):
    """``[screen]``: the touchscreen."""

    full_screen: bool = False
    keyboard: bool = True
    """Whether the on-screen keyboard (Qt Virtual Keyboard, GPLv3) is loaded"""


class DockTable(_Table):
    """``[dock]``: the development dock; only where a control socket for the devices' world exists."""

    control: Path


class OfflineTable(_Table):
    """``[offline]``: how long to go on accepting what cannot be handed over, and what is kept ready for a full disk."""

    warn_hours: Annotated[float, Field(gt=0)] = 24.0
    """A technician is told when the oldest message has waited this long, or `warn_count` of them wait"""
    warn_count: Annotated[int, Field(gt=0)] = 200
    stop_days: Annotated[float, Field(gt=0)] = 7.0
    """Nothing more is accepted from here on, from `stop_count` on, or with less than `stop_free_mb` MB of free disk"""
    stop_count: Annotated[int, Field(gt=0)] = 2000
    stop_free_mb: Annotated[int, Field(ge=0)] = 500
    ballast_mb: Annotated[int, Field(ge=0)] = 8
    """Reserved on the disk, and given up when it is full, so that the queue can be emptied; 0 for none"""
    backup: Path | None = None
    """Folder of the daily backup, best on another disk; ``backup`` in the state folder when not given"""


class ReleasesTable(_Table):
    """``[releases]``: signed catalogues from the platform."""

    look_hours: Annotated[float, Field(gt=0)] = 6.0
    """Looks without any reason; what the platform pushes, or polling finds, makes one at once"""
    offline_days: Annotated[float, Field(gt=0)] = 30.0
    """How long a kiosk that hears nothing goes on offering matters that name no last day of their own"""


class HardwareTable(_Table):
    """``[hardware]``: where this machine's hardware is listed."""

    root: Path = Path("/")
    """Folder over ``sys`` and ``dev``, in which the ports of ``[devices]`` are looked up"""


class Config(_Table):
    """The whole file."""

    kiosk: KioskTable
    central: CentralTable
    devices: DevicesTable
    payments: PaymentsTable
    screen: ScreenTable = Field(default_factory=ScreenTable)
    offline: OfflineTable = Field(default_factory=OfflineTable)
    hardware: HardwareTable = Field(default_factory=HardwareTable)
    releases: ReleasesTable = Field(default_factory=ReleasesTable)
    face_verifier: DeviceTable | None = None
    """Who compares a face with the card: a service or models on this machine, so not one of ``[devices]``"""
    dock: DockTable | None = None

    @property
    def unarmed(self) -> "Config":
        """For looking only: without the watchdog, which runs from its opening on and may not let itself be stopped again."""
        devices = self.devices.model_copy(update={"hardware_watchdog": None})
        return self.model_copy(update={"devices": devices})

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of this kiosk's devices: `DEVICE_ROLES`, then those of `OPTIONAL_ROLES` that have a table."""
        return *DEVICE_ROLES, *(role for role in OPTIONAL_ROLES if getattr(self.devices, role) is not None)

    def device(self, role: str) -> DeviceTable:
        """The table of `role`, one of `roles`; ``KeyError`` for another."""
        if role not in self.roles:
            raise KeyError(role)
        table: DeviceTable = getattr(self.devices, role)
        return table


def load_config(path: Path) -> Config:
    """Read `path`; relative paths inside count from its folder. `ConfigError` for every kind of mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); expected the kiosk's configuration file"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    try:
        config = Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    except ValidationError as error:
        raise ConfigError(f"{path}: {_sentences(error)}") from error
    return _anchored(config, path.resolve().parent)


def _sentences(error: ValidationError) -> str:
    return "; ".join(f"{one.path or 'the file'}: {one.sentence}" for one in expectations(Config, error))


def _anchored(config: Config, folder: Path) -> Config:
    kiosk = config.kiosk
    catalogue = folder / kiosk.catalogue if kiosk.catalogue is not None else None
    ca_file = config.central.ca_file
    backup = config.offline.backup
    dock = config.dock.model_copy(update={"control": folder / config.dock.control}) if config.dock else None
    return config.model_copy(
        update={
            "kiosk": kiosk.model_copy(update={"state": folder / kiosk.state, "catalogue": catalogue}),
            "central": config.central.model_copy(update={"ca_file": folder / ca_file if ca_file else None}),
            "offline": config.offline.model_copy(update={"backup": folder / backup if backup else None}),
            "hardware": HardwareTable(root=folder / config.hardware.root),
            "dock": dock,
        }
    )
