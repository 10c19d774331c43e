"""`translate` and `blocktranslate` say what Django's own would, looked up once."""

import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.safestring import mark_safe

OURS, DJANGOS = settings.TEMPLATES[0]["OPTIONS"]["builtins"], ["django.templatetags.i18n"]
DRAWN = [
    "{% translate '社区' %}",
    "{% translate 'Home' %}",
    "{% translate '<b> & 50%%' %}",
    "{% translate '社区' as words %}[{{ words }}]{{ words }}",
    "{% translate name %}",
    "{% translate 'month' context 'of a year' %}",
    "{% translate '社区'|upper %}",
    "{% translate 'noop' noop %}",
    "{% blocktranslate %}50% 的{{ name }}{% endblocktranslate %}",
    "{% blocktranslate with n=number %}{{ n }} 个 {{ name }}{% endblocktranslate %}{{ n }}",
    "{% blocktranslate with name=number %}{{ name }}{% endblocktranslate %}{{ name }}",
    "{% blocktranslate trimmed with n=safe|upper %}\n  a {{ n }}\n  b {% endblocktranslate %}",
    "{% blocktranslate asvar words with n=name %}说{{ n }}{% endblocktranslate %}[{{ words }}]",
    "{% blocktranslate %}没有{{ nobody }}{% endblocktranslate %}",
    "{% blocktranslate count n=many %}one{% plural %}{{ n }} of them{% endblocktranslate %}",
]


def drawn(source, tags):
    engine = Engine(builtins=tags)
    context = {"name": "甲 <乙>", "number": Decimal("80.50"), "many": 3, "safe": mark_safe("<i>x</i>")}
    return engine.from_string(source).render(Context(context))


@pytest.mark.parametrize("source", DRAWN)
def test_it_says_what_djangos_own_tags_say(source):
    assert drawn(source, OURS) == drawn(source, DJANGOS)


def test_djangos_words_come_in_the_sites_language():
    with translation.override("en"):
        assert drawn("{% translate 'Yes' %}", DJANGOS) == "Yes"
        assert drawn("{% translate 'Yes' %}", OURS) == "是"


def test_no_template_brings_djangos_own_tags_back(repository):
    djangos = re.compile(r"{% load [^%]*\bi18n\b|{% (trans|blocktrans) ")
    files = [
        path for path in (repository / "templates").rglob("*") if path.suffix in (".html", ".txt", ".js")
    ]
    assert files and not [path for path in files if djangos.search(path.read_text())]
