"""How the C library keeps memory: a kiosk runs for months and must look the same after each visit.

By default glibc gives every thread an arena of its own and, once one large picture was freed, keeps all later ones in the
heap, where a single small neighbour holds them for good. Elsewhere than on glibc nothing is done.
"""

import ctypes
import re
from pathlib import Path

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""``malloc.h``"""
_LARGE = 128 * 1024
"""Bytes; pictures are larger, nearly everything else is smaller. Setting it at all ends its growing by itself."""
_ARENAS = 2
_MADV_DONTNEED = 4
"""``sys/mman.h``"""
_FONT = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r--[ps] .*\.(?:ttc|ttf|otf)$", re.MULTILINE)
"""Address of a font file mapped for reading only: never written, so whatever is dropped comes back from the file"""


def settle() -> None:
    """Few arenas, and large blocks that go back to the system when they are freed. To be called before any thread."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        for name, value in ((_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, _LARGE), (_M_ARENA_MAX, _ARENAS)):
            libc.mallopt(name, value)


def give_back() -> None:
    """Hand what is free back to the system; part of ending a visit, for freed memory still holds what stood in it.

    With it go the pages of font files: a CJK font is searched from end to end once, and its 20 MB would stay.
    """
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)
    maps = Path("/proc/self/maps")
    if maps.is_file():
        for first, last in _FONT.findall(maps.read_text(encoding="utf-8", errors="replace")):
            begin, end = int(first, 16), int(last, 16)
            libc.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _MADV_DONTNEED)
