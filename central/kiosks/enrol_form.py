"""The form by which a kiosk becomes known, and gets its one-time code."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from central.kiosks.models import Kiosk
from central.people.region_codes import REGION_DIGITS, region_code
from kiosk.protocol.enrolment import KIOSK_ID

_RULE = _("K- 和四到六位数字，例如 K-0412；与终端 kiosk.toml 里的编号相同")
_ID = RegexValidator(KIOSK_ID.replace("$", r"\Z"), _RULE)


class EnrolForm(forms.Form):
    """What is known of the kiosk before it ever called."""

    kiosk_id = forms.CharField(
        label=_("终端编号"), max_length=20, validators=[_ID], help_text=_RULE, widget=UnfoldAdminTextInputWidget()
    )
    place = forms.CharField(label=_("位置"), max_length=100, widget=UnfoldAdminTextInputWidget())
    region = forms.CharField(
        label=_("行政区划"), max_length=REGION_DIGITS, validators=[region_code], widget=UnfoldAdminTextInputWidget()
    )
    operator = forms.CharField(label=_("运维单位"), max_length=100, required=False, widget=UnfoldAdminTextInputWidget())
    phone = forms.CharField(label=_("运维电话"), max_length=30, required=False, widget=UnfoldAdminTextInputWidget())

    def keep(self) -> None:
        """Write down what was said of a kiosk that is known by now; through the row, so that the trail has it."""
        kiosk = Kiosk.objects.get(id=self.cleaned_data["kiosk_id"])
        facts = ("place", "region", "operator", "phone")
        for name in facts:
            setattr(kiosk, name, self.cleaned_data[name])
        kiosk.save(update_fields=facts)
