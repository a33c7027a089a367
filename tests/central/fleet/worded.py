"""What kiosks wrote down, in the words of a Chinese page."""

from typing import Any

from django.utils.translation import override

from central.fleet.audit_words import Entry, read
from central.fleet.words import look_words
from kiosk.protocol.fleet import LookEnd


def audited() -> list[Any]:
    """Entries of a kiosk's audit log on a Chinese page, and what is none."""
    begun = '{"at":"2026-11-22T16:05:09+00:00","event":"command_begun","id":"c1","verb":"restart","new":true}'
    strange = (
        "three",
        "[1]",
        '{"at":"9999-12-31T23:59:59+00:00","event":"started"}',
        '{"at":1,"event":"started"}',
        '{"at":"2026-11-22T16:05:09+00:00"}',
    )
    with override("zh-hans"):
        return [read(begun), [read(one) == Entry("", one) for one in strange]]


def looked() -> dict[str, str]:
    """What kiosks say of their last look for releases, in the words of a Chinese page."""
    said = ("release 7 is in use", "release 7 cannot be used: no search", f"{LookEnd.NOT_REACHED}: no route", "looking")
    with override("zh-hans"):
        return {one: look_words(one) for one in said}
