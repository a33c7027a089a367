"""What every SAM_V driver does with a card, whatever its line: damage never becomes data."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.api.errors import DeviceError
from devices.api.id_card_reader import IdCard
from devices.bench.people import PEOPLE
from devices.sam_v.card_reader import SamVCardReader
from devices.sam_v.options import SamVOptions
from tests.devices.sam_v.memory_line import MemoryLine, MemoryModule

LI = PEOPLE["li"].card  # with an added address: five replies to find, select, read, address … are data
HEAD = 5
"""the preamble; XOR begins behind it"""
Spoil = Callable[[bytes, int], bytes]


def read_over(spoil: Spoil, key: str = "li", *, confirm: bool = True) -> tuple[IdCard | None, SamVCardReader]:
    """The card that is read over a line that spoils replies; none for any `DeviceError`."""
    module = MemoryModule()
    module.command("place", {"card": key})
    line = MemoryLine(module, spoil)
    options = SamVOptions(confirm_reads=confirm)
    reader = SamVCardReader(line, options, bytes_per_s=11_520, monotonic=line.monotonic)
    try:
        reader.open()
        return (reader.read() if reader.find() else None), reader
    except DeviceError:
        return None, reader


def flipping(number: int, first: int, second: int, bit: int) -> Spoil:
    """Flip `bit` of two bytes of the reply with this number: the XOR stays right."""

    def spoil(reply: bytes, which: int) -> bytes:
        if which != number:
            return reply
        changed = bytearray(reply)
        for place in (first, second):
            changed[place] ^= 1 << bit
        return bytes(changed)

    return spoil


# The replies in order: id, status, find, select, first card, first address, second card, second address.
FIRST_CARD, FIRST_ADDRESS = 4, 5


@pytest.mark.parametrize("key", ["li", "hk", "jones", "smith"])
@pytest.mark.parametrize("seed", [1, 2])
def test_two_flips_in_one_column_at_every_position_never_make_another_card(key: str, seed: int) -> None:
    """Every byte of the reading, LEN and status included, paired with another one of the same bit."""
    dice = random.Random(seed)
    wrong = refused = 0
    for first in range(HEAD, 1295):
        second = dice.randrange(HEAD, 1295)
        bit = dice.randrange(8)
        if first == second:
            continue
        card, _ = read_over(flipping(FIRST_CARD, first, second, bit), key)
        refused += card is None
        wrong += card is not None and card != PEOPLE[key].card
    assert wrong == 0
    assert refused <= 20  # nearly all are read again and then right


def test_two_flips_in_the_added_address_never_make_another_one() -> None:
    for first in range(HEAD, 80):
        for second in range(first + 1, 81, 3):
            card, _ = read_over(flipping(FIRST_ADDRESS, first, second, second % 8))
            assert card in (None, LI)


def test_read_once_another_name_would_be_believed() -> None:
    """The planted bug: without the second reading two flips in the name make another name."""
    name_at = HEAD + 2 + 3 + 4
    spoil = flipping(FIRST_CARD, name_at, name_at + 2, 0)
    believed, _ = read_over(spoil, confirm=False)
    assert believed is not None
    assert believed.name != LI.name
    assert read_over(spoil)[0] == LI


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 7), st.integers(0, 1300), st.sampled_from(["drop", "truncate", "flip", "insert", "echo"]), st.data()
)
def test_one_damaged_reply_of_a_visit_never_makes_another_card(
    number: int, place: int, damage: str, data: st.DataObject
) -> None:
    def spoil(reply: bytes, which: int) -> bytes:
        if which != number:
            return reply
        at = place % len(reply)
        noise = data.draw(st.binary(min_size=1, max_size=20))
        return {
            "drop": reply[:at] + reply[at + 1 :],
            "truncate": reply[:at],
            "flip": reply[:at] + bytes((reply[at] ^ (1 << noise[0] % 8),)) + reply[at + 1 :],
            "insert": reply[:at] + noise + reply[at:],
            "echo": bytes.fromhex("AAAAAA96690003300132") + reply,
        }[damage]

    card, _ = read_over(spoil)
    assert card in (None, LI)


def test_a_false_beginning_costs_a_moment_and_no_second_question() -> None:
    def spoil(reply: bytes, which: int) -> bytes:
        return bytes.fromhex("AAAAAA96690FFF") + reply if which == FIRST_CARD else reply

    card, reader = read_over(spoil)
    assert card == LI
    assert reader.counts()["rescued"] == 1
    assert "resent" not in reader.counts()


def test_a_module_that_reads_a_card_once_only_is_believed_and_counted() -> None:
    def spoil(reply: bytes, which: int) -> bytes:
        # The second 30 01 is refused, with the card still there (its added address is told).
        return bytes.fromhex("AAAAAA9669000400004145") if which == 6 else reply

    card, reader = read_over(spoil)
    assert card == LI
    assert reader.counts()["unconfirmed"] == 1


def test_readings_that_never_agree_are_garbled() -> None:
    name_at = HEAD + 2 + 3 + 4
    dice = iter(range(100))

    def spoil(reply: bytes, _which: int) -> bytes:
        if len(reply) != 1295:
            return reply
        changed = bytearray(reply)
        bit = 1 << next(dice) % 6
        changed[name_at] ^= bit
        changed[name_at + 2] ^= bit
        return bytes(changed)

    assert read_over(spoil)[0] is None
