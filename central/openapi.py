"""``python -m central openapi``: the API's description as it is kept in ``docs/openapi.json``; a test holds the two equal."""

import json
import sys
import tempfile
from pathlib import Path

from central.bootstrap import prepare


def document() -> str:
    """OpenAPI 3.1 of ``/v1``. Django must be set up."""
    from central.api import api  # noqa: PLC0415  needs django.setup()

    schema = api.get_openapi_schema(path_prefix="/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, default=str) + "\n"


def main(arguments: list[str]) -> int:
    """Print it. `arguments` are none."""
    if arguments:
        sys.stderr.write("usage: python -m central openapi > docs/openapi.json\n")
        return 2
    with tempfile.TemporaryDirectory() as state:
        prepare(Path(state))
        sys.stdout.write(document())
    return 0
