"""The published description of the API is the one in docs/, and says of each call how its errors look."""

import json

from tests.central.running import ROOT, RunningCentral


def test_what_is_served_is_what_is_kept_in_docs(central: RunningCentral) -> None:
    """Changed the API? ``.venv/bin/python -m central openapi > docs/openapi.json``."""
    served = central.session().get(f"{central.url}/v1/openapi.json", timeout=10).json()
    assert served == json.loads((ROOT / "docs" / "openapi.json").read_text())


def test_every_call_says_that_its_errors_are_problems(central: RunningCentral) -> None:
    served = central.session().get(f"{central.url}/v1/openapi.json", timeout=10).json()
    calls = [call for path in served["paths"].values() for call in path.values()]
    assert len(calls) > 5
    for call in calls:
        assert list(call["responses"]["default"]["content"]) == ["application/problem+json"]
