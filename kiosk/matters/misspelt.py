"""Words with one slip in them: a letter too many, too few, another one or two changed about; one character that is another.

For when nothing is spelt as it was asked for (`kiosk.matters.search`). Initials are not tried: with a slip they fit anything.
"""

import re

_SHORTEST, _SHORTEST_WORD, _SHORTEST_CHINESE = 4, 5, 3
_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def may_be_misspelt(wanted: str) -> bool:
    """Whether `wanted` is long enough to tell what was meant."""
    return len(wanted) >= (_SHORTEST_CHINESE if _CJK.search(wanted) else _SHORTEST)


def misspelt(text: str, readings: tuple[tuple[str, ...], ...], wanted: str) -> tuple[int, ...]:
    """The characters from the first on that `wanted` spells with one slip; none if it does not.

    Each is written itself, or by its whole sound; the last may be cut short. `readings` has the sounds of each.
    """
    ends = [(0, 0, False)]
    seen = set(ends)
    while ends:
        place, used, slipped = ends.pop()
        if used == len(wanted):
            return tuple(range(place))
        if place == len(readings):
            continue
        for step in _steps(text[place], readings[place], wanted[used:], slipped=slipped):
            following = (place + step[0], used + step[1], slipped or step[2])
            if following not in seen:
                seen.add(following)
                ends.append(following)
    return ()


def misspelt_word(text: str, wanted: str) -> bool:
    """Whether `wanted` is one of the English words of `text` with one slip in it."""
    return len(wanted) >= _SHORTEST_WORD and any(nearly(wanted, word) for word in text.lower().split())


def nearly(one: str, other: str) -> bool:
    """Whether they are the same but for one letter, or two neighbours changed about."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, left = one[at:], other[at:]
    changed_about = rest[:2] == left[1::-1] and rest[2:] == left[2:]
    return rest[1:] == left or rest == left[1:] or rest[1:] == left[1:] or changed_about


def _steps(character: str, sounds: tuple[str, ...], rest: str, *, slipped: bool) -> set[tuple[int, int, bool]]:
    """Characters and letters that one step takes, and whether it was a slip."""
    found = set()
    if rest.startswith(character.lower()):
        found.add((1, 1, False))
    for sound in sounds:
        if rest.startswith(sound):
            found.add((1, len(sound), False))
        elif sound.startswith(rest):
            found.add((1, len(rest), False))
    if slipped:
        return found
    if _CJK.match(rest):
        return found | {(1, 1, True)} if _CJK.match(character) else found
    for sound in sounds:
        for length in range(max(2, len(sound) - 1), min(len(sound) + 1, len(rest)) + 1):
            # Hardly anybody slips at the first letter.
            if rest[0] == sound[0] and nearly(rest[:length], sound):
                found.add((1, length, True))
    return found
