"""The same way through the pages: an author, two approvers and somebody of the fleet, each in a browser of their own."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from central.catalogue import catalogue
from central.releases import repository, shelf
from central.review.models import MatterRelease, MatterSwitch, Proposal
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
    return {name: inside_as(name) for name in roles}


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
    who["zhao"].post(f"{does}/sign", {"percent": "1"})
    found["signed"] = [MatterRelease.objects.get().state, catalogue().matters[CARD].promised_days]
    page = who["wu"].get(f"{does}/change/")
    found["budget"] = ["错误预算" in text(page), "还没有终端用上" in text(page), "停止并全部回退" in text(page)]
    who["wu"].post(f"{does}/further")
    found["further"] = MatterRelease.objects.get().percent
    who["wu"].post(f"{does}/back", {"why": "写错了"})
    found["back"] = [MatterRelease.objects.get().state, catalogue().matters[CARD].promised_days]
    found["list"] = "已回退" in text(who["sun"].get(f"{REVIEW}/matterrelease/")) or "no right"
    who["wu"].post(f"{REVIEW}/matterswitch/add/", {"code": PASSPORT, "why": "系统升级"})
    found["off"] = list(shelf.standing(Path(settings.STATE)).rollout.withdrawn)
    switch = MatterSwitch.objects.get()
    who["wu"].post(f"{REVIEW}/matterswitch/{switch.pk}/restore")
    found["on"] = list(shelf.standing(Path(settings.STATE)).rollout.withdrawn)
    found["cards"] = "某某条例第三条" in text(who["zhao"].get(f"{REVIEW}/redcard/"))
    notice = {"key": "up", "text_zh": "系统升级", "text_en": "Upgrade", "matter": "", "first": "2099-01-01"}
    found["notice"] = who["lin"].post(f"{REVIEW}/notice/add/", {**notice, "last": "2099-01-02"}).status_code
    return found
