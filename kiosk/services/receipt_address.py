"""The address in a receipt's QR code: what was accepted, signed with the device key, with the state of this clock."""

from collections.abc import Callable
from datetime import datetime

from kiosk.clock import kernel_clock_is_synchronised
from kiosk.protocol.receipt_token import ClockState, claims_of, payload_of

_MILLISECONDS = 1000


class ReceiptAddresses:
    """Makes them. Needs no network; the offset is what the platform's last answer said."""

    def __init__(
        self,
        *,
        kiosk_id: str,
        public_url: str,
        sign: Callable[[bytes], str],
        offset_s: Callable[[], float | None],
        is_synchronised: Callable[[], bool] = kernel_clock_is_synchronised,
    ) -> None:
        """`public_url` without a slash at the end; `sign` is `Vault.sign_receipt`; `offset_s` is platform minus kiosk."""
        self._kiosk_id = kiosk_id
        self._public_url = public_url
        self._sign = sign
        self._offset_s = offset_s
        self._is_synchronised = is_synchronised

    def address_of(self, receipt_no: str, matter_code: str, applied_at: datetime, sha256: str, release: int = 0) -> str:
        """The signed address of one acceptance; `sha256` is over the application's plain bytes."""
        offset_s = self._offset_s()
        clock = ClockState(self._is_synchronised(), None if offset_s is None else round(offset_s * _MILLISECONDS))
        claims = claims_of(
            kiosk_id=self._kiosk_id,
            receipt_no=receipt_no,
            matter_code=matter_code,
            applied_at=applied_at,
            application_sha256=sha256,
            release=release,
            clock=clock,
        )
        return f"{self._public_url}/r/{self._sign(payload_of(claims))}"
