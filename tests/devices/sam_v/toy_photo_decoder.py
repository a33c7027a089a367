"""A photo decoder that decodes nothing: it makes a grey BMP of the right size. Its argument makes it fail.

Run as a module or as a program; speaks what `devices.sam_v.photo` describes with the standard library alone.
"""

import json
import os
import struct
import sys
import threading

_WIDTH, _HEIGHT = 102, 126


def bmp(shade: int) -> bytes:
    """A grey picture, 24 bits a pixel."""
    row = bytes((shade,)) * (_WIDTH * 3) + bytes(-_WIDTH * 3 % 4)
    head = struct.pack("<2sIHHI", b"BM", 54 + len(row) * _HEIGHT, 0, 0, 54)
    return head + struct.pack("<IiiHHIIiiII", 40, _WIDTH, _HEIGHT, 1, 24, 0, 0, 2835, 2835, 0, 0) + row * _HEIGHT


def answer(blobs: list[bytes], *, error: str = "") -> None:
    """One message out."""
    head = json.dumps({"blobs": [len(blob) for blob in blobs], **({"error": error} if error else {})}).encode()
    sys.stdout.buffer.write(len(head).to_bytes(4, "big") + head + b"".join(blobs))
    sys.stdout.buffer.flush()


def main(mode: str) -> None:
    """Answer until the pipe closes."""
    pipe = sys.stdin.buffer
    while length := pipe.read(4):
        header = json.loads(pipe.read(int.from_bytes(length, "big")))
        [wlt] = [pipe.read(size) for size in header["blobs"]]
        sys.stderr.write(f"secret {wlt.hex()}\n")
        if mode == "hang":
            threading.Event().wait(60)
        if mode == "crash" or (mode.startswith("crash-once=") and _first(mode.partition("=")[2])):
            os.abort()
        if mode == "lie":
            answer([b"no picture"])
        elif mode == "refuse":
            answer([], error="licence")
        elif mode == "garbage":
            sys.stdout.buffer.write(b"\xff" * 64)
            sys.stdout.buffer.flush()
        else:
            answer([bmp(wlt[100])])


def _first(mark: str) -> bool:
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
