"""Every look into a library of personal data: who, when, which fields, what for, resting on which law. Only ever added to.

After the years of the law a look is erased (`central.government.retention`).
Nobody is named: the person is a keyed hash (`central.cases.holders`), and what was told is nowhere kept.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from central.kiosks.models import Kiosk


class Library(models.TextChoices):
    """Where the data lies; the values are those of `kiosk.matters.sources.Library`."""

    POPULATION = "population", _("人口库")
    LEGAL_ENTITY = "legal_entity", _("法人库")
    CREDIT = "credit", _("信用库")
    ACCOUNT = "account", _("政务账户")


class Purpose(models.TextChoices):
    """What for."""

    PREFILL = "prefill", _("办事预填，免填写")
    ISSUE = "issue", _("即办件出具文书")


class LookupOutcome(models.TextChoices):
    """What came of it."""

    TOLD = "told", _("已提供")
    NOTHING = "nothing", _("没有查到记录")
    REFUSED = "refused", _("被拒绝，没有提供")
    UNAVAILABLE = "unavailable", _("数据源没有应答")


class DataLookup(models.Model):
    """One look. What names it had then are kept with it: a matter may be called otherwise, or be gone, when people ask."""

    at = models.DateTimeField(_("时间"), db_index=True, editable=False)
    person_hash = models.CharField(max_length=64, editable=False)
    library = models.CharField(_("数据库"), max_length=12, choices=Library.choices, editable=False)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name=_("终端"), related_name="+", editable=False)
    place = models.CharField(_("位置"), max_length=100, blank=True, editable=False)
    department = models.JSONField(_("使用部门"), default=dict, editable=False)
    """zh, en"""
    matter_code = models.CharField(_("事项编码"), max_length=60, db_index=True, editable=False)
    matter = models.JSONField(_("事项"), default=dict, editable=False)
    """zh, en"""
    purpose = models.CharField(_("用途"), max_length=10, choices=Purpose.choices, editable=False)
    legal_basis = models.JSONField(_("法律依据"), default=list, editable=False)
    fields = models.JSONField(_("数据项"), default=list, editable=False)
    """Of each: key, zh, en, office_zh, office_en, told. No value"""
    outcome = models.CharField(_("结果"), max_length=12, choices=LookupOutcome.choices, editable=False)

    class Meta:
        """Names, order, and the way from a person to their looks."""

        verbose_name = verbose_name_plural = _("数据调用记录")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["person_hash", "-id"], name="lookups_of_person")]

    def __str__(self) -> str:
        """The matter and the library."""
        return f"{self.matter.get('zh', self.matter_code)} · {self.get_library_display()}"
