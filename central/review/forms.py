"""The forms of review and release; what may be done with them is decided in the services."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from central.catalogue import named_matters
from central.kiosks.models import Kiosk, Region
from central.review.models import Proposal, ProposalState
from central.writing.models import EDITABLE, MatterDraft
from kiosk.matters.lint_mistakes import CONTROL, MARKUP

_LONGEST_BASIS, _LONGEST_NOTES, _LONGEST_WHY = 1000, 300, 200


def _regions() -> list[tuple[str, str]]:
    """Where kiosks stand: the code, and the name where it is known."""
    found = Kiosk.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
    names = dict(Region.objects.filter(code__in=list(found)).values_list("code", "name"))
    return [(region, f"{names[region]}（{region}）" if region in names else region) for region in found]


def _password() -> forms.CharField:
    return forms.CharField(
        label=_("签名密钥口令"),
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text=_("密钥没有加密时不填"),
    )


class HandInForm(forms.Form):
    """Which draft, and what is to be said of it."""

    draft = forms.ModelChoiceField(
        label=_("事项草稿"), queryset=MatterDraft.objects.filter(state__in=EDITABLE), widget=UnfoldAdminSelectWidget
    )
    notes = forms.CharField(label=_("修改说明"), max_length=_LONGEST_NOTES, widget=UnfoldAdminTextareaWidget)
    legal_basis = forms.CharField(
        label=_("法律依据"),
        max_length=_LONGEST_BASIS,
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("增加材料或条件、延长时限、增加收费、缩小范围时必填：名称、文号、条款"),
    )


class BasisForm(forms.Form):
    """The law that a blocked change rests on."""

    legal_basis = forms.CharField(label=_("法律依据"), max_length=_LONGEST_BASIS, widget=UnfoldAdminTextareaWidget)


class WhyForm(forms.Form):
    """The reason for sending back, or for going back."""

    why = forms.CharField(label=_("原因"), max_length=_LONGEST_WHY, widget=UnfoldAdminTextInputWidget)


class ComposeForm(forms.Form):
    """What the next release brings."""

    proposals = forms.ModelMultipleChoiceField(
        label=_("已批准的事项"),
        required=False,
        queryset=Proposal.objects.filter(state=ProposalState.APPROVED, release=None).select_related("draft"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选：只发布应急公告"),
    )
    notes = forms.CharField(label=_("发布说明"), max_length=_LONGEST_NOTES, widget=UnfoldAdminTextareaWidget)
    password = _password()


class RegionsField(forms.MultipleChoiceField):
    """Regions that kiosks stand in."""

    def __init__(self) -> None:
        super().__init__(label=_("地区"), required=False, choices=_regions, widget=forms.CheckboxSelectMultiple)


class SignForm(forms.Form):
    """The first stage."""

    percent = forms.FloatField(
        label=_("首批比例（%）"), min_value=0.01, max_value=100, initial=1, widget=UnfoldAdminDecimalFieldWidget
    )
    regions = RegionsField()
    password = _password()


class SpreadForm(forms.Form):
    """More regions."""

    regions = RegionsField()


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    """An announcement as kiosks will accept it: about a matter there is, in plain text, on days that follow each other."""

    key = forms.RegexField(
        label=_("标识"),
        regex=re.compile(r"^[a-z][a-z0-9_]*$"),
        max_length=40,
        error_messages={"invalid": _("以小写字母开头，只含小写字母、数字和下划线")},
        help_text=_("以小写字母开头，只含小写字母、数字和下划线，如 power_tonight"),
        widget=UnfoldAdminTextInputWidget,
    )
    text_en = forms.CharField(label=_("英文内容"), max_length=300, widget=UnfoldAdminTextareaWidget)
    matter = forms.ChoiceField(
        label=_("事项"),
        required=False,
        choices=lambda: [("", _("全部事项")), *named_matters()],
        widget=UnfoldAdminSelectWidget,
    )

    def clean(self) -> dict[str, Any]:
        """Each mistake at its field."""
        given = super().clean() or {}
        for name in ("text_zh", "text_en"):
            if wrong := dirt_in(given.get(name) or ""):
                self.add_error(name, wrong)
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("末日不能早于首日"))
        elif last and last < timezone.localdate() and "last" in self.changed_data:
            self.add_error("last", _("末日已经过去，公告不会显示"))
        return given


def dirt_in(text: str) -> str:
    """What a kiosk would show as dirt: HTML, entities, control characters; empty for plain text."""
    if found := MARKUP.search(text):
        return gettext("只能是纯文字，请去掉 %s") % found[0]
    if found := CONTROL.search(text):
        return gettext("有看不见的控制字符（U+%04X），请去掉后重新输入") % ord(found[0])
    return ""


class SwitchForm(forms.Form):
    """Which matter disappears, and why."""

    code = forms.ChoiceField(label=_("事项"), choices=named_matters, widget=UnfoldAdminSelectWidget)
    why = forms.CharField(label=_("停办原因"), max_length=_LONGEST_WHY, widget=UnfoldAdminTextInputWidget)
