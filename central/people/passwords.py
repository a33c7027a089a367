"""What a password of the console must be beside long and uncommon."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LEAST = 5
"""Different characters"""


class VariedPassword:
    """Not one character twelve times."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ANN401  as Django declares it
        """Raise ``ValidationError`` for too few different characters."""
        del user
        if len(set(password)) < LEAST:
            raise ValidationError(_("密码里不同的字符不能少于 %(least)d 个"), params={"least": LEAST})

    def get_help_text(self) -> str:
        """For whoever chooses one."""
        return gettext("密码里不同的字符不能少于 %(least)d 个") % {"least": LEAST}
