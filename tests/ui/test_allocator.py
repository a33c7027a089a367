"""What is handed back after a visit, and that nothing of it is lost."""

import mmap
import re
from pathlib import Path

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


def test_twice_is_as_good_as_once():
    allocator.settle()
    allocator.give_back()
    allocator.give_back()
