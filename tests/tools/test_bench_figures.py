"""The arithmetic by which figures are judged."""

import pytest

from tools.bench_figures import Figure, median, percentile, table


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [(range(1, 101), 0.95, 95), ([7.0], 0.95, 7.0), ([3, 1, 2], 0.5, 2), ([3, 1, 2], 1.0, 3), ([3, 1, 2], 0.0, 1)],
)
def test_percentile_is_a_value_that_was_measured(values, share, expected):
    assert percentile(values, share) == expected


def test_one_slow_tap_in_twenty_is_allowed_two_are_not():
    """The planted bug: rounding down lets the second slow one slip through."""
    assert percentile([10.0] * 19 + [200.0], 0.95) == 10.0
    assert percentile([10.0] * 18 + [200.0] * 2, 0.95) == 200.0


def test_median_of_an_even_number_lies_between():
    assert median([4, 1, 3, 2]) == 2.5
    assert median([9, 1, 5]) == 5


@pytest.mark.parametrize("of", [median, lambda values: percentile(values, 0.5)])
def test_nothing_measured_is_no_figure(of):
    with pytest.raises(ValueError, match="no values"):
        of([])


@pytest.mark.parametrize(("value", "limit", "verdict"), [(1.1, 1.1, "ok"), (1.11, 1.1, "OVER"), (9.0, None, "")])
def test_verdict(value, limit, verdict):
    figure = Figure("name", value, "×", limit)
    assert figure.verdict == verdict
    assert figure.as_json()["kept"] is {"ok": True, "OVER": False, "": None}[verdict]


def test_table_lines_up_with_wide_characters():
    lines = table([Figure("社保卡", 1.0, "ms", 2.0), Figure("card", 10.5, "ms")]).splitlines()
    assert lines[1].index("1.0 ms") + 3 == lines[2].index("10.5 ms")
    assert lines[1].split()[-1] == "ok"
