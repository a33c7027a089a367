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
_CODE = re.compile(
    r"^([0-9a-f]+)-([0-9a-f]+) r-xp .*\.so[.\d]*\n(?:\w+: .*\n)*?Anonymous: +0 kB$",
    re.MULTILINE,
)
"""Likewise the machine code of a library, unless something of it was written at loading"""


def settle() -> None:
    """Few arenas, and large blocks that go back to the system when they are freed. To be called before any thread."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        for name, value in ((_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, _LARGE), (_M_ARENA_MAX, _ARENAS)):
            libc.mallopt(name, value)


def leave_start() -> None:
    """Let go of the machine code that only the start ran, once: some 15 MB. What goes on being run comes back at its first use.

    Whoever has just started holds every page of the libraries near which it ever passed; later that is a third less.
    """
    _drop(_CODE, Path("/proc/self/smaps"))
    _trim()


def give_back() -> None:
    """Hand what is free back to the system; part of ending a visit, for freed memory still holds what stood in it.

    With it go the pages of font files: a CJK font is searched from end to end once, and its 20 MB would stay.
    """
    _trim()
    _drop(_FONT, Path("/proc/self/maps"))


def _trim() -> None:
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)


def _drop(which: re.Pattern[str], maps: Path) -> None:
    """Let go of pages that are the same in their file."""
    if maps.is_file():
        libc = ctypes.CDLL(None)
        for first, last in which.findall(maps.read_text(encoding="utf-8", errors="replace")):
            begin, end = int(first, 16), int(last, 16)
            libc.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _MADV_DONTNEED)
