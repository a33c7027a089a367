"""One rating, and the roll of rated cases beside it. There is no way from a rating to a person or a case."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from central.kiosks.models import Kiosk


class Score(models.IntegerChoices):
    """GB/T 39046 A.8: 1 is best."""

    VERY_SATISFIED = 1, _("非常满意")
    SATISFIED = 2, _("满意")
    FAIR = 3, _("基本满意")
    DISSATISFIED = 4, _("不满意")
    VERY_DISSATISFIED = 5, _("非常不满意")


class RatingRecord(models.Model):
    """A rating as received."""

    id = models.CharField(primary_key=True, max_length=32, editable=False)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, verbose_name=_("终端"), related_name="ratings")
    matter_code = models.CharField(_("事项编码"), max_length=60)
    score = models.PositiveSmallIntegerField(_("评价"), choices=Score.choices)
    rated_at = models.DateTimeField(_("评价时间"))
    received_at = models.DateTimeField(_("收到时间"), default=timezone.now, editable=False)
    posted_sha256 = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("好差评")
        ordering: ClassVar = ["-rated_at"]
        # The sums follow what came in since the last time, and count a day anew (central.numbers.rollup).
        indexes: ClassVar = [
            models.Index(fields=["received_at"], name="rating_received"),
            models.Index(fields=["rated_at"], name="rating_rated"),
        ]

    def __str__(self) -> str:
        """The words of the score."""
        return str(Score(self.score).label)


class RatedCase(models.Model):
    """A case that was rated, as a roll marks who has voted: a second rating does not count. Which is its own stands nowhere.

    `case_hash` is keyed (`central.ratings.intake`): of no use without this platform's secret.
    """

    case_hash = models.CharField(primary_key=True, max_length=64, editable=False)

    class Meta:
        """Nobody looks at it."""

        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        """Says nothing."""
        return "rated"
