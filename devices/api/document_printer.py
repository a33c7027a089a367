"""Document printer (A4): submit a PDF, watch the job, know the paper and toner."""

from typing import Protocol

from devices.api.status import DeviceStatus


class DocumentPrinter(Protocol):
    """One printer. All calls block, belong to the owner thread and raise `DeviceError` only."""

    def open(self) -> None:
        """Reach the printer and ask for its attributes once."""

    def close(self) -> None:
        """Let go of it; safe to call twice."""

    def identity(self) -> str:
        """The printer's own UUID, else its make and model."""

    def status(self) -> DeviceStatus:
        """State and state reasons, asked now."""

    def print_pdf(self, pdf: bytes, *, job_name: str) -> None:
        """Print one PDF on A4. Returns only when the job is completed *and* the printer idle without error.

        On any failure the job is cancelled and the queue purged, so that nobody gets the last citizen's paper,
        and `DeviceError` is raised. `job_name` must not hold personal data.
        """
