from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "上报与评审"

    def ready(self):
        from districts import announcing

        from . import checks  # noqa: F401  registers them
        from .telling.teller import Teller

        announcing.register(Teller())
