"""What tests of certificates do inside of the platform."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from central.cases.transitions import Action
from central.certificates import pades
from central.certificates.issue import issue_result
from central.certificates.models import Certificate
from central.certificates.revoking import revoke
from central.certificates.signing import check, signed, signed_file
from central.certificates.typesetting import typeset
from central.kiosks.authority import Authority
from tests.central.cases.deeds import EVERYTHING, MONDAY, made, taken


def everything() -> dict[str, Any]:
    """An officer's denial, its file, a stranger's signature on the same page, and its revocation."""
    case = taken(made(), Action.EXAMINE, MONDAY)
    case = taken(case, Action.DENY, MONDAY, "材料不实")
    paper = issue_result(case, EVERYTHING, "材料不实")
    again = issue_result(case, EVERYTHING, "材料不实")
    page = typeset(paper)
    first, second = signed_file(paper), signed_file(Certificate.objects.get(pk=paper.pk))
    revoked = [revoke(paper.pk, reason, "chen", datetime.now(UTC)) for reason in (" ", "发错了", "发错了")]
    return {
        "result": [paper.key, paper.data["decision"], paper.data["reason"], again.pk == paper.pk],
        "ours": check(bytes(first.pdf)).verdict.name,
        "same": bytes(first.pdf) == bytes(second.pdf),
        "stranger": check(_by_a_stranger(page)).verdict.name,
        "revoked": revoked,
    }


def _by_a_stranger(page: bytes) -> bytes:
    """Signed by an authority of the same name, with another key."""
    with TemporaryDirectory() as folder:
        other = Authority(Path(folder))
        pades._signer.cache_clear()
        try:
            with patch.object(pades, "authority", lambda: other):
                return signed(page, "forged")
        finally:
            pades._signer.cache_clear()
