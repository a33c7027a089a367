"""Messages over a pipe between the kiosk and a helper process: a JSON header and any number of byte blobs.

On the wire: 4 bytes big-endian length of the header, the header as UTF-8 JSON, then the blobs one after another;
the header's ``blobs`` says how long each is.
"""

import json
from io import RawIOBase
from typing import Any

HEADER_LIMIT = 64 * 1024
"""bytes; more than that is not a header but a pipe out of step"""
BLOB_LIMIT = 64 * 1024 * 1024

Header = dict[str, Any]
Message = tuple[Header, list[bytes]]


class PipeBroken(Exception):  # noqa: N818 - what happened, not a mistake of the caller
    """The other side is gone, or what came is not a message."""


def packed(header: Header, blobs: list[bytes] | None = None) -> bytes:
    """One message as bytes."""
    parts = blobs or []
    text = json.dumps({**header, "blobs": [len(part) for part in parts]}).encode()
    return b"".join((len(text).to_bytes(4, "big"), text, *parts))


class Unpacker:
    """Puts messages together from whatever pieces arrive."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._header: Header | None = None

    def feed(self, piece: bytes) -> None:
        """Take in bytes as they come."""
        self._buffer += piece

    def take(self) -> Message | None:
        """The next whole message, or none yet. Raises `PipeBroken` for what cannot be a message."""
        if self._header is None:
            text = self._cut_header()
            if text is None:
                return None
            self._header = _parsed(text)
        lengths: list[int] = self._header["blobs"]
        if len(self._buffer) < sum(lengths):
            return None
        blobs, start = [], 0
        for length in lengths:
            blobs.append(bytes(self._buffer[start : start + length]))
            start += length
        del self._buffer[:start]
        header, self._header = self._header, None
        del header["blobs"]
        return header, blobs

    def wanted(self) -> int:
        """How many bytes at least are missing to the next message."""
        if self._header is not None:
            return int(sum(self._header["blobs"])) - len(self._buffer)
        if len(self._buffer) < 4:  # noqa: PLR2004 - the length field
            return 4 - len(self._buffer)
        return 4 + int.from_bytes(self._buffer[:4], "big") - len(self._buffer)

    def _cut_header(self) -> bytes | None:
        if len(self._buffer) < 4:  # noqa: PLR2004 - the length field
            return None
        length = int.from_bytes(self._buffer[:4], "big")
        if length > HEADER_LIMIT:
            raise PipeBroken(f"a header of {length} bytes was announced")
        if len(self._buffer) < 4 + length:
            return None
        text = bytes(self._buffer[4 : 4 + length])
        del self._buffer[: 4 + length]
        return text


def _parsed(text: bytes) -> Header:
    try:
        header = json.loads(text)
        sane = all(isinstance(length, int) and 0 <= length <= BLOB_LIMIT for length in header["blobs"])
    except (ValueError, TypeError, KeyError) as broken:
        raise PipeBroken("what came is not a header") from broken
    if not sane or not isinstance(header, dict):
        raise PipeBroken("what came is not a header")
    return header


def read_message(stream: RawIOBase) -> Message | None:
    """Block for one message from an unbuffered pipe; none when the other side has closed it."""
    unpacker = Unpacker()
    while (message := unpacker.take()) is None:
        # Byte counts are asked for exactly, so that nothing of the next message is swallowed.
        piece = stream.read(unpacker.wanted())
        if not piece:
            return None
        unpacker.feed(piece)
    return message
