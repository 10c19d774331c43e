"""The style guide at /guide/: every component once, for whoever builds the next page. Its data are invented."""

from collections import namedtuple
from datetime import date
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from districts.access import allow
from districts.models import Role, Year
from districts.todo import Todo
from districts.years.strip import strip as where_it_stands
from reports.counts import Count

Item = namedtuple("Item", "number points max_points bonus")
SAMPLE_YEAR = Year(
    number=2021,
    plan_due=date(2021, 6, 30),
    report_due=date(2021, 8, 31),
    review_due=date(2021, 9, 30),
)


def strip(*points):
    return [Item(n, p, 4 if n == 17 else 6, n == 17) for n, p in enumerate(points, 1)]


class SampleForm(forms.Form):
    name = forms.CharField(label="联系人", max_length=20)
    phone = forms.CharField(label="联系电话", help_text="办公电话，如 0574-12345678", required=False)
    street = forms.ChoiceField(label="街道", choices=[("", "请选择"), ("a", "月湖街道"), ("b", "江厦街道")])
    due = forms.DateField(label="截止日期", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))
    scan = forms.FileField(label="盖章扫描件", help_text="PDF 或图片，不超过 20 MB", required=False)
    stage = forms.ChoiceField(
        label="阶段", widget=forms.RadioSelect, choices=[("baseline", "摸底"), ("initial", "初评")]
    )
    sure = forms.BooleanField(label="已与社区核对")


@allow(Role.ADMINISTRATOR)
@require_safe
def guide(request):
    return render(request, "components/guide.html", context())


def context():
    rows = [
        (
            "甲社区",
            "月湖街道",
            63,
            strip(6, 6, 5, 6, 4, 6, None, 3, 6, 5, 6, 6, 2, 3, None, None, 2),
            None,
            None,
            "第 7、15、16 项未评",
        ),
        ("乙社区", "月湖街道", 74, strip(3, 6, 5, 6, 4, 6, 4, 4, 3, 5, 6, 6, 6, 3, 4, 6, 1), 78, False, ""),
        (
            "丙社区居委会",
            "江厦街道",
            81,
            strip(6, 6, 6, 6, 4, 6, 6, 5, 4, 6, 5, 6, 6, 6, 3, 6, 3),
            90,
            True,
            "",
        ),
        (
            "丁社区",
            "鼓楼街道",
            66,
            strip(3, 6, 4, 5, 3, 6, 4, 2, 3, 4, 6, 6, 3, 0, 2, 6, 3),
            66,
            False,
            "第 14 项缺证明材料",
        ),
        ("戊社区", "石碶街道", None, strip(*[None] * 17), None, None, "17 项未评"),
    ]
    names = "name street baseline items total passed missing"
    return {
        "year": 2021,
        "years": [
            SimpleNamespace(number=2022, url="#2022", current=False),
            SimpleNamespace(number=2021, url="#2021", current=True),
        ],
        "year_strip": where_it_stands(SAMPLE_YEAR, (), today=date(2021, 8, 12)),
        "nav": [
            {"url": "#", "label": label, "current": label == "首页", "count": count}
            for label, count in [
                ("首页", None),
                ("社区", None),
                ("退回", 3),
                ("上报", None),
                ("汇总表", None),
                ("评分标准", None),
            ]
        ],
        "contact": {"bureau": "甲区住建局", "name": "周某", "phone": "0574-××××-××××"},
        "rubric_label": "ningbo-2021 第1版",
        "demo": True,
        "rows": [SimpleNamespace(**dict(zip(names.split(), row, strict=True))) for row in rows],
        "zeros": strip(*[0] * 17),
        "one_term": [(2, "7a")],
        "two_terms": [(2, "8a"), (1, "8b")],
        "over_terms": [(4, "16a"), (3, "16b")],
        "award": [(2, "17a")],
        "parts": [
            ("pass", "达标", 37),
            ("fail", "未达标", 15, "其中差 1–6 分的 6 个"),
            ("progress", "评分进行中", 9),
            ("none", "未开始", 40),
        ],
        "counts": [
            Count("参与", 61, 101, "占申报社区 60.40%"),
            Count("初评达标", 37, 61, "占参与社区 60.66%"),
            Count("认定", 29, 41, "附件2目标：未到，差 12 个"),
        ],
        "todos": [
            Todo(3, "补正退回的社区", "甲社区、乙社区、丙社区。市住建局已写明理由。", "#", "去补正"),
            Todo(1, "处理修改冲突", "丁社区第 9 项，您和李某都改过，两份都留着。", "#", "去选定"),
            Todo(9, "评完进行中的社区", "共余 63 项未评。最近一份：甲社区，余 3 项。", "#", "看这 9 个"),
        ],
        "districts": [
            SimpleNamespace(name=name, recognised=a, reported=b, target=t, declared=d)
            for name, a, b, t, d in [
                ("甲区", 29, 41, 41, 101),
                ("乙区", 22, 29, 28, 71),
                ("丙市", 16, 16, 16, 41),
                ("丁县", None, None, 12, 30),
            ]
        ],
        "page_obj": Paginator(range(101), 14).page(3),
        "form": SampleForm(data={"name": "", "phone": "12", "street": "a", "stage": "initial"}),
        "effects": [
            ("send", "发给市住建局，对方会收到通知"),
            ("lock", "锁定名单上 41 份初评评分表"),
            ("file-earmark-check", "生成带编号的回执，可打印盖章"),
            ("arrow-return-left", "要改，须由市住建局退回"),
        ],
        "pairs": [
            ("占申报社区 101 个", "40.59%"),
            ("与上次上报相比", "增 5，补正 3"),
            ("证明材料", "286 件"),
        ],
        "names": [f"社区{n}" for n in range(1, 42)],
        "range_options": ["未发现", "扣 1", "扣 2", "扣 3"],
    }
