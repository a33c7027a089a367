"""The same way through the pages: an author, two approvers and somebody of the fleet, each in a browser of their own."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from central.catalogue import catalogue
from central.kiosks.models import Kiosk
from central.releases import repository, shelf
from central.review.composing import FirstStage
from central.review.models import MatterRelease, MatterSwitch, Notice, Proposal
from central.writing.models import MatterDraft
from central.writing.workshop import dry_run
from tests.central.people.deeds import inside_as, person
from tests.central.review import deeds
from tests.central.review.small_catalogue import CARD, PASSPORT, small_catalogue

REVIEW = "/admin/review"


def everybody() -> dict[str, Client]:
    """Their browsers, by name."""
    roles = {"lin": "author", "zhao": "approver", "qian": "approver", "wu": "fleet_admin", "sun": "viewer"}
    for name, role in roles.items():
        person(name, role)
    person("he", "approver", region="9902")
    return {name: inside_as(name) for name in (*roles, "he")}


def text(answer: Any) -> str:
    """What the page says."""
    return str(answer.content.decode())


def story() -> dict[str, Any]:
    """A slower promise, handed in, answered for, approved by two, released, stopped and rolled back."""
    setattr(repository, "settle", lambda: None)  # noqa: B010 - as a mistake would be
    small_catalogue()
    shelf.begin(Path(settings.STATE))
    who = everybody()
    found: dict[str, Any] = {}
    draft = deeds.slower(CARD)
    form = {"draft": draft.pk, "notes": "时限改长", "legal_basis": ""}
    unrehearsed = who["lin"].post(f"{REVIEW}/proposal/add/", form)
    found["unrehearsed"] = [unrehearsed.status_code, "请先试办" in text(unrehearsed)]
    found["dry run"] = [dry_run(draft).passed, dry_run(draft).findings]
    page = who["lin"].post(f"{REVIEW}/proposal/add/", form)
    proposal = Proposal.objects.get()
    address = page.headers.get("Location", "")
    found["handed in"] = [page.status_code, proposal.state]
    seen = text(who["zhao"].get(address))
    found["red card"] = ["红牌" in seen, "承诺办结变慢：由 3 个工作日 改为 60 个工作日" in seen, "同意" in seen]
    who["zhao"].cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    found["in English"] = "The promise is slower" in text(who["zhao"].get(address))
    del who["zhao"].cookies[settings.LANGUAGE_COOKIE_NAME]
    does = f"{REVIEW}/proposal/{proposal.pk}"
    found["basis by a stranger"] = who["zhao"].post(f"{does}/basis", {"legal_basis": "某某条例第三条"}).status_code
    short = text(who["lin"].post(f"{does}/basis", {"legal_basis": "某条例"}, follow=True))
    found["what was written stays"] = ["请写明法律依据" in short, "某条例" in short]
    who["lin"].post(f"{does}/basis", {"legal_basis": "某某条例第三条"})
    found["own"] = who["lin"].post(f"{does}/approve").status_code
    for name in ("zhao", "zhao", "qian"):
        who[name].post(f"{does}/approve")
    found["by get"] = who["zhao"].get(f"{does}/approve").status_code
    found["approved"] = [Proposal.objects.get().state, MatterDraft.objects.get().state]
    found["viewer"] = [who["sun"].get(address).status_code, who["sun"].post(f"{does}/approve").status_code]
    return found | _released(who, proposal)


def _released(who: dict[str, Client], proposal: Proposal) -> dict[str, Any]:
    found: dict[str, Any] = {}
    given = {"proposals": [proposal.pk], "notes": "补领改长", "password": ""}
    found["made by another"] = who["zhao"].post(f"{REVIEW}/matterrelease/add/", given).status_code
    made = who["lin"].post(f"{REVIEW}/matterrelease/add/", given)
    release = MatterRelease.objects.get()
    does = f"{REVIEW}/matterrelease/{release.pk}"
    found["made"] = [made.status_code, release.state]
    found["signed by its author"] = who["lin"].post(f"{does}/sign", {"percent": "1"}).status_code
    who["zhao"].post(f"{does}/sign", {"percent": "0"})
    found["nobody"] = MatterRelease.objects.get().state
    who["he"].post(f"{does}/sign", {"percent": "1"})
    found["signed for all by a region"] = MatterRelease.objects.get().state
    who["zhao"].post(f"{does}/sign", {"percent": "1"})
    found["signed"] = [MatterRelease.objects.get().state, catalogue().matters[CARD].promised_days]
    stage = FirstStage(1).of(MatterRelease.objects.get())
    Kiosk.objects.create(id=next(one for one in map("K-{:04}".format, range(2000)) if stage.takes(one)))
    page = who["wu"].get(f"{does}/change/")
    found["budget"] = ["错误预算" in text(page), "还没有终端用上" in text(page), "停止并全部回退" in text(page)]
    who["wu"].post(f"{does}/further")
    found["further"] = MatterRelease.objects.get().percent
    stopped = who["he"].post(f"{does}/stop", follow=True)
    found["stopped for all by a region"] = [
        MatterRelease.objects.get().state,
        "超出您的账号负责的区域" in text(stopped),
    ]
    who["wu"].post(f"{does}/back", {"why": "写错了"})
    found["back"] = [MatterRelease.objects.get().state, catalogue().matters[CARD].promised_days]
    found["list"] = "已回退" in text(who["sun"].get(f"{REVIEW}/matterrelease/")) or "no right"
    refused = who["he"].post(f"{REVIEW}/matterswitch/add/", {"code": PASSPORT, "why": "系统升级"})
    found["off by a region"] = [MatterSwitch.objects.count(), "超出您的账号负责的区域" in text(refused)]
    who["wu"].post(f"{REVIEW}/matterswitch/add/", {"code": PASSPORT, "why": "系统升级"})
    found["off"] = list(shelf.standing(Path(settings.STATE)).rollout.withdrawn)
    switch = MatterSwitch.objects.get()
    who["wu"].post(f"{REVIEW}/matterswitch/{switch.pk}/restore")
    found["on"] = list(shelf.standing(Path(settings.STATE)).rollout.withdrawn)
    found["cards"] = "某某条例第三条" in text(who["zhao"].get(f"{REVIEW}/redcard/"))
    return found | _announced(who)


def _announced(who: dict[str, Client]) -> dict[str, Any]:
    """A notice with every mistake is said at its fields and not kept; a good one is read by whoever signs it."""
    good = {
        "key": "up", "text_zh": "系统升级", "text_en": "Upgrade", "matter": "", "first": "2099-01-01", "last": "2099-01-02",
    }  # fmt: skip
    said = {}
    for name, bad, word in (
        ("key", "up-1", "只含小写字母"),
        ("matter", "nosuch", "nosuch"),
        ("text_zh", "停办 <b>三</b> 天", "请去掉 &lt;b&gt;"),
        ("text_zh", "停办\x07三天", "U+0007"),
        ("text_en", "A&amp;B", "请去掉 &amp;amp;"),
        ("last", "2098-12-31", "末日不能早于首日"),
    ):
        page = who["lin"].post(f"{REVIEW}/notice/add/", {**good, name: bad})
        said[bad] = [page.status_code, word in text(page)]
    found: dict[str, Any] = {"bad notices": said, "kept": Notice.objects.count()}
    found["notice"] = who["lin"].post(f"{REVIEW}/notice/add/", good).status_code
    who["lin"].post(f"{REVIEW}/matterrelease/add/", {"proposals": [], "notes": "公告", "password": ""})
    release = MatterRelease.objects.latest("pk")
    page = who["zhao"].get(f"{REVIEW}/matterrelease/{release.pk}/change/")
    found["read before it is signed"] = [
        release.state,
        "系统升级" in text(page),
        "2099-01-01 – 2099-01-02" in text(page),
    ]
    found["told at once"] = [_told(who[name], "tell_chosen") for name in ("lin", "he", "wu")]
    found["as told"] = who["lin"].post(f"{REVIEW}/notice/{Notice.objects.get().pk}/change/", good).status_code
    found["taken back"] = _told(who["wu"], "take_back_chosen")
    return found


def _told(client: Client, action: str) -> list[Any]:
    """After `client` has chosen the notice for `action`: what every kiosk tells, and whether the region was too small."""
    chosen = {"action": action, "_selected_action": [Notice.objects.get().pk]}
    page = client.post(f"{REVIEW}/notice/", chosen, follow=True)
    read = re.findall(r'name="read" value="(\w+)"', text(page))
    if read and "Upgrade" in text(page):
        page = client.post(f"{REVIEW}/notice/", {**chosen, "read": read}, follow=True)
    now = [one.key for one in shelf.standing(Path(settings.STATE)).rollout.notices]
    return [now, "超出您的账号负责的区域" in text(page)]
