"""Every page of the site that is looked at, as an address of rows that are there; taken from the resolver, so that a new page is
measured without being named here."""

import re
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

FILE = re.compile(r"\.(pdf|docx|xlsx|js)$|<kind:|<official:|\(csv\|json\)|<slug:kind>|picture_path|<drawn:")
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    name: str
    path: str


def addresses(rows):
    """An Address for every route whose answer is a page; rows: function from (route, parameter) to the value in the address,
    None where there is no such row."""
    for name, route in sorted(_routes(get_resolver().url_patterns)):
        if FILE.search(route) or name.startswith(("health", "floor")) or "backoffice" in route:
            continue
        values = {parameter: rows(route, parameter) for parameter in PLACE.findall(route)}
        if None not in values.values():
            yield Address(name, "/" + PLACE.sub(lambda found, values=values: str(values[found[1]]), route))


def _routes(patterns, prefix="", space=""):
    for each in patterns:
        route = prefix + str(each.pattern).removeprefix("^").removesuffix("$")
        if isinstance(each, URLPattern):
            if each.name:
                yield f"{space}{each.name}", route
        else:
            inner = f"{each.namespace}:" if each.namespace else ""
            yield from _routes(each.url_patterns, route, space + inner)
