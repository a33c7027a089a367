"""The forms of what an officer does with a case."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

_LONGEST_WAIT = timedelta(days=183)


class ReasonForm(forms.Form):
    """A reason, where the step needs one; and the revision of the case that was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("理由"), max_length=1000, strip=True, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4})
    )

    def __init__(self, *arguments: Any, required: bool = True, **more: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*arguments, **more)
        self.fields["reason"].required = required


class SupplementForm(ReasonForm):
    """Which materials, until when, and why."""

    materials = forms.MultipleChoiceField(label=_("要补正的材料"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(
        label=_("补正期限（最后一天，申请人会看到）"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    field_order = ("materials", "until", "reason", "revision")

    def clean_until(self) -> date:
        """A day that people can keep, and that comes."""
        day: date = self.cleaned_data["until"]
        if not timezone.localdate() < day <= timezone.localdate() + _LONGEST_WAIT:
            raise forms.ValidationError(_("补正期限要从明天起、半年以内。"))
        return day


class SpecialForm(ReasonForm):
    """Which of the matter's special procedures, and why."""

    procedure = forms.ChoiceField(label=_("特别程序"))
    field_order = ("procedure", "reason", "revision")


class PagesInput(forms.ClearableFileInput):
    """Several files in one field."""

    allow_multiple_selected = True


class PagesField(forms.FileField):
    """Each of several files by Django's own rules for one."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401 - Django's
        """The files, in the order in which they were chosen."""
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = (super(PagesField, self).clean(one, initial) for one in files)
        return [one for one in cleaned if one is not None]


class ReceivedForm(ReasonForm):
    """What has arrived at the counter: pages of one material, if there are any to scan in."""

    material = forms.ChoiceField(label=_("材料"), required=False)
    pages = PagesField(
        label=_("扫描件（JPEG、PNG 或 PDF，可多选）"),
        required=False,
        widget=PagesInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    field_order = ("material", "pages", "reason", "revision")


class NumberForm(forms.Form):
    """A number that is typed or scanned."""

    number = forms.CharField(label=_("号码"), max_length=50, strip=True, widget=UnfoldAdminTextInputWidget)


class SlipForm(forms.Form):
    """The number of the counter's slip."""

    number = forms.CharField(label=_("窗口票据号"), max_length=40, strip=True, widget=UnfoldAdminTextInputWidget)


class ConfirmForm(forms.Form):
    """Nothing to say but yes."""
