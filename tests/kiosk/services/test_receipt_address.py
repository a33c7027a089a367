"""The address on a receipt is signed, and honest about the clock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.protocol.receipt_token import verify
from kiosk.services.receipt_address import ReceiptAddresses
from offline_cache.vault import Vault


@pytest.mark.parametrize(("offset_s", "offset_ms"), [(None, None), (-2.3404, -2340), (0.0, 0)])
@pytest.mark.parametrize("synchronised", [True, False])
def test_an_address_says_what_was_accepted_and_by_what_clock(
    tmp_path: Path, offset_s: float | None, offset_ms: int | None, synchronised: bool
) -> None:
    vault = Vault.of(tmp_path)
    addresses = ReceiptAddresses(
        kiosk_id="K-0412",
        public_url="https://platform.example",
        sign=vault.sign_receipt,
        offset_s=lambda: offset_s,
        is_synchronised=lambda: synchronised,
    )
    at = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
    address = addresses.address_of("L-0412-0023", "social-insurance-certificate", at, "0123456789abcdef" * 4, 17)
    front, token = address.rsplit("/", 1)
    claims = verify(token, vault.public_key_pem)
    assert front == "https://platform.example/r"
    assert claims is not None
    assert (claims.receipt_no, claims.applied_at, claims.release) == ("L-0412-0023", at, 17)
    assert (claims.synchronised, claims.offset_ms) == (synchronised, offset_ms)
