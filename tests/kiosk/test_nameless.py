"""A log never quotes what an exception choked on."""

import logging
import sys
import time

import pytest

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


def test_the_time_is_beijings_as_in_the_platforms_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        record = logging.LogRecord("kiosk", logging.INFO, __file__, 1, "said", (), None)
        record.created, record.msecs = 1_795_356_000.0, 0.0  # 2026-11-22 14:00 UTC
        assert NamelessFormatter().format(record) == "2026-11-22 22:00:00,000 INFO kiosk: said"
    finally:
        monkeypatch.undo()
        time.tzset()
