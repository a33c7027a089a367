"""What can be said about a reader with a SAM_V module in its config table, whatever its line."""

from pydantic import Field

from devices.api.options import DriverOptions


class SamVOptions(DriverOptions):
    """Options of any such reader; all may be left out."""

    confirm_reads: bool = True
    """Every card is read until two readings agree. The frames' XOR does not see two flips in one bit column, and a
    name has no check digit."""
    fingerprint: bool = False
    """Also read which fingers are enrolled; 90 ms more a reading at 115200."""
    photo_decoder: str = ""
    """A Python module, or a program with its arguments, that turns the card's photo into a picture (docs/operations.md)."""
    max_rf_bytes: int | None = Field(default=None, ge=1, le=255)
    """Tell the module at opening to send no more than this over the air at once; some makers' programs send 80."""
    select_without_find: bool = False
    """A model whose *find* always answers an error, and whose *select* works all the same."""
