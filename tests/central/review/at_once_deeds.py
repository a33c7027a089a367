"""What waits for no release: a matter switched off, a notice told; run with `tests.central.review.deeds`."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from central.catalogue import catalogue
from central.releases import shelf
from central.review.at_once import fingerprint, take_back, tell
from central.review.composing import FirstStage, compose, sign
from central.review.models import MatterSwitch, Notice
from central.review.rollout import stop
from central.review.switches import switch_off, switch_on
from kiosk.protocol.release import Rollout
from tests.central.review.deeds import person, rolling, said
from tests.central.review.small_catalogue import PASSPORT


def switches() -> dict[str, Any]:
    """One matter disappears everywhere and comes back."""
    found: dict[str, Any] = {"unknown": said(lambda: switch_off("no-such", person("wu"), "x"))}
    found["no reason"] = said(lambda: switch_off(PASSPORT, person("wu"), ""))
    switch = switch_off(PASSPORT, person("wu"), "系统升级")
    found["off"] = list(shelf.standing(Path(settings.STATE)).rollout.withdrawn)
    found["twice"] = said(lambda: switch_off(PASSPORT, person("wu"), "x"))
    switch_on(switch, person("zhao"))
    found["on"] = list(shelf.standing(Path(settings.STATE)).rollout.withdrawn)
    found["on twice"] = said(lambda: switch_on(switch, person("zhao")))
    next((Path(settings.STATE) / shelf.KEYS).glob("rollout.*.pem")).unlink()
    found["not published"] = said(lambda: switch_off(PASSPORT, person("wu"), "x"))
    found["rows"] = MatterSwitch.objects.count()
    return found


def notices() -> dict[str, Any]:
    """A notice alone is a release, signed like any other."""
    day = date(2099, 1, 1)
    Notice.objects.create(key="a", text_zh="系统升级", text_en="Upgrade", matter=PASSPORT, first=day, last=day)
    made = compose([], person("lin"), "应急公告")
    sign(made, person("zhao"), FirstStage(100))
    (notice,) = catalogue().announcements
    found = [notice.key, notice.text.zh, list(notice.matters)]
    return {"notice": found, "nothing new": said(lambda: compose([], person("lin"), ""))}


def told_at_once() -> dict[str, Any]:
    """While a release stands at a tenth: everybody hears it, the release goes no further; and it ends."""
    release, day = rolling(10), date(2099, 1, 1)
    written = {"text_zh": "停电", "text_en": "No power", "first": day, "author": person("zhao")}
    notice, other = (Notice.objects.create(key=key, last=day, **written) for key in ("power", "water"))
    over = Notice.objects.create(key="over", last=date(2020, 1, 1), **written)
    found: dict[str, Any] = {"own": said(partial(_tell, notice, "zhao"))}
    found["over"] = said(partial(_tell, over, "wu"))
    Notice.objects.filter(pk=other.pk).update(text_en="Send money to me")
    found["another than was read"] = said(partial(_tell, other, "wu"))
    other.refresh_from_db()
    found["told"] = [said(partial(_tell, one, "wu")) for one in (notice, notice, other)]
    found["rollout"] = [_told_now(), [stage.percent for stage in _rollout().stages if stage.release == release.number]]
    stop(release, person("wu"))
    found["after a stop"] = _told_now()
    Notice.objects.filter(pk=notice.pk).update(told_at=None)  # as after a commit that failed
    found["back"] = [said(lambda: take_back(notice)), said(lambda: take_back(notice)), _told_now()]
    next((Path(settings.STATE) / shelf.KEYS).glob("rollout.*.pem")).unlink()
    found["not published"] = [said(partial(_tell, notice, "wu")), Notice.objects.get(pk=notice.pk).told_at]
    return found


def _tell(as_read: Notice, by: str) -> Notice:
    return tell(as_read, person(by), [fingerprint(as_read)])


def _rollout() -> Rollout:
    return shelf.standing(Path(settings.STATE)).rollout


def _told_now() -> list[str]:
    return [one.key for one in _rollout().notices]
