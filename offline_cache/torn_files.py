"""The files of messages in a damaged store whose table can be read in part only.

A row is found by comparing it with others, and a comparison reads all of a row: a page of one file hides those of other messages.
Going through the table compares nothing and reads of a row what is asked for (``typeof`` no bytes, ``IS NULL`` all). So the list
of files is had from both ends; and their bytes likewise, from the table and then from each page of it (`offline_cache.strays`).
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import Any, Protocol

_ORDER = " ORDER BY message_id {way}, position {way}"
_LIST = "SELECT message_id, position, sha256, size, typeof(data) = 'null' FROM attachment" + _ORDER  # noqa: S608 - fixed texts
_BYTES = "SELECT message_id, position, data FROM {table} WHERE typeof(data) = 'blob' AND length(sha256) = 64" + _ORDER  # noqa: S608 - with names of `strays`
_SHA256 = 2
"""Column of the table"""
_BEYOND = "\x7f"
"""Greater than every id"""

Row = tuple[Any, ...]


class Readable(Protocol):
    """What is read from (`offline_cache.salvage.Source`)."""

    def rows(self, sql: str) -> list[Row] | None:
        """What a SELECT finds; None when a page cannot be read."""

    def as_far_as_it_goes(self, sql: str) -> Iterator[Row]:
        """The rows that a SELECT finds before a page cannot be read; it notes that there was one."""

    def strays(self, table: str) -> Iterator[str]:
        """As `offline_cache.strays.stray_tables`."""


@dataclass(slots=True)
class _Files:
    """Those of one message: rows of the table by position. The bytes of `missing` lie in the table and were not met yet."""

    rows: dict[int, Row] = field(default_factory=dict)
    missing: set[int] = field(default_factory=set)

    def all(self) -> list[Row]:
        """In their order."""
        return [self.rows[position] for position in sorted(self.rows)]


def whole_files(source: Readable, wanted: Collection[str]) -> Iterator[tuple[str, list[Row]]]:
    """(id, rows of its files) of those `wanted` messages of which every file is known and there, in no order."""
    listed, is_sure = _listed(source)
    torn: dict[str, _Files] = {}
    for message_id in wanted:
        files = listed.get(message_id, _Files())
        if not is_sure(message_id):
            continue
        if files.missing:
            torn[message_id] = files
        else:
            yield message_id, files.all()
    for message_id, position, data in _bytes(source) if torn else ():
        found = torn.get(message_id)
        # proven, for the page may be one that the table has left
        if found and position in found.missing and sha256(data).hexdigest() == found.rows[position][_SHA256]:
            found.missing.remove(position)
            found.rows[position] = (*found.rows[position][:4], data)
            if not found.missing:
                del torn[message_id]
                yield message_id, found.all()
        if not torn:
            return


def _listed(source: Readable) -> tuple[dict[str, _Files], Callable[[str], bool]]:
    """What the list names, and of which messages it names everything."""
    whole = source.rows(_LIST.format(way="ASC"))
    upward = whole if whole is not None else list(source.as_far_as_it_goes(_LIST.format(way="ASC")))
    downward = [] if whole is not None else list(source.as_far_as_it_goes(_LIST.format(way="DESC")))
    listed: dict[str, _Files] = {}
    for message_id, position, digest, size, beside in (*upward, *downward):
        files = listed.setdefault(message_id, _Files())
        files.rows[position] = (message_id, position, digest, size, None)
        if not beside:
            files.missing.add(position)
    # the message that was read last may have more files on the page that stopped it
    low, high = upward[-1][0] if upward else "", downward[-1][0] if downward else _BEYOND
    return listed, lambda message_id: whole is not None or message_id < low or message_id > high


def _bytes(source: Readable) -> Iterator[Row]:
    for table in chain(("attachment",), source.strays("attachment")):
        for way in ("ASC", "DESC"):
            yield from source.as_far_as_it_goes(_BYTES.format(table=table, way=way))
