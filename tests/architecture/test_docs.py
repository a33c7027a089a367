"""What the pages say is there, is there: paths, links, terms, keys, faults, decision records."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from devices.api.errors import DeviceFault
from devices.drivers.cabinet_modbus import CabinetOptions
from devices.drivers.document_camera_opencv import DocumentCameraOptions
from devices.drivers.document_printer_ipp import IppOptions
from devices.drivers.hardware_watchdog_linux import WatchdogOptions
from devices.drivers.id_card_reader_sam_v import SamVSerialOptions
from devices.drivers.receipt_printer_escpos import EscPosOptions
from devices.drivers.smart_card_reader_pcsc import PcscOptions
from devices.registry import driver_names
from kiosk import config
from kiosk.faults import FAULTS
from tests.architecture.house_rules import PACKAGES

HERE = Path(__file__)
ROOT = HERE.parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "deploy" / "README.md", *DOCS.rglob("*.md")])
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")


def broken_links(page: Path, text: str) -> list[str]:
    """Targets of relative links that lie nowhere."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    return [target for target in targets if "://" not in target and not (page.parent / target).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


def test_a_broken_link_is_seen():
    assert broken_links(ROOT / "README.md", "[gone](docs/gone.md) [here](docs/glossary.md)") == ["docs/gone.md"]


def unknown_modules(text: str) -> list[str]:
    """What `text` names in backticks as one of our modules, or as something in it, and is not there."""
    named = re.findall(r"`((?:kiosk|devices|offline_cache|ui|central|tools|tests)(?:\.\w+)+)`", text)
    return [name for name in named if not name.endswith((".toml", ".db")) and not _is_a_module(name)]


def _is_a_module(name: str) -> bool:
    parts = name.split(".")
    folder = ROOT / parts.pop(0)
    while parts and (folder / parts[0]).is_dir():
        folder /= parts.pop(0)
    file = folder / f"{parts[0]}.py" if parts and (folder / f"{parts[0]}.py").exists() else folder / "__init__.py"
    source = file.read_text(encoding="utf-8") if file.exists() else ""
    return all(re.search(rf"\b{part}\b", source) for part in parts[file.stem != "__init__" :])


def test_every_module_that_is_named_is_there():
    sources = [path for package in (*PACKAGES, "tools", "tests") for path in (ROOT / package).rglob("*.py")]
    found = {path: unknown_modules(path.read_text(encoding="utf-8")) for path in (*PAGES, *sources) if path != HERE}
    assert {str(path): names for path, names in found.items() if names} == {}


def test_a_module_that_is_gone_is_seen():
    text = "`kiosk.clock` `kiosk.clock.CHINA` `kiosk.visit` `kiosk.gone` `kiosk.clock.GONE` `kiosk.toml` `central.fleet.gone`"
    assert unknown_modules(text) == ["kiosk.gone", "kiosk.clock.GONE", "central.fleet.gone"]


def mapped(text: str) -> list[str]:
    """The paths of the tree in README's map."""
    tree = text.split("```\nkiosk/", maxsplit=1)[1].split("```", maxsplit=1)[0]
    paths: list[str] = []
    top = ""
    for line in ("kiosk/" + tree).splitlines():
        names = re.findall(r"(?<![\w/])([a-z][a-z_0-9]*/)", re.split(r"\s{2,}(?=\S)", line.strip(), maxsplit=1)[0])
        if not line.startswith(" "):
            top = names[0]
            paths.append(top)
        else:
            paths += [top + name for name in names]
    return paths


def test_the_map_of_the_tree_is_true():
    paths = mapped((ROOT / "README.md").read_text(encoding="utf-8"))
    assert [path for path in paths if not (ROOT / path).is_dir()] == []
    packages = [path.parent.relative_to(ROOT) for top in PACKAGES for path in (ROOT / top).glob("*/__init__.py")]
    assert [str(package) for package in packages if f"{package}/" not in paths] == []
    assert {"tests/", "deploy/"} <= set(paths)


def test_every_target_that_readme_names_can_be_made():
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)\b", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named - made == set()


def test_every_term_of_the_glossary_is_in_the_code():
    code = "\n".join(path.read_text("utf-8") for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    rows = [line.split("|") for line in (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()]
    terms = [term for row in rows if len(row) > 4 for term in re.findall(r"`([^`]+)`", row[3])]
    assert len(terms) > 40
    assert [term for term in terms if not _is_there(term, code)] == []


def _is_there(term: str, code: str) -> bool:
    place = ROOT / term.replace(".", "/")
    if (ROOT / term).exists() or place.exists() or place.with_suffix(".py").exists():
        return True
    return all(re.search(rf"\b{part}\b", code) for part in term.split("."))


def test_every_key_of_the_configuration_is_explained():
    tables: list[type[BaseModel]] = [
        config.KioskTable,
        config.CentralTable,
        config.ScreenTable,
        config.HardwareTable,
        config.DockTable,
    ]
    keys = {key for table in tables for key in table.model_fields} | {"driver", "provider"}
    options: list[type[BaseModel]] = [
        DocumentCameraOptions,
        IppOptions,
        EscPosOptions,
        SamVSerialOptions,
        CabinetOptions,
        PcscOptions,
        WatchdogOptions,
    ]
    keys |= {key for option in options for key in option.model_fields}
    assert {key for key in keys if f"`{key}`" not in OPERATIONS} == set()


def test_every_driver_has_a_row_of_its_options():
    assert [name for name in driver_names() if f"| `{name}` |" not in OPERATIONS] == []


def test_the_hints_of_device_faults_are_those_of_the_code():
    rows = dict(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| ([^|]+) \|$", OPERATIONS, flags=re.MULTILINE))
    listed = {code: hint for code, hint in rows.items() if code not in (*driver_names(), "scan_to_pay.simulated")}
    devices = {each.value for each in DeviceFault if not each.value.startswith(("card.", "page."))}
    assert listed == {code: FAULTS[code].hint for code in devices}


def test_decision_records_are_numbered_and_listed_under_their_titles():
    records = sorted((DOCS / "adr").glob("0*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    for path in records:
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix(f"# {path.name[:4]} ")
        assert f"| [{path.name[:4]}]({path.name}) | {title} |" in index
