"""From what was recorded to what is judged."""

import pytest

from tools import bench
from tools.bench import visit_figures
from tools.bench_figures import Figure

HELD = {"rss": 100.0, "pss": 60.0, "uss": 50.0, "devices.drivers.some_process": 30.0}


def record(rss_at_end: float, slow_frame: float = 20.0) -> dict[str, object]:
    walk = {"matter": "m", "timed": False, "total": 3.0, "receipt": 1.0, "papers": 2.0}
    return {
        "memory": {"0": HELD, "10": HELD, "50": {**HELD, "rss": rss_at_end}},
        "walks": [walk],
        "frames": [[5.0, "home"], [slow_frame, "sign"]],
        "taps": [[15.0, "home → guide"], [30.0, "guide → identify"]],
        "answers": [3.0],
    }


def verdicts(recorded: dict[str, object]) -> dict[str, str]:
    return {figure.name: figure.verdict for figure in visit_figures(recorded) if figure.limit is not None}


def test_all_kept():
    assert set(verdicts(record(101.0)).values()) == {"ok"}


def test_growth_and_size_are_told_apart():
    """The planted bug: growth against the very first value would hide a leak behind a slow start."""
    said = verdicts(record(103.0))
    assert said["growth from visit 10 to 50"] == "OVER"
    assert said["resident memory after 50 visits"] == "ok"
    assert verdicts(record(220.0))["resident memory after 50 visits"] == "OVER"  # 220 MiB are 231 MB


def test_one_slow_frame_is_too_many():
    assert verdicts(record(100.0, slow_frame=51.0))["slowest frame of whole visits"] == "OVER"


def test_a_part_that_is_not_there_is_refused_and_replaces_no_figures(tmp_path, monkeypatch):
    """The bug of before: a slip of the pen measured nothing, and wrote that over what was measured."""
    monkeypatch.setattr(bench, "OUT", tmp_path)
    (tmp_path / "bench.json").write_text("whole")
    monkeypatch.setattr("sys.argv", ["bench", "--only", "relases"])
    with pytest.raises(SystemExit):
        bench.main()
    monkeypatch.setattr(bench, "PARTS", {"releases": lambda: [Figure("one", 1.0, "s", 2.0)]})
    monkeypatch.setattr("sys.argv", ["bench", "--only", "releases"])
    assert bench.main() == 0
    assert (tmp_path / "bench.json").read_text() == "whole"
    measured = (tmp_path / "bench-releases.json").read_text()
    assert '"one"' in measured
    assert "plain Python" in measured  # how fast the machine was, for whoever compares two days
