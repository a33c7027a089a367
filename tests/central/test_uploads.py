"""What is uploaded is what it says, small, and stays small when it is opened."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from central.uploads import MEBI, SENTENCES, Kind, RefusedUploadError, UploadCheck, Why, checked

EVERY = frozenset(Kind)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "red").save(stream, kind)
    return stream.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0" * 1000)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def archive(entries: dict[str, bytes], mode: int = 0) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, content)
    return stream.getvalue()


def workbook(more: dict[str, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "事项编码"
    book.save(stream)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as made:
        for name, content in (more or {}).items():
            made.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("PNG"), Kind.PNG),
        (picture("JPEG"), Kind.JPEG),
        (PDF, Kind.PDF),
        (workbook(), Kind.XLSX),
        (archive({"matters/a/matter.toml": b"code = 1"}), Kind.ZIP),
        ("编码,名称\n1,社保卡".encode("gb18030"), Kind.TEXT),
        ("\ufeff编码,名称".encode(), Kind.TEXT),
    ],
)
def test_what_it_is_is_seen_in_the_content(content: bytes, kind: Kind):
    assert checked(content, EVERY).kind is kind
    with pytest.raises(RefusedUploadError) as refused:
        checked(content, EVERY - {kind} - ({Kind.ZIP} if kind is Kind.XLSX else set()))
    assert refused.value.why is Why.OTHER_KIND


def test_a_picture_says_its_size_and_text_is_read_in_either_encoding():
    upload = checked(picture("PNG", (40, 30)), {Kind.PNG})
    assert (upload.width, upload.height, upload.media_type) == (40, 30, "image/png")
    assert checked("名称".encode("gb18030"), {Kind.TEXT}).text == "名称"
    assert checked("\ufeff名称".encode(), {Kind.TEXT}).text == "名称"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Why.EMPTY),
        (b"x" * (MEBI + 1), Why.TOO_LARGE),
        (b"text with \x1b[31m control", Why.OTHER_KIND),
        (b"MZ\x90\0\3\0\0\0", Why.OTHER_KIND),
        (b"GIF89a" + b"\0" * 20, Why.OTHER_KIND),
        (picture("PNG")[:60], Why.BROKEN),
        (picture("JPEG")[:200], Why.BROKEN),
        (b"\xff\xd8\xff<script>alert(1)</script>", Why.BROKEN),
        (png_that_says(20_000, 20_000), Why.BOMB),
        (png_that_says(40_000, 1), Why.BOMB),
        (archive({"zeros": b"\0" * 30 * MEBI}), Why.BOMB),
        (archive({f"{number}": b"" for number in range(2001)}), Why.BOMB),
        (archive({"../../etc/passwd": b"x"}), Why.PATHS),
        (archive({"/etc/passwd": b"x"}), Why.PATHS),
        (archive({"C:/windows": b"x"}), Why.PATHS),
        (archive({"link": b"/etc/passwd"}, mode=0o120777), Why.PATHS),
        (archive({"a": b"x" * 1000})[:-40], Why.BROKEN),
        (workbook({"xl/vbaProject.bin": b"x"}), Why.MACROS),
        (workbook({"xl/more.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>'}), Why.BOMB),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript>>"), Why.ACTIVE),
        (PDF[:30], Why.BROKEN),
    ],
)
def test_what_is_refused_and_why(content: bytes, why: Why):
    with pytest.raises(RefusedUploadError) as refused:
        checked(content, EVERY, max_bytes=MEBI)
    assert refused.value.why is why


def test_an_archive_that_lies_about_its_size_is_counted_while_it_is_unpacked():
    honest = archive({"zeros": b"\0" * 30 * MEBI})
    lying = honest.replace(struct.pack("<I", 30 * MEBI), struct.pack("<I", 10))
    assert lying != honest
    with pytest.raises(RefusedUploadError):
        checked(lying, {Kind.ZIP})


def test_a_form_says_why_and_leaves_the_file_at_its_beginning():
    check = UploadCheck({Kind.PNG}, max_bytes=MEBI)
    good = SimpleUploadedFile("photo.exe", picture("PNG"), content_type="text/html")
    check(good)
    assert good.read(4) == b"\x89PNG"
    page = SimpleUploadedFile("photo.png", b"<html><script>", content_type="image/png")
    with pytest.raises(ValidationError) as refused:
        check(page)
    assert refused.value.code == "other-kind"
    assert refused.value.message is SENTENCES[Why.OTHER_KIND]
    assert check == UploadCheck([Kind.PNG], max_bytes=MEBI)
    assert check != UploadCheck([Kind.PDF], max_bytes=MEBI)
