"""`translate` and `blocktranslate` for a site of one language (settings.LANGUAGE_CODE): a text is looked up when its template is compiled,
not each time it is drawn, which was a fifth of drawing a page. Every template has them without loading anything; `{% load i18n %}` would
bring Django's back."""

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import Node, TextNode, render_value_in_context
from django.templatetags import i18n
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

register = template.Library()


@register.tag
def translate(parser, token):
    """{% translate "words" %}, and the same kept under a name (`as`). What is not one literal text stays Django's."""
    node = i18n.do_translate(parser, token)
    said = node.filter_expression
    if said.var.literal is None or said.filters or node.message_context:
        return node
    found = Context()
    with override(settings.LANGUAGE_CODE):
        words = node.render(found)
    return Named(node.asvar, found[node.asvar]) if node.asvar else TextNode(words)


@register.tag
def blocktranslate(parser, token):
    """{% blocktranslate with a=b %}…{{ a }}…{% endblocktranslate %}. Plurals and contexts stay Django's."""
    node = i18n.do_block_translate(parser, token)
    return node if node.plural or node.message_context else Phrase(node)


class Named(Node):
    """Words under a name."""

    def __init__(self, name, words):
        self.name, self.words = name, words

    def render(self, context):
        context[self.name] = self.words
        return ""


class Phrase(Node):
    """Words known beforehand, with values to put in."""

    def __init__(self, node):
        said, self.names = node.render_token_list(node.singular)
        with override(settings.LANGUAGE_CODE):
            self.words = gettext(said)
        self.given, self.name = node.extra_context, node.asvar

    def render(self, context):
        values = {name: render_value_in_context(self._value(name, context), context) for name in self.names}
        words = SafeString(self.words % values)
        if not self.name:
            return words
        context[self.name] = words
        return ""

    def _value(self, name, context):
        given = self.given.get(name)
        return context.get(name, "") if given is None else given.resolve(context)
