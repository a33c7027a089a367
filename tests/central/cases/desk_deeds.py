"""What an officer does at the console, by Django's own client inside of the platform."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from central.cases import progress_api
from central.cases.blobs import path_of
from central.cases.casework import Actor
from central.cases.models import Case, CaseState
from central.cases.transitions import Action
from central.catalogue import matter_of
from central.certificates.issue import issue_result
from central.delivery.models import Parcel
from central.government.models import DataLookup, Purpose
from central.kiosks.models import Kiosk
from central.numbers.models import VisitCount
from central.numbers.rollup import rebuild
from central.payments.models import Order
from central.services.outages import DOWN, plan
from central.services.registry import Kind
from central.writing.begin import draft_of
from kiosk.matters.coded import Term, Unit
from kiosk.matters.guidance import SpecialProcedure
from kiosk.matters.text import Text
from kiosk.protocol.messages import FormValue, SubmittedMaterial
from tests.central.applications import (
    REPLACEMENT,
    WANG,
    certificate_application,
    complete_application,
    unpaid_application,
)
from tests.central.cases.deeds import MONDAY, made, taken
from tests.central.people.deeds import inside_as, person

HOME = "/admin/cases/case/"
UNTIL = timezone.localdate() + timedelta(days=10)


def everything() -> dict[str, Any]:
    """All deeds below in one process."""
    person("chen", "officer", region="9901")
    person("far", "officer", region="9902")
    person("watcher", "viewer", region="9901")
    person("auditor", "auditor")
    deeds = (
        *(supplement, made_up, not_fetched, to_the_letter_box, promised_papers, second_comes_late),
        *(veils, regions, money, lists, titles, by_post, procedures),
    )
    return {deed.__name__: deed() for deed in deeds}


def _case(application: Any = None) -> Case:
    case = made(application)
    Kiosk.objects.filter(pk=case.kiosk_id).update(region="990101")
    return case


def _act(client: Client, case: Case, name: str, **fields: object) -> tuple[int, str]:
    """Fill an act's form as its page asks for it: the status at the end, and what the page says."""
    address = f"{HOME}{case.pk}/do/{name}"
    asked = client.get(address)
    revision = re.search(r'name="revision" value="(\d+)"', asked.content.decode())
    form = {"reason": "", "until": UNTIL, **({"revision": revision[1]} if revision else {}), **fields}
    done = client.post(address, form, follow=True)
    return done.status_code, _text(done)


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _page(client: Client, case: Case) -> str:
    return _text(client.get(f"{HOME}{case.pk}/change/"))


def supplement() -> dict[str, Any]:
    """Asked for without a reason, without a paper, until yesterday, and well."""
    client, case = inside_as("chen"), _case()
    states, past = [], UNTIL - timedelta(days=11)
    for fields in (
        {"reason": "看不清"},
        {"materials": "home_proof"},
        {"materials": "home_proof", "reason": "第二页看不清", "until": past},
        {"materials": "home_proof", "reason": "第二页看不清"},
    ):
        _act(client, case, "ask-supplement", **fields)
        case.refresh_from_db()
        states.append(case.state)
    page = _page(client, case)
    early = f"补正期限 {UNTIL} 还没有过"
    Case.objects.filter(pk=case.pk).update(supplement_by=past)
    late, form = _page(client, case), _text(client.get(f"{HOME}{case.pk}/do/deny"))
    over = [early in page, early not in late, "补正逾期未交" in late, "没有收到要补正的材料：租房合同或房产证" in form]
    said = ["待补正" in page, "暂停计时" in page, "第二页看不清" in page, "chen" in page, *over]
    return {"states": states, "said": said}


def procedures() -> dict[str, Any]:
    """The matter has two: one that stops the clock and one that does not; nothing chosen; one that is not listed."""
    notice, expert = Text(zh="公示", en="Public notice"), Text(zh="专家评审", en="Expert review")
    listed = (
        SpecialProcedure(name=notice, term=Term(count=7, unit=Unit.CALENDAR_DAYS)),
        SpecialProcedure(name=expert, pauses=False),
    )
    client = inside_as("chen")
    found: dict[str, Any] = {}
    matter = matter_of("residence-permit-application")
    assert matter is not None
    with patch(
        "central.cases.procedures.matter_of", lambda _: matter.model_copy(update={"special_procedures": listed})
    ):
        for name, chosen in (("none", ""), ("notice", notice.zh), ("expert", expert.zh), ("other", "other")):
            case = _case()
            form = _text(client.get(f"{HOME}{case.pk}/do/begin-special"))
            _act(client, case, "begin-special", procedure=chosen, reason="按规定")
            case.refresh_from_db()
            last = case.steps.last()
            kept = last.details.get("procedure", {}).get("zh", "") if last is not None else ""
            said = progress_api._told(case)
            found[name] = [case.state, case.paused, kept, "计时" in said.said.zh, "不计入" in said.steps[-1].said.zh]
        found["offers"] = ["公示 · 7 个自然日内 · 不计入" in form, "专家评审 · 计入" in form, "其他" in form]
        found["page"] = "专家评审" in _page(client, Case.objects.get(pk=case.pk - 1))
    return found


def made_up() -> dict[str, Any]:
    """What is brought to the counter: no page, a bomb, and two good pages that are sealed and can be looked at."""
    client, case = inside_as("chen"), _case()
    doors = ['do/receive-owed"' in _page(client, case)]
    _act(client, case, "ask-supplement", materials="home_proof", reason="缺两页")
    doors += ['do/receive-owed"' in _page(client, case)]
    good, bomb = BytesIO(), BytesIO()
    Image.new("RGB", (800, 900), "white").save(good, "JPEG")
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    said = []
    active = b"%PDF-1.7 /OpenAction << /S /JavaScript >>\n%%EOF"
    for name, content in (("page.jpg", b"<script>"), ("page.png", bomb.getvalue()), ("page.pdf", active)):
        brought = SimpleUploadedFile(name, content, "image/jpeg")
        said.append(_act(client, case, "receive-supplement", material="home_proof", pages=brought)[0])
    nowhere = _act(client, case, "receive-supplement", material="", pages=SimpleUploadedFile("a", good.getvalue()))
    said += [nowhere[0], "哪份材料" in nowhere[1]]
    case.refresh_from_db()
    state = case.state
    pages = [SimpleUploadedFile("a.exe", good.getvalue()), SimpleUploadedFile("b", b"%PDF-1.7 of a test\n%%EOF")]
    _act(client, case, "receive-supplement", material="home_proof", pages=pages)
    case.refresh_from_db()
    kept = list(case.documents.order_by("page"))
    looked = [client.get(f"{HOME}{case.pk}/page/{one.pk}") for one in kept]
    sealed = path_of(kept[0].blob_id).read_bytes()
    return {
        "said": said,
        "states": [state, case.state],
        "door of what is owed": doors,
        "types": [one.media_type for one in kept],
        "looked": [answer.content == good.getvalue() for answer in looked],
        "sealed": good.getvalue()[:64] not in sealed,
    }


def not_fetched() -> list[list[bool]]:
    """What the departments did not say at the kiosk: nothing of it, one thing of it, and all of it said."""
    client, found = inside_as("chen"), []
    whole = complete_application()
    papers = (*whole.materials, SubmittedMaterial(key="photo", origin="government"))
    known = {"photo": "已调用，2024 年拍摄", "residence": "有效至 2027年2月", "insurance_status": "正常参保"}
    for keys in ((), ("residence", "insurance_status"), tuple(known)):
        told = tuple(FormValue(key=key, value=known[key], source="government") for key in keys)
        application = whole.model_copy(
            update={"id": uuid4().hex, "values": (*whole.values, *told), "materials": papers}
        )
        page = _page(client, _case(application))
        words = ("<dd>没有取到", "YJ-24", "请核查以后再决定", "待核查：证件照片", "免提交，但没有取到")
        found.append([*(word in page for word in words), "居住登记、参保状态" in page])
    return found


def to_the_letter_box() -> dict[str, Any]:
    """From the examination to the letter box; a parcel too early and one with a wrong digit on the way."""
    client, case = inside_as("chen"), _case(complete_application())
    _act(client, case, "examine")
    papers = "准予决定书" in _act(client, case, "grant")[1]
    early, said_early = _act(client, case, "post", number="EB000717595HK")
    _act(client, case, "finish")
    wrong, said_wrong = _act(client, case, "post", number="EB000717594HK")
    right = "EB000717595HK" in _act(client, case, "post", number="EB000717595HK")[1]
    for state in ("posted", "delivered"):
        _act(client, case, f"parcel/EB000717595HK.{state}")
    case.refresh_from_db()
    return {
        "papers": papers,
        "early": [early, "办结以后才能寄送" in said_early],
        "wrong": [wrong, "校验位不对" in said_wrong],
        "right": right,
        "state": case.state,
    }


def by_post() -> dict[str, Any]:
    """What was asked for by post: delivered without a parcel, with one that came back, at the counter, with a parcel."""
    client, application = inside_as("chen"), complete_application()
    posted = tuple(
        one.model_copy(update={"value": "post"}) if one.key == "delivery" else one for one in application.values
    )
    posted = (*posted, FormValue(key="mail_address", value="北桥路12弄3号", source="citizen"))
    said, cases = [], []
    for _ in range(2):
        case = _case(application.model_copy(update={"id": uuid4().hex, "values": posted}))
        for act in ("examine", "grant", "finish"):
            _act(client, case, act)
        cases.append(case)
    handed, sent = cases
    early = _act(client, handed, "deliver")
    said += [early[0], "先登记邮件" in early[1], "先登记邮件" in _page(client, handed)]
    said.append(_act(client, handed, "hand-over", reason=" ")[0])
    _act(client, sent, "post", number="EB000717618HK")
    said.append(client.get(f"{HOME}{sent.pk}/do/hand-over").status_code)
    _act(client, sent, "parcel/EB000717618HK.posted")
    _act(client, sent, "parcel/EB000717618HK.returned")
    said.append(_act(client, sent, "deliver")[0])
    states = [Case.objects.get(pk=one.pk).state for one in cases]
    page = _act(client, handed, "hand-over", reason="申请人来窗口取")[1]
    _act(client, sent, "post", number="1234567890128")
    _act(client, sent, "deliver")
    return {
        "said": said,
        "before": states,
        "after": [Case.objects.get(pk=one.pk).state for one in cases],
        "page": ["改在窗口交付" in page, "申请人来窗口取" in page],
    }


def promised_papers() -> dict[str, Any]:
    """A certificate that could not be made at once: its library is back when it is granted; or only some day after that."""
    client, found = inside_as("chen"), {}
    for name, back_at in (("with the grant", "grant"), ("later", "issue")):
        plan({Kind.POPULATION: DOWN})
        case = _case(certificate_application())
        for act in ("examine", "grant", "issue"):
            if act == back_at:
                plan({})
            status, page = _act(client, case, act)
            day = all(one in page for one in ("办结期限", ">预计<")) and "承诺办结" not in page and "原为" not in page
            assert day is (status == 200), "nobody promised a day"
            found[f"{name} {act}"] = [status, 'do/issue"' in page, sorted(one.key for one in case.certificates.all())]
    asked = DataLookup.objects.filter(person_hash=case.holder_hash, purpose=Purpose.ISSUE).order_by("pk")
    paper = case.certificates.get(key="certificate")
    return {
        **found,
        "says": [paper.data["status"], len(paper.data["months"]), paper.issued_at > case.accepted_at],
        "written down": [one.outcome for one in asked][-3:],
    }


def second_comes_late() -> dict[str, Any]:
    """A form that was opened before somebody else took a step; acts that are no person's."""
    client, case = inside_as("chen"), _case()
    late, said = _act(client, case, "withdraw", revision="0", reason="不办了")
    found = [
        client.get(f"{HOME}{case.pk}/do/{name}").status_code for name in ("pass-check", "decide-by-rule", "nothing")
    ]
    case.refresh_from_db()
    return {"late": [late, "别人办理过" in said, case.state], "found": found}


def veils() -> dict[str, Any]:
    """Veiled, then shown on demand; both looks are on record."""
    client, case = inside_as("chen"), _case()
    page = _page(client, case)
    hidden = [text in page for text in (WANG.number, WANG.name, WANG.address)]
    by_get = client.get(f"{HOME}{case.pk}/reveal").status_code
    shown = _text(client.post(f"{HOME}{case.pk}/reveal"))
    looks = LogEntry.objects.filter(object_id=str(case.pk), change_message="查看个人信息").count()
    listed = _text(client.get(HOME))
    return {
        "hidden": hidden,
        "by get": by_get,
        "shown": [WANG.number in shown, WANG.name in shown],
        "looks": looks,
        "list": [WANG.number in listed, WANG.name in listed, case.number_for_people in listed],
    }


def regions() -> dict[str, list[int]]:
    """What each of them gets of one case: its page, an act, and the list's length."""
    case = _case()
    found = {}
    for name in ("chen", "far", "watcher", "auditor"):
        client = inside_as(name)
        answers = [client.get(f"{HOME}{case.pk}/{rest}").status_code for rest in ("change/", "do/examine")]
        listing = client.get(HOME)
        there = case.number_for_people in _text(listing)
        found[name] = [*answers, listing.status_code, int(there)]
    return found


def money() -> dict[str, Any]:
    """A fee is collected at the counter; a paid one goes back only after the case has come to nothing."""
    client, owing, paid = inside_as("chen"), _case(unpaid_application()), _case()
    code = "data:image/svg+xml" in _page(client, owing)
    post = f"{owing.pk}/do/post"
    Case.objects.filter(pk=owing.pk).update(state=CaseState.DONE)
    unpaid = _page(client, owing)
    long = _act(client, owing, "collect", number="7" * 41)[0], Order.objects.get(case=owing).state
    early = _act(client, paid, "refund", reason="撤回")
    collected = "P-77" if "已收款" in _act(client, owing, "collect", number="P-77")[1] else ""
    _act(client, paid, "withdraw", reason="不办了")
    _act(client, paid, "refund", reason="撤回")
    owing.refresh_from_db()
    blocked = ((unpaid, "费用未缴"), (_page(client, owing), "容缺材料还没补齐"))
    paid.refresh_from_db()
    return {
        "long": long,
        "early": [early[0], "撤回以后才退" in early[1]],
        "qr": code,
        "collected": [collected, owing.fee_state],
        "posted": [post in unpaid, *(f"登记 EMS 邮件<small>{why}" in page for page, why in blocked)],
        "refunded": paid.fee_state,
    }


def lists() -> dict[str, Any]:
    """Every list of these apps, and the piles of the work list, in both languages."""
    client = inside_as("chen")
    paths = ["certificates/certificate/", "payments/order/", "payments/refund/", "payments/reconciliation/"]
    paths += ["delivery/parcel/", "cases/supervisioncard/", *(f"cases/case/?work={one}" for one in _PILES)]
    statuses = {client.get(f"/admin/{path}").status_code for path in paths}
    states, raw = _states_listed(client)
    parcel = Parcel.objects.latest("pk")
    walked = _text(client.get(f"/admin/delivery/parcel/{parcel.pk}/change/"))
    english = _text(client.get(f"{HOME}?work=open", headers={"accept-language": "en"}))
    found = re.findall(r"/admin/cases/case/(\d+)/change/", _text(client.get(f"{HOME}?work=open")))
    dues = [Case.objects.get(pk=pk).due for pk in dict.fromkeys(found)]
    return {
        "statuses": sorted(statuses),
        "english": "Everything open" in english,
        "states": [states, raw],
        "parcel": ["已交寄" in walked, "{" in walked.partition("fieldset")[2].partition("</fieldset>")[0]],
        "sorted": dues == sorted(dues, key=str),
    }


def _states_listed(client: Client) -> tuple[int, list[str]]:
    """How many of the states the list names in words, and which it shows as they are kept."""
    case, before = Case.objects.latest("pk"), Case.objects.latest("pk").state
    named, raw = 0, []
    for state in CaseState:
        Case.objects.filter(pk=case.pk).update(state=state)
        page = _text(client.get(f"{HOME}?q={case.case_no}")).partition("result_list")[2]
        named += str(state.label) in page
        raw += [state.value] if re.search(rf">\s*{state.value}\s*<", page) else []
    Case.objects.filter(pk=case.pk).update(state=before)
    return named, raw


def titles() -> dict[str, Any]:
    """Pages that name matters, each in English and in Chinese: which say the title of that language only."""
    known = matter_of(REPLACEMENT)
    assert known is not None
    reader = person("reads", "officer", "author", "approver", "operator")
    draft_of(REPLACEMENT, reader)
    case = taken(_case(complete_application()), Action.EXAMINE, MONDAY)
    taken(case, Action.GRANT, MONDAY)
    issue_result(Case.objects.get(pk=case.pk), Actor.of(reader), "")
    begun = {"day": date(2026, 11, 20), "matter_code": REPLACEMENT, "version": 1, "measure": "began", "n": 99}
    VisitCount.objects.create(kiosk_id=case.kiosk_id, **begun)
    rebuild()
    own = f"cases/case/{case.pk}"
    pages = (
        *(f"cases/case/?q={case.case_no}", f"{own}/change/", f"{own}/do/finish"),
        *("numbers/casecount/?first=2026-01-01", "numbers/funnel/?first=2026-11-01"),
        *("writing/matterdraft/", "writing/matterdraft/add/", "review/matterswitch/add/"),
    )
    wrong = []
    client = inside_as("reads")
    for language, says, hides in (("en", known.title.en, known.title.zh), ("zh-hans", known.title.zh, known.title.en)):
        for page in pages:
            said = _text(client.get(f"/admin/{page}", headers={"accept-language": language}))
            wrong += [] if says in said and hides not in said else [f"{language} {page}"]
    return {"wrong": wrong}


_PILES = ("open", "new", "soon", "late", "paused", "unanswered", "owed", "fee")
