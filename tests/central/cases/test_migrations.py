"""What came before kiosks sealed is still the same case, and its repeat still gets its answer."""

import subprocess
import sys
from pathlib import Path

from tests.central.databases import empty
from tests.central.running import ROOT

_UPGRADE = """
import os, sys
os.environ["SUISHIBAN_CENTRAL_STATE"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "central.settings"
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", "cases", "0001", verbosity=0)
with connection.cursor() as cursor:
    for row in (
        "kiosks_kiosk (id, place, token_sha256, receipt_public_key, active, enrolled_at)"
        " VALUES ('K-0412', '', '', '', TRUE, '2026-01-01')",
        "cases_blob (sha256, size, stored_at) VALUES ('page', 3, '2026-01-01')",
        "cases_case (application_id, case_no, kiosk_id, receipt_no, matter_code, matter_title, state, applied_at,"
        " accepted_at, body, body_sha256, answer) VALUES ('a', '1', 'K-0412', 'r', 'm', 't', 'accepted',"
        " '2026-01-01', '2026-01-01', '{}', 'body', '{}')",
        "cases_casedocument (case_id, key, page, media_type, blob_id) VALUES (1, 'k', 1, 'image/jpeg', 'page')",
    ):
        cursor.execute(f"INSERT INTO {row}")
call_command("migrate", verbosity=0)
from central.cases.intake import Accepted, OtherBytes, repeated
from central.cases.models import CaseDocument
from central.kiosks.models import Kiosk
kiosk = Kiosk.objects.get()
assert repeated("a", kiosk, "body") == Accepted("{}", fresh=False)
assert repeated("a", kiosk, "another body") == OtherBytes()
assert CaseDocument.objects.get().sha256 == "page"
print("upgraded")
"""


def test_a_case_from_before_is_found_again(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of this test, and of no other installation at all")
    empty(tmp_path)
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", _UPGRADE, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert said.stdout == "upgraded\n", said.stderr
