"""Django's registration of this concern."""

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """Ratings."""

    name = "central.ratings"
    verbose_name = "好差评"
