"""Everything a page lets a person send, found by reading the page, and what is sent instead of it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st

from tests.files import a_pdf, a_photo

SCRIPT = "\"'><script>alert(55)</script>"
# What a person must never be able to set, on top of what the forms ask for.
UNASKED = (
    "role",
    "district",
    "street",
    "is_superuser",
    "is_active",
    "must_change_password",
    "password",
    "username",
    "points",
    "total",
    "passed",
    "lock",
    "status",
    "state",
    "decision",
    "target",
    "declared",
    "published_at",
    "pk",
    "id",
    "key",
    "item",
    "sheet",
    "person",
    "version",
    "intent",
    "next",
)
NASTY = (
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "NaN",
    "9" * 30,
    "9" * 400,
    "０",
    "²",
    "true",
    "administrator",
    "submitted",
    "recognised",
    "0001-01-01",
    "9999-12-31",
    "2021-02-30",
    SCRIPT,
    "{{ 7|add:7 }}{% debug %}",
    "' OR 1=1 --",
    "=cmd|'/c calc'!A1",
    "a\r\nX-Injected: 1",
    "//evil.example/",
    "https://evil.example/",
    "javascript:alert(55)",
    "../../../etc/passwd",
    "\x00",
    "\u202e\ufeff",
    "好" * 3000,
)
FILES = {
    "empty": lambda: SimpleUploadedFile("空.pdf", b""),
    "junk": lambda: SimpleUploadedFile("名录.xlsx", b"PK\x03\x04" + bytes(range(256))),
    "pdf": a_pdf,
    "photo": a_photo,
    "csv": lambda: SimpleUploadedFile("communities.csv", "区县,街道,社区\n海曙区,南门街道,x\n".encode()),
    "gbk": lambda: SimpleUploadedFile("communities.csv", "区县,街道,社区".encode("gb18030")),
    "json": lambda: SimpleUploadedFile("rubric.json", b'{"items": [[[[]]]]}'),
    "nameless": lambda: SimpleUploadedFile("..\r\nX-Injected: 1.pdf", b"%PDF-1.4"),
}
HEADERS = {
    "HX-Request": "true",
    "HX-Current-URL": "https://evil.example/",
    "Referer": "https://evil.example/",
    "Host": "evil.example",
    "X-Forwarded-For": "not an address, 300.1.1.1",
    "Accept-Language": "en;q=x",
    "If-Modified-Since": "yesterday",
    "Range": "bytes=9999999-",
}


@dataclass(frozen=True)
class Target:
    """An address, how it is asked, and what the page's own form would send: ((field, the values it offers), …)."""

    method: str
    path: str
    fields: tuple

    @property
    def names(self):
        return {name for name, _values in self.fields}


def targets_on(text, path):
    """The targets a page shows: its forms, and its links that carry a query."""
    page = lxml.html.fromstring(text)
    found = {}
    for form in page.forms:
        action = urlsplit(form.action or path)
        fields = {name: {value} for name, value in parse_qsl(action.query)}
        for control in controls_of(form):
            fields[control.get("name")] = fields.get(control.get("name"), set()) | _offered(control)
        for address in {
            action.path,
            *(urlsplit(b.get("formaction")).path for b in form.iter("button") if b.get("formaction")),
        }:
            _add(found, (form.method or "get").lower(), address, fields)
    for link in page.iter("a"):
        address = urlsplit(link.get("href", ""))
        if address.query and not address.netloc:
            _add(
                found,
                "get",
                address.path or path,
                {name: {value} for name, value in parse_qsl(address.query)},
            )
    return list(found.values())


def controls_of(form):
    """The named controls of a form, those that stand elsewhere on the page among them, but for its token."""
    inside = form.iter("input", "select", "textarea", "button")
    beside = form.getroottree().xpath("//*[@form=$name]", name=form.get("id")) if form.get("id") else []
    return [
        each for each in (*inside, *beside) if each.get("name") and each.get("name") != "csrfmiddlewaretoken"
    ]


def _add(found, method, path, fields):
    """Links of one shape to one address are one target."""
    target = Target(
        method, path, tuple((name, tuple(sorted(values))) for name, values in sorted(fields.items()))
    )
    found.setdefault((method, path, tuple(sorted(fields))), target)


def _offered(control):
    if control.tag == "select":
        return {option.get("value", "") for option in control.iter("option")}
    if control.tag == "textarea":
        return {control.text or ""}
    return {"file" if control.get("type") == "file" else control.get("value") or ""}


@dataclass(frozen=True)
class Sent:
    """One request: fields (a value, a list of them, or the name of a file in FILES), headers."""

    target: Target
    fields: dict
    headers: dict

    def by(self, client):
        how = {"headers": self.headers}
        if self.target.method != "post":
            return client.get(self.target.path, self.fields, **how)
        made = {
            name: FILES[value[1]]() if isinstance(value, tuple) else value
            for name, value in self.fields.items()
        }
        return client.post(self.target.path, made, **how)


def requests(targets, keys):
    """A strategy of Sent. keys: the keys of everybody's rows, to be put wherever a key may stand."""
    value = st.one_of(
        st.sampled_from(NASTY),
        st.sampled_from(keys),
        st.text(max_size=20),
        st.integers().map(str),
        st.sampled_from(sorted(FILES)).map(lambda name: ("file", name)),
    )
    wrong = value | st.lists(value.filter(lambda each: isinstance(each, str)), max_size=3)

    def of(target):
        asked = {
            name: st.one_of(st.sampled_from(_own(values)), st.sampled_from(_own(values)), wrong)
            for name, values in target.fields
        }
        unasked = st.dictionaries(st.sampled_from(UNASKED), wrong, max_size=3)
        headers = st.lists(st.sampled_from(sorted(HEADERS)), max_size=2, unique=True)
        return st.builds(
            lambda given, left_out, more, heads: Sent(
                target,
                {
                    name: each
                    for name, each in (more | given).items()
                    if name not in left_out and _fits(target, each)
                },
                {name: HEADERS[name] for name in heads},
            ),
            st.fixed_dictionaries(asked),
            st.sets(st.sampled_from(sorted(target.names)), max_size=1) if asked else st.just(set()),
            unasked,
            headers,
        )

    return st.sampled_from(targets).flatmap(of)


def _own(values):
    """What the form itself would send; of a field for a file, files that may be taken."""
    return [("file", "pdf"), ("file", "photo"), ("file", "csv")] if "file" in values else list(values) or [""]


def _fits(target, value):
    return target.method == "post" or not isinstance(value, tuple)
