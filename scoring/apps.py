from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = "评分"

    def ready(self):
        from . import checks, jobs  # noqa: F401  registers both
