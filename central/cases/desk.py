"""What an officer does with a case: every act with the form it needs, and the refusals in words.

An act's name stands in its address: a step of the table, or one of money, parcels and certificates.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from central.cases.acts import Act, Offer, Refusal
from central.cases.added_pages import MOST_PAGES, SealedPage, seal_page
from central.cases.asking import UNTIL, has_time, still_asked, usual_last_day
from central.cases.bundles import blocking
from central.cases.casework import WAITS_FOR_PAPERS, Actor, NotDone, Wish, move, was_accepted
from central.cases.clock import day_of
from central.cases.code_picture import code_of
from central.cases.forms import ConfirmForm, NumberForm, ReasonForm, ReceivedForm, SlipForm, SpecialForm, SupplementForm
from central.cases.making_up import owed_apart, receive
from central.cases.models import Case, CaseState, FeeState
from central.cases.owed_words import held_back, rule_of
from central.cases.paper_acts import issue_act, paper_offers, revoke_act
from central.cases.posting import AT_COUNTER, waits_for_parcel
from central.cases.procedures import choices_of, details_of
from central.cases.refusal_words import NO_REFUND, NOT_SENT, REFUSED
from central.cases.transitions import BY_ACTION, Action, Right, Tone, possible, words
from central.cases.unanswered import never_came
from central.catalogue import in_language, matter_of, title_of
from central.certificates.granting import Prepared, certify, prepare
from central.certificates.issue import issue_result
from central.delivery.models import Parcel, ParcelState
from central.delivery.parcels import NEXT, NotSent, advance, register
from central.payments.chosen import provider
from central.payments.models import Order, OrderState, Way
from central.payments.orders import collect_at_counter, page_address
from central.payments.refunds import NoRefund, refund
from central.uploads import SENTENCES, Why
from central.words import listed

COLLECT, REFUND, POST, PARCEL, HAND_OVER = "collect", "refund", "post", "parcel", "hand-over"


def offers(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the page of `case` shows of money, parcels and papers, and every button its reader may press."""
    order = _order(case)
    return {
        "steps_possible": _step_offers(request, case),
        "rule": rule_of(case),
        "order": order,
        "yuan": f"{order.amount_fen / 100:.2f}" if order is not None else "",
        "money": _money_offers(request, case),
        "pay_qr": _pay_qr(case),
        "pay_address": page_address(order) if order is not None else "",
        "parcels": [(one, _parcel_offers(request, case, one)) for one in case.parcels.all()],
        "post": _post_offer(request, case),
        **paper_offers(request, case),
    }


def answer(site: ModelAdmin, request: HttpRequest, case: Case, act: str, about: str) -> HttpResponse | str:
    """The form of an act; once it is filled well, what was done."""
    found = _act(request, case, act, about)
    if found is None:
        raise Http404
    refused = ""
    if request.method == "POST" and found.form.is_valid():
        outcome = found.run(found.form.cleaned_data)
        if isinstance(outcome, str):
            return outcome
        refused = outcome.said
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "title": found.title,
        "case": case,
        "what": title_of(case.matter_code, case.matter_title),
        "act": found,
        "refused": refused,
        "back": reverse("admin:cases_case_change", args=(case.pk,)),
    }
    return TemplateResponse(request, "central/cases/act.html", context, status=409 if refused else 200)


def _act(request: HttpRequest, case: Case, act: str, about: str) -> Act | None:
    actor, data = Actor.of(request.user), request.POST if request.method == "POST" else None
    if act in set(Action) and Action(act) in BY_ACTION:
        return _step_act(case, Action(act), actor, data, request.FILES or None)
    match act:
        case Action.RECEIVE_OWED:
            return _owed_act(case, actor, data, request.FILES or None)
        case "hand-over":
            return _handed_act(case, actor, data)
        case "collect":
            return _collect_act(request, case, data)
        case "refund":
            return _refund_act(request, case, data)
        case "post":
            return _post_act(case, actor, data)
        case "parcel":
            return _parcel_act(case, about, actor, data)
        case "issue":
            return issue_act(case, actor, data)
        case "revoke":
            return revoke_act(request, case, about, data)
    return None


def _step_act(case: Case, action: Action, actor: Actor, data: Any, files: Any) -> Act | None:  # noqa: ANN401 - Django's
    row = BY_ACTION[action]
    if row.right is Right.SYSTEM:
        return None
    if not actor.may(row.right):
        raise PermissionDenied
    start: dict[str, Any] = {"revision": case.revision}
    form: ReasonForm
    if action is Action.ASK_SUPPLEMENT:
        form = SupplementForm(data, initial={**start, "until": usual_last_day(datetime.now(UTC))})
        form.fields["materials"].choices = _materials(case)  # type: ignore[attr-defined]  # a choice field
    elif action is Action.RECEIVE_SUPPLEMENT:
        start["material"] = next(iter(still_asked(case)), "")
        form = ReceivedForm(data, files, initial=start, required=False)
        form.fields["material"].choices = _materials(case)  # type: ignore[attr-defined]  # as above
    elif action is Action.BEGIN_SPECIAL and (procedures := choices_of(case)):
        form = SpecialForm(data, initial=start)
        form.fields["procedure"].choices = procedures  # type: ignore[attr-defined]  # as above
    else:
        if action in (Action.DENY, Action.REFUSE):
            start["reason"] = never_came(case, day_of(datetime.now(UTC)))
        form = ReasonForm(data, initial=start, required=row.reason)

    def run(filled: dict[str, Any]) -> str | Refusal:
        files = filled.get("pages", ())
        if files and not filled["material"]:
            return Refusal(gettext("请选出这些页是哪份材料。"))
        brought = _sealed(case, files)
        if isinstance(brought, Refusal):
            return brought
        pages = {filled["material"]: brought} if brought else {}
        asked = tuple(filled.get("materials", ()))
        details = details_of(case, filled.get("procedure", ""))
        if "until" in filled:
            details = {UNTIL: filled["until"].isoformat()}
        wish = Wish(action, filled["reason"], asked, details, filled["revision"], pages)
        promised = prepare(case) if action is Action.GRANT else Prepared()
        with transaction.atomic():  # no decision without its paper
            outcome = move(case.pk, wish, actor, datetime.now(UTC))
            if isinstance(outcome, NotDone):
                promised.asked.write()
                return Refusal(str(REFUSED[outcome]))
            if action in (Action.GRANT, Action.DENY):
                issue_result(outcome, actor, filled["reason"])
            certify(outcome, promised, datetime.now(UTC))
        return str(row.label)

    lead = gettext("申请人会看到：%s") % f"{row.said.zh} · {row.said.en}"
    return Act(str(row.label), form, run, lead, row.tone.value, _rule(case, action))


def _rule(case: Case, action: Action) -> str:
    return rule_of(case) if action in (*WAITS_FOR_PAPERS, Action.DENY) else ""


def _owed_act(case: Case, actor: Actor, data: Any, files: Any) -> Act | None:  # noqa: ANN401 - as above
    if not actor.may(Right.ACCEPT):
        raise PermissionDenied
    keys = {owed.key for owed in owed_apart(case)}
    form = ReceivedForm(data, files, initial={"revision": case.revision}, required=False)
    form.fields["material"].choices = [one for one in _materials(case) if one[0] in keys]  # type: ignore[attr-defined]  # as above

    def run(filled: dict[str, Any]) -> str | Refusal:
        brought = _sealed(case, filled["pages"])
        if isinstance(brought, Refusal):
            return brought
        if not brought:
            return Refusal(gettext("请选出扫描件。"))
        outcome = receive(case.pk, filled["material"], brought, actor, filled["revision"], datetime.now(UTC))
        return Refusal(str(REFUSED[outcome])) if isinstance(outcome, NotDone) else str(label)

    label, said = words(Action.RECEIVE_OWED)
    return Act(str(label), form, run, gettext("申请人会看到：%s") % f"{said.zh} · {said.en}", Tone.GOOD.value)


def _sealed(case: Case, files: Sequence["UploadedFile[Any]"]) -> list[SealedPage] | Refusal:
    """The pages that came with a form, checked and sealed; the first that is none is the refusal."""
    if len(files) > MOST_PAGES:
        return Refusal(gettext("一次最多 %d 页。") % MOST_PAGES)
    pages = []
    for one in files:
        if (one.size or 0) > settings.BLOB_MAX_BYTES:
            return Refusal(str(SENTENCES[Why.TOO_LARGE]))
        page = seal_page(case, one.read())
        if isinstance(page, Why):
            return Refusal(str(SENTENCES[page]))
        pages.append(page)
    return pages


def _collect_act(request: HttpRequest, case: Case, data: Any) -> Act | None:  # noqa: ANN401 - as above
    order = _order(case)
    if order is None or not request.user.has_perm("payments.collect_order"):
        raise PermissionDenied
    form = SlipForm(data)

    def run(filled: dict[str, Any]) -> str | Refusal:
        person = request.user.get_username()
        if not collect_at_counter(order.pk, filled["number"], person, datetime.now(UTC)):
            return Refusal(gettext("这笔钱已经缴了、正在处理，或者不用缴了。"))
        return gettext("已收款")

    return Act(gettext("窗口收款"), form, run, gettext("应收 %.2f 元") % (order.amount_fen / 100))


def _refund_act(request: HttpRequest, case: Case, data: Any) -> Act | None:  # noqa: ANN401 - as above
    order = _order(case)
    if order is None or not request.user.has_perm("payments.refund_order"):
        raise PermissionDenied

    def run(filled: dict[str, Any]) -> str | Refusal:
        outcome = refund(order.pk, filled["reason"], request.user.get_username(), provider(), datetime.now(UTC))
        if isinstance(outcome, NoRefund):
            return Refusal(str(NO_REFUND[outcome]))
        return outcome.get_state_display()

    form = ReasonForm(data, initial={"revision": case.revision})
    lead = gettext("退 %.2f 元，原路退回，只退一次") % (order.amount_fen / 100)
    return Act(gettext("退款"), form, run, lead, Tone.BAD.value)


def _post_act(case: Case, actor: Actor, data: Any) -> Act:  # noqa: ANN401 - as above
    if not actor.may(Right.DELIVER):
        raise PermissionDenied
    form = NumberForm(data)
    form.fields["number"].label = gettext("物流单号")

    def run(filled: dict[str, Any]) -> str | Refusal:
        outcome = register(case.pk, filled["number"], actor, datetime.now(UTC))
        return Refusal(str(NOT_SENT[outcome])) if isinstance(outcome, NotSent) else gettext("已登记邮件")

    return Act(gettext("登记 EMS 邮件"), form, run, gettext("扫面单上的条码，或照着输入；字母单号会核对校验位"))


def _handed_act(case: Case, actor: Actor, data: Any) -> Act | None:  # noqa: ANN401 - as above
    if not actor.may(Right.DELIVER):
        raise PermissionDenied
    if case.state != CaseState.DONE or not waits_for_parcel(case):
        return None

    def run(filled: dict[str, Any]) -> str | Refusal:
        wish = Wish(Action.DELIVER, filled["reason"], details={AT_COUNTER: True}, revision=filled["revision"])
        outcome = move(case.pk, wish, actor, datetime.now(UTC))
        return Refusal(str(REFUSED[outcome])) if isinstance(outcome, NotDone) else gettext("已在窗口交付")

    lead = gettext("申请人选了邮寄。当面交给申请人的，在这里写明理由；申请人会看到理由。")
    return Act(gettext("改在窗口交付"), ReasonForm(data, initial={"revision": case.revision}), run, lead)


def _parcel_act(case: Case, about: str, actor: Actor, data: Any) -> Act | None:  # noqa: ANN401 - as above
    if not actor.may(Right.DELIVER):
        raise PermissionDenied
    tracking_no, _dot, state = about.partition(".")
    parcel = case.parcels.filter(tracking_no=tracking_no).first()
    if parcel is None or state not in ParcelState.values:
        return None

    def run(_filled: dict[str, Any]) -> str | Refusal:
        outcome = advance(parcel.tracking_no, ParcelState(state), actor, datetime.now(UTC))
        return Refusal(str(NOT_SENT[outcome])) if isinstance(outcome, NotSent) else str(ParcelState(state).label)

    return Act(f"{parcel.tracking_no} {ParcelState(state).label}", ConfirmForm(data), run)


def _materials(case: Case) -> list[tuple[str, str]]:
    matter = matter_of(case.matter_code)
    known = [(spec.key, in_language(spec.title)) for spec in matter.materials] if matter is not None else []
    return known or [(one.key, one.key) for one in case.application.materials]


def _step_offers(request: HttpRequest, case: Case) -> list[Offer]:
    waits = blocking(case)
    found = []
    for row in possible(CaseState(case.state)):
        if not request.user.has_perm(row.right):
            continue
        if row.action is Action.DENY and case.state == CaseState.SUPPLEMENT and not was_accepted(case):
            continue
        blocked = ""
        if row.action is Action.DENY and has_time(case, day_of(datetime.now(UTC))):
            blocked = gettext("补正期限 %s 还没有过") % case.supplement_by
        if row.action in (Action.GRANT, Action.DENY) and waits:
            blocked = gettext("先要决定：%s") % listed(map(title_of, waits))
        if row.action is Action.DELIVER and case.owes_fee:
            blocked = gettext("费用未缴")
        blocked = blocked or held_back(case, row.action)
        if row.action is Action.DELIVER and not blocked and waits_for_parcel(case):
            blocked = gettext("先登记邮件")
            found.append(Offer(_("改在窗口交付"), reverse("admin:cases_case_act", args=(case.pk, HAND_OVER))))
        if row.action is Action.REFUSE and was_accepted(case):
            blocked = gettext("已经受理过")
        address = reverse("admin:cases_case_act", args=(case.pk, row.action.value))
        found.append(Offer(row.label, address, row.tone.value, blocked))
    if owed_apart(case) and request.user.has_perm(Right.ACCEPT):
        address = reverse("admin:cases_case_act", args=(case.pk, Action.RECEIVE_OWED.value))
        found.append(Offer(words(Action.RECEIVE_OWED)[0], address, Tone.GOOD.value))
    return found


def _order(case: Case) -> Order | None:
    return Order.objects.filter(case=case).select_related("refund").first()


def _money_offers(request: HttpRequest, case: Case) -> list[Offer]:
    order = _order(case)
    if order is None:
        return []
    found = []
    owed = order.state in (OrderState.DUE, OrderState.FAILED) and not case.came_to_nothing
    if owed and request.user.has_perm("payments.collect_order"):
        found.append(Offer(_("窗口收款"), reverse("admin:cases_case_act", args=(case.pk, COLLECT)), Tone.GOOD.value))
    back = order.state == OrderState.PAID and order.way != Way.COUNTER and case.fee_state == FeeState.PAID
    if back and request.user.has_perm("payments.refund_order"):
        why = "" if case.came_to_nothing else str(NO_REFUND[NoRefund.NOT_OVER])
        address = reverse("admin:cases_case_act", args=(case.pk, REFUND))
        found.append(Offer(_("退款"), address, Tone.BAD.value, why))
    return found


def _pay_qr(case: Case) -> str:
    """The page where an open fee is paid, as a picture to scan; empty without one."""
    order = _order(case) if case.owes_fee and case.fee_state == FeeState.DUE else None
    if order is None:
        return ""
    return code_of(page_address(order))


def _post_offer(request: HttpRequest, case: Case) -> Offer | None:
    if case.state != CaseState.DONE or not request.user.has_perm(Right.DELIVER):
        return None
    under_way = any(NEXT[ParcelState(one.state)] for one in case.parcels.all())
    address = reverse("admin:cases_case_act", args=(case.pk, POST))
    blocked = gettext("费用未缴") if case.owes_fee else held_back(case, Action.DELIVER)
    return None if under_way else Offer(_("登记 EMS 邮件"), address, blocked=blocked)


def _parcel_offers(request: HttpRequest, case: Case, parcel: Parcel) -> list[Offer]:
    if not request.user.has_perm(Right.DELIVER):
        return []
    return [
        Offer(
            state.label,
            reverse("admin:cases_case_act_about", args=(case.pk, PARCEL, f"{parcel.tracking_no}.{state.value}")),
            Tone.BAD.value if state in (ParcelState.RETURNED, ParcelState.LOST) else Tone.PLAIN.value,
        )
        for state in NEXT[ParcelState(parcel.state)]
    ]
