"""A part of a page that many pages draw alike is drawn once:

    {% kept card.face as card %}<h3>{{ card.title }}</h3>{% live %}{% csrf_token %}{% endlive %}{% endkept %}

What stands inside sees `card.face.contents` under the name given, and none of the page's other variables: so it is the same wherever
the face is equal, and is kept by it. What `live` holds is drawn each time, with the page's variables, but none that was set between the
two tags (no loop around it). Where the face is None everything is drawn as if neither tag stood there."""

import re
from secrets import token_hex

from django import template
from django.template.base import Node
from django.utils.safestring import mark_safe

register = template.Library()

MOST = 2000  # faces a process keeps of one such part; a card of a score sheet takes about 20 kB
LIVE = "_live"
_SIGN = token_hex(8)  # nobody can put a mark into a text
_MARK = re.compile(f"\0{_SIGN}([0-9]+)\0")


@register.tag
def kept(parser, token):
    try:
        _tag, face, _as, name = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("{% kept face as name %}") from None
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(Kept):
        raise template.TemplateSyntaxError("{% kept %} inside {% kept %}: what is live in it would be kept")
    return Kept(parser.compile_filter(face), name, nodelist)


@register.tag
def live(parser, _token):
    nodelist = parser.parse(["endlive"])
    parser.delete_first_token()
    return Live(nodelist)


class Kept(Node):
    def __init__(self, face, name, nodelist):
        self.face, self.name, self.nodelist = face, name, nodelist
        self.drawn = {}  # face -> texts, and the lists of nodes between them

    def render(self, context):
        face = self.face.resolve(context)
        if face is None:
            return self.nodelist.render(context)
        parts = self.drawn.get(face)
        if parts is None:
            if len(self.drawn) >= MOST:
                self.drawn.clear()
            parts = self.drawn[face] = self._draw(face, context)
        return mark_safe("".join([part if type(part) is str else part.render(context) for part in parts]))

    def _draw(self, face, context):
        between = []
        alone = context.new({self.name: face.contents, LIVE: between})
        alone.use_l10n = False  # as on a page (base.html), wherever it is drawn first
        texts = _MARK.split(self.nodelist.render(alone))
        texts[1::2] = [between[int(number)] for number in texts[1::2]]
        return texts


class Live(Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        between = context.get(LIVE)
        if between is None:
            return self.nodelist.render(context)
        between.append(self.nodelist)
        return f"\0{_SIGN}{len(between) - 1}\0"
