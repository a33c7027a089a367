"""What tests do inside of the platform with a draft that is a member of a bundle."""

from typing import Any

from django.test import Client

from central.writing.begin import draft_of
from central.writing.workshop import Wanted, dry_run, is_rehearsed, pictures
from tests.central.people.deeds import inside_as, person

CODE, BUNDLE = "newborn-social-security-card", "newborn"


def tried() -> dict[str, Any]:
    """As it is in use; then without the field that a member before it fills in, of which only the bundle knows."""
    draft = draft_of(CODE, person("lin", "author"))
    sound = dry_run(draft)
    shown = _shown(inside_as("lin"), draft.pk)
    draft.body["fields"] = [
        {**one, "key": "baby_number"} if one["key"] == "child_id_number" else one for one in draft.body["fields"]
    ]
    draft.save()
    broken = dry_run(draft)
    return {
        "sound": [sound.passed, sound.findings],
        "broken": [broken.passed, any(BUNDLE in one and "child_id_number" in one for one in broken.sentences)],
        "may be handed in": is_rehearsed(draft),
        "shown": shown,
        "refused": bool(pictures(draft, Wanted(bundle=BUNDLE)).problem),
        "seconds": sound.seconds < 10,
    }


def _shown(client: Client, pk: int) -> list[bool]:
    """The preview by itself, and in its bundle: more is asked, of other people too, and the page leads from one to the other."""
    alone, together = (
        client.get(f"/admin/writing/matterdraft/{pk}/preview?bundle={key}").content.decode() for key in ("", BUNDLE)
    )
    return [
        '<option value="newborn">' in alone and "New baby" not in alone,
        0 < alone.count("<img src") < together.count("<img src"),
        "画不出来" not in alone + together,
    ]
