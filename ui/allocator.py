"""How the C library keeps memory: a kiosk runs for months and must look the same after each visit.

By default glibc gives every thread an arena of its own and, once one large picture was freed, keeps all later ones in the
heap, where a single small neighbour holds them for good. Elsewhere than on glibc nothing is done.
"""

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""``malloc.h``"""
_LARGE = 128 * 1024
"""Bytes; pictures are larger, nearly everything else is smaller. Setting it at all ends its growing by itself."""
_ARENAS = 2


def settle() -> None:
    """Few arenas, and large blocks that go back to the system when they are freed. To be called before any thread."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        for name, value in ((_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, _LARGE), (_M_ARENA_MAX, _ARENAS)):
            libc.mallopt(name, value)


def give_back() -> None:
    """Hand what is free back to the system; part of ending a visit, for freed memory still holds what stood in it."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)
