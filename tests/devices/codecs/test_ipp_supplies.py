"""Levels as printers tell them, and as they should not."""

from hypothesis import given
from hypothesis import strategies as st

from devices.api.document_printer import Supply, SupplyKind
from devices.codecs.ipp import Data, Group, Tag, attribute, decode, encode
from devices.codecs.ipp import Message as Answer
from devices.codecs.ipp_supplies import SUPPLY_NAMES, supplies_of


def _printer(**attributes: tuple[int, tuple[Data, ...]]) -> Group:
    return Group(
        Tag.PRINTER,
        tuple(attribute(name.replace("_", "-"), tag, *data) for name, (tag, data) in attributes.items()),
    )


def test_the_supplies_of_ippeveprinter() -> None:
    printer = _printer(
        printer_supply=(
            Tag.OCTET_STRING,
            (
                b"index=1;class=receptacleThatIsFilled;type=wasteToner;unit=percent;maxcapacity=100;level=25;",
                b"index=2;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=4;colorantname=black;",
            ),
        ),
        printer_supply_description=(Tag.TEXT, ("Toner Waste Tank", "Black Toner")),
        printer_input_tray=(
            Tag.OCTET_STRING,
            (
                b"type=sheetFeedAutoRemovableTray;maxcapacity=-2;level=-2;status=0;name=auto",
                b"type=sheetFeedAutoRemovableTray;maxcapacity=250;level=100;status=0;name=main",
            ),
        ),
    )
    assert supplies_of(printer) == (
        Supply("Toner Waste Tank", SupplyKind.WASTE, 25),
        Supply("Black Toner", SupplyKind.TONER, 4, low=True),
        Supply("main", SupplyKind.PAPER, 40),
    )


def test_the_markers_of_cups_with_unknown_levels() -> None:
    printer = _printer(
        marker_names=(Tag.NAME, ("Black", "Drum", "Waste")),
        marker_types=(Tag.KEYWORD, ("toner-cartridge", "opc", "waste-toner")),
        marker_levels=(Tag.INTEGER, (14, -3, 2)),
        marker_low_levels=(Tag.INTEGER, (15, 10, 10)),
    )
    assert supplies_of(printer) == (
        Supply("Black", SupplyKind.TONER, 14, low=True),
        Supply("Drum", SupplyKind.DRUM, None),
        Supply("Waste", SupplyKind.WASTE, 2),
    )


def test_a_printer_that_tells_nothing() -> None:
    assert supplies_of(Group(Tag.PRINTER, ())) == ()


_values = st.one_of(
    st.tuples(st.just(int(Tag.OCTET_STRING)), st.lists(st.binary(max_size=40), min_size=1, max_size=3)),
    st.tuples(st.just(int(Tag.INTEGER)), st.lists(st.integers(-5, 2**31 - 1), min_size=1, max_size=3)),
    st.tuples(
        st.just(int(Tag.TEXT)),
        st.lists(
            st.sampled_from(
                ["level=7;maxcapacity=0", "level=٣;maxcapacity=9", "level=--1;maxcapacity=-", "type=ink;;="]
            ),
            min_size=1,
            max_size=3,
        ),
    ),
)


@given(st.dictionaries(st.sampled_from(SUPPLY_NAMES), _values))
def test_whatever_comes_over_the_wire_is_a_level_between_0_and_100_or_unknown(
    attributes: dict[str, tuple[int, list[Data]]],
) -> None:
    sent = Group(Tag.PRINTER, tuple(attribute(name, tag, *data) for name, (tag, data) in attributes.items()))
    (printer,) = decode(encode(Answer(0, 1, (sent,)))).groups
    for supply in supplies_of(printer):
        assert supply.percent is None or 0 <= supply.percent <= 100
        assert supply.name
