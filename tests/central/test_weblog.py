"""The log as JSON lines: the facts of a call by name, a bug's place, and never what it said."""

import json
import logging
import sys

from central.weblog import JsonFormatter


def record_of(exc_info: object = None) -> logging.LogRecord:
    return logging.LogRecord("central.access", logging.INFO, "", 0, "%s %s", ("GET", "/v1/ping"), exc_info)  # type: ignore[arg-type]  # tests give what raised


def test_a_line_is_a_document_with_the_facts_of_the_call() -> None:
    record = record_of()
    record.facts = {"method": "GET", "route": "/v1/ping", "status": 204, "ms": 3}
    said = json.loads(JsonFormatter().format(record))
    assert said["message"] == "GET /v1/ping"
    assert (said["route"], said["status"], said["ms"]) == ("/v1/ping", 204, 3)
    assert said["at"].endswith("+00:00")
    assert said["logger"] == "central.access"


def test_a_bug_is_told_by_its_place_and_kind_alone() -> None:
    try:
        int("王" + "建国")
    except ValueError:
        line = JsonFormatter().format(record_of(sys.exc_info()))
    assert "ValueError" in line
    assert "test_weblog.py" in line
    assert "王建国" not in line
    assert "\n" not in line
