"""What is handed back after a visit, and that nothing of it is lost."""

import hashlib
import mmap
import re
from pathlib import Path

from PySide6.QtGui import QColor

from ui import allocator


def resident(path: Path) -> int:
    """KiB of a mapped file that this process holds."""
    blocks = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text(), flags=re.MULTILINE)
    found = [re.search(r"^Rss: +(\d+) kB$", block, re.MULTILINE) for block in blocks if str(path) in block]
    return sum(int(match[1]) for match in found if match is not None)


def test_a_font_file_leaves_memory_and_reads_as_before(tmp_path):
    font, other = tmp_path / "large.ttc", tmp_path / "large.bin"
    content = bytes(range(256)) * 4096
    for path in (font, other):
        path.write_bytes(content)
    with font.open("rb") as one, other.open("rb") as two:
        mapped = mmap.mmap(one.fileno(), 0, access=mmap.ACCESS_READ)
        beside = mmap.mmap(two.fileno(), 0, access=mmap.ACCESS_READ)
    assert (mapped[:], beside[:]) == (content, content)
    assert resident(font) == resident(other) == len(content) // 1024
    allocator.give_back()
    assert resident(font) == 0
    assert resident(other) == len(content) // 1024
    assert mapped[:] == content
    mapped.close()
    beside.close()


def code_kib() -> int:
    """KiB of machine code of libraries that this process holds."""
    blocks = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text(), flags=re.MULTILINE)
    code = (block for block in blocks if re.match(r"\S+ r-xp .*\.so[.\d]*$", block, re.MULTILINE))
    return sum(int(match[1]) for block in code if (match := re.search(r"^Rss: +(\d+) kB$", block, re.MULTILINE)))


def test_code_that_only_the_start_ran_leaves_memory_and_the_program_runs_on():
    before = code_kib()
    allocator.leave_start()
    assert code_kib() < before * 0.8
    assert QColor("#1F6FEB").name() == "#1f6feb"
    assert hashlib.sha256(b"").hexdigest().startswith("e3b0c442")


def test_nothing_goes_that_was_written():
    size = "Size: 4 kB\nRss: 4 kB\n"
    constants = f"7f00-7f10 r--p 00000000 fd:00 1 /usr/lib/libQt6Core.so.6\n{size}Anonymous: 0 kB\n"
    compiled = f"7f10-7f20 r-xp 00000000 00:01 2 /memfd:JITCode:QtQml (deleted)\n{size}Anonymous: 0 kB\n"
    moved = f"7f20-7f30 r-xp 00000000 fd:00 3 /usr/lib/libmoved.so\n{size}Anonymous: 4 kB\nVmFlags: rd ex\n"
    code = f"7f30-7f40 r-xp 00000000 fd:00 1 /usr/lib/libQt6Core.so.6\n{size}Anonymous:             0 kB\n"
    assert allocator._CODE.findall(constants + compiled + moved + code) == [("7f30", "7f40")]


def test_twice_is_as_good_as_once():
    allocator.settle()
    allocator.give_back()
    allocator.give_back()
