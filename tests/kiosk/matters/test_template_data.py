"""What templates are given: the day in China, whatever the machine's own, and no packages."""

import json
from datetime import UTC, datetime

import pytest

from kiosk.matters.template_data import package_line, template_inputs


def test_the_day_is_that_of_china_in_both_languages():
    inputs = template_inputs(
        "N-1", datetime(2026, 11, 30, 16, 30, tzinfo=UTC), "https://example.org/v/1", {"name": "赵㐂"}
    )
    given = json.loads(inputs["data"])
    assert given["document"]["issued_on"] == {"zh": "2026年12月1日", "en": "1 December 2026"}
    assert (given["document"]["number"], given["data"]) == ("N-1", {"name": "赵㐂"})
    assert given["document"]["qr"].startswith("<?xml")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('= Title\n#import "@preview/cetz:0.3.1"', 2),
        ('#include "@local/it"', 1),
        ('#import "parts.typ"\nwrite to a@example.org', None),
    ],
)
def test_a_package_is_found_where_it_is_fetched(source, line):
    assert package_line(source) == line
