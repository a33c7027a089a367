"""What is examined before a citizen can meet it; and content that was signed and is not meant well."""

import json
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.matters.announcements import load_announcements, load_tables
from kiosk.matters.catalogue import BASELINE, load_catalogue
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.problems import MatterProblem
from kiosk.protocol.release import CALENDARS, OWNERS_FILE
from kiosk.services.examination import examine
from kiosk.services.ownership import stranger
from kiosk.services.rehearsal import rehearse
from tests.kiosk.matters.samples import CERTIFICATE, REPLACEMENT, SMALL, baseline, write_matter, write_root
from tests.kiosk.matters.test_bundles import with_bundle

MOST_MB = 300
"""Resident; Typst with its fonts and the dictionaries of pinyin are half of it"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small good release."""
    made = write_root(tmp_path / "matters", SMALL)
    shutil.copytree(SHIPPED_CALENDARS, made / CALENDARS)
    return made


def said(root: Path) -> str:
    return "\n".join(str(problem).replace(f"{root}/", "") for problem in examine(root).problems)


def png(width: int, height: int) -> bytes:
    """A picture that unpacks to far more than it weighs."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(min((width + 1) * height, 50_000_000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_what_is_shipped_has_nothing_to_complain_of():
    assert examine(BASELINE).problems == ()


def test_a_good_release_has_nothing_to_complain_of(root):
    (root / "small" / "picture.png").write_bytes(png(20, 20))
    assert said(root) == ""


def test_a_bundle_that_nobody_can_do_at_a_kiosk_is_told_to_whoever_writes_it(tmp_path):
    head = SMALL.partition("[[fields]]")[0]
    counter = (
        f'{head}\n[counter]\nplace = {{ zh = "1 号窗", en = "1" }}\nhours = {{ zh = "工作日", en = "Weekdays" }}\n'
    )
    root = with_bundle(tmp_path / "matters")
    assert examine(root, only="baby").problems == ()
    (root / "small" / "matter.toml").write_text(counter, encoding="utf-8")
    assert examine(root).problems == (), "it may be offered at counters"
    assert [problem.path for problem in examine(root, only="baby").problems] == ["members"]


Spoil = Callable[[Path], object]

HOSTILE: dict[str, tuple[Spoil, str]] = {
    "a million fields": (
        lambda root: (root / "small" / "matter.toml").write_text(SMALL + "\n[[fields]]\n" * 80_000),
        "fields: expected at most 200",
    ),
    "a file too large": (
        lambda root: (root / "small" / "matter.toml").write_bytes(b"#" * 3_000_000),
        "expected at most 1000000 bytes",
    ),
    "a picture that unpacks to gigabytes": (
        lambda root: (root / "small" / "bomb.png").write_bytes(png(40_000, 40_000)),
        "bomb.png: expected a picture",
    ),
    "a picture that is none": (
        lambda root: (root / "small" / "none.jpg").write_bytes(b"GIF89a" + bytes(50)),
        "none.jpg",
    ),
    "a picture that is cut": (
        lambda root: (root / "small" / "cut.png").write_bytes(png(50, 50)[:60]),
        "cut.png",
    ),
    "a program": (lambda root: (root / "small" / "run.sh").write_text("rm -rf /"), "run.sh"),
    "a template that is missing": (
        lambda root: (root / "small" / "matter.toml").write_text(
            f'{SMALL}\n[[documents]]\nkey = "paper"\ntitle = {{ zh = "证", en = "Paper" }}\ntemplate = "paper.typ"\n'
        ),
        "paper.typ",
    ),
    "a template of another folder": (
        lambda root: (root / "small" / "matter.toml").write_text(
            f'{SMALL}\n[[documents]]\nkey = "paper"\ntitle = {{ zh = "证", en = "Paper" }}\ntemplate = "../../etc/passwd.typ"\n'
        ),
        "expected the name of a .typ file in the same folder",
    ),
    "a rule without an end": (
        lambda root: (root / "small" / "matter.toml").write_text(
            SMALL.replace("values.delivery == 'post'", "(" * 900 + "true" + ")" * 900, 1)
        ),
        "expected",
    ),
    "a calendar that lies": (
        lambda root: (root / CALENDARS / "2026.toml").write_text("year = 2027\n"),
        "2026.toml",
    ),
    "a table that is none": (
        lambda root: (
            (root / "_tables").mkdir(),
            (root / "_tables" / "regions.toml").write_text("source = 5"),
        ),
        "regions.toml",
    ),
    "an announcement without English": (
        lambda root: (root / "notices.toml").write_text(
            '[[announcements]]\nkey = "a"\ntext = { zh = "停电" }\nfirst = 2026-01-01\nlast = 2026-01-02\n'
        ),
        "notices.toml: announcements[0].text.en",
    ),
    "a matter nobody can finish": (
        lambda root: (root / "small" / "matter.toml").write_text(
            SMALL.replace("max_length = 10", 'max_length = 1\n\n[[materials]]\nkey = "m"\norigin = "scan"\nmin_pages = 6\n'
            'max_pages = 5\ntitle = { zh = "材料", en = "Paper" }\nnote = { zh = "带来", en = "Bring it" }')
        ),
        "min_pages",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_content_is_refused_in_bounded_time_and_memory(root, name):
    spoil, expected = HOSTILE[name]
    spoil(root)
    program = (
        "import sys, time; from pathlib import Path; from kiosk.services.examination import examine; "
        "began = time.process_time(); found = examine(Path(sys.argv[1])); "
        "print(*found.problems, sep='\\n'); print(time.process_time() - began); "
        # not ru_maxrss, which a child takes over from whoever started it
        "print(int(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]) // 1024)"
    )
    out = subprocess.run(
        [sys.executable, "-c", program, str(root)], check=True, capture_output=True, text=True, timeout=240
    ).stdout.splitlines()
    assert expected in "\n".join(out[:-2])
    assert int(out[-1]) < MOST_MB
    assert float(out[-2]) < 10


def test_a_form_that_cannot_be_confirmed_is_found_by_walking_it():
    calendar = load_calendar()
    assert isinstance(calendar, WorkCalendar)
    for code in (REPLACEMENT, CERTIFICATE):
        assert rehearse(baseline(code), calendar) is None
    whole = baseline(REPLACEMENT)
    phone = next(spec for spec in whole.fields if spec.kind == "phone")
    broken = whole.model_copy(
        update={
            "fields": tuple(
                spec.model_copy(update={"max_length": 3}) if spec is phone else spec for spec in whole.fields
            )
        }
    )
    wrong = rehearse(broken, calendar)
    assert wrong is not None
    assert phone.key in wrong.en
    assert "form" in wrong.en


def test_a_matter_must_be_the_department_s_who_signed(root):
    write_matter(root, SMALL.replace('"small"', '"other"'), "other")
    catalogue = load_catalogue(root)
    owners = root / OWNERS_FILE
    assert "_release.json" in str(stranger(catalogue))
    owners.write_text(json.dumps({"owners": {"small": "局", "other": "局"}}))
    assert stranger(catalogue) is None
    owners.write_text(json.dumps({"owners": {"small": "局", "other": "别的局"}}))
    assert str(stranger(catalogue)) == "other: expected a matter of 别的局, who signed it; found 局"
    owners.write_text(json.dumps({"owners": {"small": "局", "other": "局", "third": "局"}}))
    assert str(stranger(catalogue)) == "expected third, which is missing or wrong"


def test_announcements_and_tables_are_read(root):
    (root / "notices.toml").write_text(
        '[[announcements]]\nkey = "power"\ntext = { zh = "停电", en = "Power cut" }\nfirst = 2026-01-01\nlast = 2026-01-02\n',
        encoding="utf-8",
    )
    (root / "_tables").mkdir()
    (root / "_tables" / "regions.toml").write_text(
        'source = "GB/T 2260"\nentries = [{ code = "990101", title = { zh = "云桥区", en = "Yunqiao" } }]\n',
        encoding="utf-8",
    )
    assert [announcement.key for announcement in load_catalogue(root).announcements] == ["power"]
    tables = load_tables(root)
    assert not isinstance(tables, MatterProblem)
    assert tables["regions"].entries[0].code == "990101"
    (root / "notices.toml").unlink()
    assert load_announcements(root) == ()
