"""``pytest -p tests.central.on_postgresql tests/central``: the platform's tests once more, on PostgreSQL.

A plugin and no option, for it has to speak before anything of the tests is loaded, in every process of the run.
"""

import os

os.environ["SUISHIBAN_TEST_DATABASE"] = "postgresql"
