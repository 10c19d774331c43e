from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "评分"

    def ready(self):
        from . import checks  # noqa: F401
