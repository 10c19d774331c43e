"""System checks of this app."""

from django.conf import settings
from django.core.checks import Info, Tags, register


@register(Tags.security, deploy=True)
def mail_leaves_the_house(app_configs, **kwargs):
    """Without a mail server notices are only printed: allowed, and said."""
    if not settings.MAIL_IS_PRINTED:
        return []
    return [
        Info(
            "EMAIL_HOST is not set: notices and reminders are printed to the log and reach nobody.",
            hint="Set EMAIL_HOST, EMAIL_FROM and SITE_URL; the pages say that no mail goes until then.",
            id="reports.I001",
        )
    ]
