"""Django's registration of this concern."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """First page and navigation; no tables of its own."""

    name = "central.home"

    def ready(self) -> None:
        """In English one thing is not called as many are."""
        from central.home.one import tell_apart  # noqa: PLC0415  no model before the apps are ready

        tell_apart()
