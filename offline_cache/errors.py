"""The ways the store says no."""


class StoreRefused(Exception):  # noqa: N818 - reads as the sentence it is; the names here are the project's vocabulary
    """The store cannot be opened. The text is a sentence for the technician that names the file; nothing was changed."""


class StoreNotNow(StoreRefused):
    """It cannot be opened for a reason that may pass, such as a full disk; nothing is lost, and trying again may help."""


class StoreUnreadable(StoreRefused):
    """There is a file, and nothing can be read from it with this key: damaged, foreign, or of another key."""


class StoreInUse(StoreNotNow):
    """Another application runs on the same state folder."""


class StoreFailed(Exception):  # noqa: N818 - as above
    """The disk or the database failed under an operation, which did not happen. The text holds no stored data."""


class StoreFull(StoreFailed):
    """No room is left on the disk."""


class EnclosureLost(StoreFailed):
    """One stored file is gone or damaged. Only its message is concerned."""
