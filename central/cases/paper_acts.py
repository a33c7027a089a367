"""The papers of a case at the officer's desk: what is taken back, and what is made once its data is known."""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.cases.acts import Act, Offer, Refusal
from central.cases.casework import Actor
from central.cases.forms import ConfirmForm, ReasonForm
from central.cases.models import Case, Outcome
from central.cases.transitions import BY_ACTION, Action, Tone
from central.catalogue import in_language
from central.certificates.granting import certify, lacking, prepare
from central.certificates.models import Certificate
from central.certificates.revoking import revoke
from central.words import listed

REVOKE, ISSUE = "revoke", "issue"


def paper_offers(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Every paper of `case` with what can be done about it, and the one offer to make those that it lacks."""
    return {
        "papers": [(one, _offers(request, case, one)) for one in case.certificates.all()],
        "lacking": _issue_offer(request, case),
    }


def _offers(request: HttpRequest, case: Case, paper: Certificate) -> list[Offer]:
    found = [Offer(_("下载签名 PDF"), reverse("admin:certificates_certificate_pdf", args=(paper.pk,)))]
    if not paper.revoked and request.user.has_perm("certificates.revoke_certificate"):
        address = reverse("admin:cases_case_act_about", args=(case.pk, REVOKE, paper.pk))
        found.append(Offer(_("作废"), address, Tone.BAD.value))
    return found


def _issue_offer(request: HttpRequest, case: Case) -> Offer | None:
    missing = lacking(case)
    if not missing or not request.user.has_perm(BY_ACTION[Action.GRANT].right):
        return None
    titles = listed(in_language(one.title) for one in missing)
    return Offer(gettext("补发%s") % titles, reverse("admin:cases_case_act", args=(case.pk, ISSUE)), Tone.GOOD.value)


def issue_act(case: Case, actor: Actor, data: Any) -> Act | None:  # noqa: ANN401 - Django's
    """Make what the case was granted and does not have."""
    if not actor.may(BY_ACTION[Action.GRANT].right):
        raise PermissionDenied
    if case.outcome != Outcome.GRANTED:
        return None

    def run(_filled: dict[str, Any]) -> str | Refusal:
        made = certify(case, prepare(case), datetime.now(UTC))
        return gettext("已补发") if made else Refusal(gettext("没有可以补发的证照，或者数据源还没有答复。"))

    lead = gettext("先向数据源查询，查到才出具；每次查询都会留下记录")
    return Act(gettext("补发证照"), ConfirmForm(data), run, lead, Tone.GOOD.value)


def revoke_act(request: HttpRequest, case: Case, about: str, data: Any) -> Act | None:  # noqa: ANN401 - as above
    """Take back the paper whose number is `about`."""
    if not request.user.has_perm("certificates.revoke_certificate"):
        raise PermissionDenied
    paper = case.certificates.filter(pk=about).first()
    if paper is None:
        return None

    def run(filled: dict[str, Any]) -> str | Refusal:
        if not revoke(paper.pk, filled["reason"], request.user.get_username(), datetime.now(UTC)):
            return Refusal(gettext("它已经作废了。"))
        return gettext("已作废")

    form = ReasonForm(data, initial={"revision": case.revision})
    return Act(gettext("作废 %s") % paper.number, form, run, gettext("查验页会说它已作废，不能恢复"), Tone.BAD.value)
