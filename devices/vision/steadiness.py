"""Does the page lie still? A vote over the last frames."""

from collections import deque

import numpy as np

from devices.vision.quad import Quad

FRAMES = 5
LARGEST_MOVE = 0.01
"""share of the picture's diagonal a corner may move within the window"""


class Steadiness:
    """Remembers the corners of the last five frames. Not thread-safe."""

    def __init__(self, diagonal: float) -> None:
        """`diagonal` of the pictures in pixels."""
        self._allowed = LARGEST_MOVE * diagonal
        self._seen: deque[Quad | None] = deque(maxlen=FRAMES)

    def saw(self, corners: Quad | None) -> bool:
        """Take in one frame's corners (none: no page) and say whether the page has been lying still."""
        self._seen.append(corners)
        known = [quad for quad in self._seen if quad is not None]
        if len(known) < FRAMES:
            return False
        stack = np.stack(known)
        return float(np.linalg.norm(stack - stack[-1], axis=2).max()) < self._allowed
