"""Profiles of chip cards: the shipped one, every kind of mistake, and what values mean."""

from importlib.resources import files

import pytest

from devices.codecs.card_profile import (
    ApduAnswer,
    CardField,
    Format,
    ProfileError,
    get_response,
    parse_profile,
    value_of,
)

GOOD = """
title = "Card"
select = "00A40400 02 AABB"
[[fields]]
id = "name"
apdu = "00B2093420"
format = "text"
"""


def a_field(kind: Format, *, tlv: bool = False) -> CardField:
    return CardField(id="name", apdu=bytes.fromhex("00B2093420"), format=kind, tlv=tlv)


def test_the_shipped_profile_reads_a_social_security_card() -> None:
    text = (files("devices") / "profiles/smart_card/social_security_card.toml").read_text(encoding="utf-8")
    profile = parse_profile(text)
    assert profile.select[5:] == "sx1.sh.社会保障".encode("gbk")
    assert profile.select[4] == len(profile.select) - 5
    assert {"id_number", "name", "card_number"} <= {each.id for each in profile.fields}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("title", "titel"), "titel"),
        (("AABB", "AAB"), "select: .*pairs of hexadecimal digits"),
        (('"00A40400 02 AABB"', "12"), "select: .*in quotes"),
        (('"text"', '"words"'), "fields.0.format"),
        (("[[fields]]", "[fields]"), "fields"),
        (("title =", "title"), "not valid TOML"),
    ],
)
def test_a_mistake_is_said_with_its_place(change: tuple[str, str], said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        parse_profile(GOOD.replace(*change))


@pytest.mark.parametrize(
    ("kind", "data", "value"),
    [
        (Format.TEXT, "张㐂".encode("gb18030") + b"\x00\x00", "张㐂"),
        (Format.TEXT, b"Z01234567\xff\xff", "Z01234567"),
        (Format.TEXT, b"\x81", None),
        (Format.HEX, b"\xab\xcd", "ABCD"),
        (Format.DATE, b"\x20\x23\x06\x01", "20230601"),
        (Format.DATE, b"\x20\x2a\x06\x01", None),
        (Format.DATE, b"\x20\x23", None),
    ],
)
def test_values(kind: Format, data: bytes, value: str | None) -> None:
    assert value_of(a_field(kind), data) == value


@pytest.mark.parametrize("data", [b"\x08\x02AB", b"\x09\x03AB", b"\x09", b""])
def test_a_value_behind_another_tag_or_length_is_none(data: bytes) -> None:
    assert value_of(a_field(Format.TEXT, tlv=True), b"\x09\x02AB") == "AB"
    assert value_of(a_field(Format.TEXT, tlv=True), data) is None


def test_answers_in_pieces() -> None:
    assert ApduAnswer(b"\x61\x10").rest == 16
    assert ApduAnswer(b"\x6c\x08").right_le == 8
    assert get_response(bytes.fromhex("00B2093420"), 16) == bytes.fromhex("00C0000010")
    with pytest.raises(ValueError, match="1 bytes"):
        ApduAnswer(b"\x90")
