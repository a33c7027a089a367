"""A log never quotes what an exception choked on."""

import logging
import sys

from kiosk.nameless import NamelessFormatter

NAME = "张三丰"
NUMBER = "990101198403171216"


def breaks(name: str) -> int:
    return int(name)


def formatted() -> str:
    try:
        try:
            breaks(NAME)
        except ValueError as error:
            raise KeyError(NUMBER) from error
    except KeyError:
        record = logging.LogRecord("kiosk", logging.CRITICAL, __file__, 1, "a service broke", (), sys.exc_info())
    return NamelessFormatter().format(record)


def test_neither_the_exception_nor_its_cause_is_quoted() -> None:
    text = formatted()

    assert NAME not in text
    assert NUMBER not in text


def test_the_types_and_the_places_are_there() -> None:
    text = formatted()

    assert "ValueError" in text
    assert "KeyError" in text
    assert "in breaks" in text


def test_the_standard_formatter_would_quote_it() -> None:
    """The planted bug: what this module is for."""
    try:
        breaks(NAME)
    except ValueError:
        record = logging.LogRecord("kiosk", logging.CRITICAL, __file__, 1, "a service broke", (), sys.exc_info())
    assert NAME in logging.Formatter().format(record)
