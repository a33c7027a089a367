"""What came of looking for a release. Neither the thread that fetches nor the service that activates owns these words."""

from dataclasses import dataclass

from kiosk.protocol.release import Rollout


class NotBelieved(Exception):  # noqa: N818 - what happened, not a mistake of the caller
    """What was offered is not what it has to be; nothing of it is used. The text names the reason, and no address."""


class NotReached(Exception):  # noqa: N818 - as above
    """It could not be fetched now, or there is no room for it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the platform wants of this kiosk. `wanted` is the release it should use; `staged` says that it lies ready."""

    edition: int
    rollout: Rollout
    wanted: int = 0
    staged: bool = False
