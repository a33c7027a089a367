"""Which of several shapes is the page? A vote over the last frames, and whether it lies still."""

from collections import deque
from collections.abc import Sequence

from devices.vision.page_outline import Outline
from devices.vision.quad import overlap

FRAMES = 5
_SAME = 0.9
"""intersection over union from which shapes of two frames count as one"""


class PageVote:
    """Remembers what the last five frames showed. Not thread-safe."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._seen: deque[Sequence[Outline]] = deque(maxlen=FRAMES)

    def saw(self, outlines: Sequence[Outline]) -> Outline | None:
        """Take in one frame's shapes and choose the one of them that the last frames speak for most; none if it has none.

        A shape that has no rival, or that appeared just now, is judged by its own score: laying a page down is seen at once.
        """
        self._seen.append(outlines)
        return max(outlines, key=self._support, default=None)

    def _support(self, outline: Outline) -> float:
        return sum(
            max((each.score for each in frame if overlap(each.corners, outline.corners) > _SAME), default=0.0)
            for frame in self._seen
        )
