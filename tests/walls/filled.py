"""The forms of a page as a person fills them in and sends them: what stands in a field stays, what is empty gets a value."""

from datetime import timedelta

import lxml.html
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.files import a_pdf, a_photo, upload
from tests.walls.fuzzing import controls_of

WORDS = "情况属实。"
LIST = "区县代码,区县,街道代码,街道,社区代码,社区\n330203,海曙区,330203001,南门街道,330203001077,新社区"
NEW_PASSWORD = "Dongqian-Lake-55"
# By the field's name, where any words will not do.
VALUES = {
    "email": "name@example.invalid",
    "phone": "0574-00000003",
    "old_password": PASSWORD,
    "new_password1": NEW_PASSWORD,
    "new_password2": NEW_PASSWORD,
    "username": "qian",
    "code": "330203001099",
    "valid_from": "2020-01-01",
    "valid_until": "",
    "approved_on": "2021-06-20",
    "until": "2100-01-31",
    "share": "60",
    "seed": "2021-hs",
}


def forms_on(text, path):
    """(address, fields, all the names of the form's controls) of each form that is posted, for each of its buttons."""
    for form in lxml.html.fromstring(text).forms:
        if (form.method or "get").lower() != "post":
            continue
        controls = controls_of(form)
        fields = {}
        for control in controls:
            if control.tag != "button":
                _fill(fields, control)
        names = {control.get("name") for control in controls}
        for button in [each for each in form.iter("button") if each.get("type", "submit") == "submit"]:
            pressed = {button.get("name"): button.get("value", "")} if button.get("name") else {}
            yield button.get("formaction") or form.action or path, fields | pressed, names


def _fill(fields, control):
    name, kind = control.get("name"), control.get("type") if control.tag == "input" else control.tag
    if kind == "checkbox":
        fields.setdefault(name, control.get("value", "on"))  # at least one is ticked
    elif kind == "radio":
        if control.get("checked") is not None or name not in fields:
            fields[name] = control.get("value", "on")
    elif kind == "select":
        offered = [option.get("value", "") for option in control.iter("option")]
        chosen = [o.get("value", "") for o in control.iter("option") if o.get("selected") is not None]
        needed = offered if control.get("required") is not None else []
        fields[name] = next(iter(filter(None, chosen + needed)), "")
    else:
        stands = control.text if kind == "textarea" else control.get("value")
        fields[name] = (stands or "").strip() or _value(name, kind, control.get("accept") or "")


def _value(name, kind, accept):
    if name in VALUES:
        return VALUES[name]
    if name.startswith("target_"):
        return "5"
    if kind == "file":
        return "photo" if "image" in accept or ".jpg" in accept else "pdf" if ".pdf" in accept else "csv"
    if kind == "date":
        return (timezone.localdate() + timedelta(days=10)).isoformat()
    return "1" if kind == "number" else WORDS


# A field for a file holds one of these words until it is sent.
FILES = {
    "pdf": a_pdf,
    "photo": a_photo,
    "csv": lambda: upload("名录.csv", LIST.encode()),
}


def send(client, address, fields):
    """Post them; a field that stands for a file gets one."""
    return client.post(
        address, {name: FILES[each]() if each in FILES else each for name, each in fields.items()}
    )
