"""Documents belong to a district and a year; the annual reports kept so far take both from their submission."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import reports.models.documents

PURPOSES = [
    ("plan", "实施方案"),
    ("method", "评估认定办法"),
    ("annual_report", "年度总结评估报告"),
    ("stamped_table", "盖章的附件3"),
    ("stamped_receipt", "盖章的回执"),
    ("good_practice", "典型做法"),
]
PROTECT = django.db.models.deletion.PROTECT


def carry_over(apps, schema_editor):
    documents = apps.get_model("reports", "Document").objects
    for district, year, submission in (
        documents.order_by().values_list("submission__district", "submission__year", "submission").distinct()
    ):
        documents.filter(submission=submission).update(district=district, year=year)


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def row(to, name, *, null=False):
    return models.ForeignKey(null=null, on_delete=PROTECT, related_name=name, to=to)


def person(*, null=False):
    return row(settings.AUTH_USER_MODEL, "+", null=null)


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0002_registry_file_awaiting_confirmation"),
        ("reports", "0002_review_deep"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GoodPractice",
            fields=[
                ("id", key()),
                ("district", row("districts.district", "practices")),
                ("year", row("districts.year", "practices")),
            ],
            options={
                "ordering": ["-pk"],
                "verbose_name": "典型做法",
                "verbose_name_plural": "典型做法",
            },
        ),
        migrations.AddField("document", "district", row("districts.district", "documents", null=True)),
        migrations.AddField("document", "year", row("districts.year", "documents", null=True)),
        migrations.RunPython(carry_over),
        migrations.RemoveConstraint("document", "document_purpose_known"),
        migrations.RemoveField("document", "submission"),
        migrations.AlterField("document", "district", row("districts.district", "documents")),
        migrations.AlterField("document", "year", row("districts.year", "documents")),
        migrations.AlterField(
            "document",
            "purpose",
            models.CharField(choices=PURPOSES, max_length=20, verbose_name="用途"),
        ),
        migrations.AddField("document", "receipt", row("reports.receipt", "documents", null=True)),
        migrations.AddField("document", "practice", row("reports.goodpractice", "versions", null=True)),
        migrations.AddField(
            "document",
            "title",
            models.CharField(blank=True, default="", max_length=120, verbose_name="题目"),
            False,
        ),
        migrations.AddField(
            "document",
            "summary",
            models.TextField(blank=True, default="", max_length=500, verbose_name="摘要"),
            False,
        ),
        migrations.AddField(
            "document",
            "document_number",
            models.CharField(blank=True, default="", max_length=40, verbose_name="文号"),
            False,
        ),
        migrations.AddField(
            "document",
            "approved_by",
            models.CharField(blank=True, default="", max_length=60, verbose_name="批准机关"),
            False,
        ),
        migrations.AddField("document", "approved_on", models.DateField(null=True, verbose_name="批准日期")),
        migrations.AddField(
            "document",
            "shown",
            models.FileField(
                blank=True,
                default="",
                max_length=120,
                upload_to=reports.models.documents.shown_name,
                verbose_name="给人看的图片",
            ),
            False,
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=models.Q(("purpose__in", [purpose for purpose, _label in PURPOSES])),
                name="document_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("purpose__in", ("stamped_table", "stamped_receipt")), ("receipt__isnull", False)
                    ),
                    models.Q(
                        models.Q(("purpose__in", ("stamped_table", "stamped_receipt")), _negated=True),
                        ("receipt__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="document_stamped_iff_of_a_receipt",
            ),
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("practice__isnull", False),
                        ("purpose", "good_practice"),
                        models.Q(("title", ""), _negated=True),
                        models.Q(("summary", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("purpose", "good_practice"), _negated=True),
                        ("practice__isnull", True),
                        ("summary", ""),
                    ),
                    _connector="OR",
                ),
                name="document_practice_has_title_and_summary",
            ),
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_on__isnull", False),
                        ("purpose", "method"),
                        models.Q(("title", ""), _negated=True),
                        models.Q(("document_number", ""), _negated=True),
                        models.Q(("approved_by", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("purpose", "method"), _negated=True),
                        ("approved_by", ""),
                        ("approved_on__isnull", True),
                        ("document_number", ""),
                    ),
                    _connector="OR",
                ),
                name="document_method_says_who_approved_it_when",
            ),
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", key()),
                ("comment", models.TextField(blank=True, max_length=500, verbose_name="点评")),
                ("accepted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_why",
                    models.TextField(blank=True, max_length=500, verbose_name="撤下的理由"),
                ),
                ("accepted_by", person()),
                ("withdrawn_by", person(null=True)),
                ("document", row("reports.document", "acceptances")),
                ("practice", row("reports.goodpractice", "acceptances")),
            ],
            options={
                "ordering": ["-accepted_at", "-pk"],
                "verbose_name": "采纳",
                "verbose_name_plural": "采纳",
            },
        ),
        migrations.AddConstraint(
            "acceptance",
            models.UniqueConstraint(
                fields=["practice"],
                condition=models.Q(("withdrawn_at__isnull", True)),
                name="acceptance_once_while_it_stands",
            ),
        ),
        migrations.AddConstraint(
            "acceptance",
            models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_why", "")
                )
                | (
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False))
                    & ~models.Q(("withdrawn_why", ""))
                ),
                name="acceptance_withdrawn_says_who_when_and_why",
            ),
        ),
    ]
