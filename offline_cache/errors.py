"""The two ways the store says no."""


class StoreRefused(Exception):  # noqa: N818 - reads as the sentence it is; both names are the project's vocabulary
    """The store cannot be opened. The text is a sentence for the technician that names the file; nothing was changed."""


class StoreFailed(Exception):  # noqa: N818 - as above
    """The disk or the database failed under an operation, which did not happen. The text holds no stored data."""
