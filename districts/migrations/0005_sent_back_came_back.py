from django.db import migrations, models

# What a send-back wrote as the reason of the day it set; no form offers these words.
SENT_BACK = "整体退回重报"


def mark(apps, schema_editor):
    apps.get_model("districts", "Extension").objects.filter(reason=SENT_BACK).update(sent_back=True)


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0004_email"),
    ]

    operations = [
        migrations.AddField(
            model_name="extension",
            name="sent_back",
            field=models.BooleanField(default=False, editable=False, verbose_name="整体退回"),
        ),
        migrations.AddField(
            model_name="handover",
            name="ended_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="本人回来的时间"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
