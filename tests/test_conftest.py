"""The strictness of conftest.py is itself tried: unexpected log lines fail, announced ones have to come."""

import logging

import pytest

from tests.conftest import LogWatch

LOG = logging.getLogger("suishiban.trial")


def record(level: int, message: str) -> logging.LogRecord:
    return logging.LogRecord("printer", level, __file__, 1, message, None, None)


def test_an_unexpected_warning_is_a_complaint() -> None:
    watch = LogWatch()
    watch.handle(record(logging.WARNING, "paper low"))
    assert watch.complaints() == ["unexpected: printer WARNING: paper low"]


def test_an_expected_warning_is_none() -> None:
    watch = LogWatch()
    watch.expect("paper (low|out)")
    watch.handle(record(logging.ERROR, "paper out"))
    assert watch.complaints() == []


def test_an_expectation_that_nothing_meets_is_a_complaint() -> None:
    watch = LogWatch()
    watch.expect("paper out")
    assert watch.complaints() == ["never logged: paper out"]


@pytest.mark.expects_log("the reader is lost")
def test_the_mark_excuses_its_line() -> None:
    LOG.warning("the reader is lost")


def test_the_fixture_excuses_a_line_known_late(log_watch: LogWatch) -> None:
    log_watch.expect("the printer is lost")
    LOG.warning("the printer is lost")


def test_information_is_no_complaint() -> None:
    LOG.info("all is well")
