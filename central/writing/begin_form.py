"""How a draft begins: as a matter in use, as a new one, or from a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from central.catalogue import catalogue, in_language, named_matters
from central.uploads import UploadCheck
from central.writing.importing import KINDS

_CODE = RegexValidator(
    r"\A[a-z][a-z0-9-]*\Z", _("小写英文字母开头，只用小写字母、数字和连字符，例如 passport-issue；以后不能改")
)
"""As `kiosk.matters.text.Code` has it"""


class BeginForm(forms.Form):
    """A new matter, one that is in use, or whatever a file brings."""

    base = forms.ChoiceField(label=_("从在用事项开始"), required=False, widget=UnfoldAdminSelectWidget)
    code = forms.CharField(
        label=_("本机代码"),
        max_length=60,
        required=False,
        validators=[_CODE],
        widget=UnfoldAdminTextInputWidget,
        help_text=_CODE.message,
    )
    title = forms.CharField(label=_("事项名称"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget)
    file = forms.FileField(
        label=_("从文件导入"),
        required=False,
        validators=[UploadCheck(KINDS)],
        help_text=_("国家交换表（.xlsx、.csv，或打成一个 .zip），或本平台导出的 .json、.zip。有一处不对就一个也不导入"),
    )
    theme = forms.ChoiceField(
        label=_("交换表的事项归入主题"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("只用于交换表，其他文件自带主题"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401  as Django's forms take them
        super().__init__(*args, **more)
        choices = [("", gettext("（新事项）")), *named_matters()]
        self.fields["base"].choices = choices  # type: ignore[attr-defined]  # a choice field has them
        themes = [(theme.key, in_language(theme.title)) for theme in catalogue().home.themes]
        self.fields["theme"].choices = themes  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        """One of the three."""
        cleaned = super().clean() or {}
        if self.errors or cleaned.get("file") or cleaned.get("base"):
            return cleaned
        if not (cleaned.get("code") and cleaned.get("title")):
            raise ValidationError(_("选择一个在用事项，填写新事项的代码和名称，或选择一个文件"))
        if cleaned.get("code") in catalogue().matters:
            raise ValidationError(_("这个代码已有在用事项：请从它开始"))
        return cleaned
