"""Receipt printer models as TOML files: those that come with the program, and a file of the kiosk's own.

A key of a file is a field of `EscPosProfile`; `missing` is written as one text of characters.
"""

import codecs
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from devices.codecs.escpos_profile import Cutter, EscPosProfile, FlowControl

FOLDER = Path(__file__).parent / "profiles" / "receipt_printer"
_Count = Annotated[int, Field(gt=0, le=1_000_000)]


class _ProfileFile(BaseModel):
    """What a profile file may hold; a missing key takes the default of `EscPosProfile`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    width_dots: Annotated[int, Field(ge=96, le=2048)]
    columns: _Count
    code_page: str | None = None
    cutter: Cutter | None = None
    near_end_sensor: bool | None = None
    native_qr: bool | None = None
    missing: str | None = None
    chinese_scale_command: bool | None = None
    feed_before_cut: Annotated[int, Field(ge=0, le=255)] | None = None
    raster_slice: _Count | None = None
    buffer_bytes: _Count | None = None
    near_end_reserve_mm: Annotated[int, Field(ge=0)] | None = None
    feed_mm_per_s: _Count | None = None
    flow_control: FlowControl | None = None
    real_time: tuple[int, ...] | None = None
    automatic_status: bool | None = None
    queued_status: bool | None = None


def profile_names() -> tuple[str, ...]:
    """The models that come with the program, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def profile_named(name: str) -> EscPosProfile:
    """The profile of that name, or of the file when `name` is a path ending in ``.toml``.

    ``ValueError`` in one sentence: listing the known names, or saying what is wrong in the file.
    """
    if name.endswith(".toml"):
        return _read(Path(name))
    if name not in profile_names():
        raise ValueError(f"unknown receipt printer profile {name!r}; known: {', '.join(profile_names())}")
    return _shipped(name)


@cache
def _shipped(name: str) -> EscPosProfile:
    return _read(FOLDER / f"{name}.toml")


def _read(file: Path) -> EscPosProfile:
    try:
        return parsed(file.stem, file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as wrong:
        raise ValueError(f"receipt printer profile {file}: {_reason(wrong)}") from wrong


def parsed(name: str, text: str) -> EscPosProfile:
    """One profile out of TOML text. ``ValueError`` (pydantic's and TOML's included) for anything that is none."""
    read = _ProfileFile.model_validate(tomllib.loads(text))
    fields = read.model_dump(exclude_none=True)
    if read.missing is not None:
        fields["missing"] = frozenset(read.missing)
    if read.code_page is not None:
        fields["code_page"] = _known_code_page(read.code_page)
    return EscPosProfile(name, **fields)


def _known_code_page(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError) as unknown:
        raise ValueError("code_page is not known to this Python") from unknown


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
