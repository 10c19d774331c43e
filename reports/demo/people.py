"""Who tries the demonstration out: one account of each kind, each with its own password, kept in a file beside the
database and nowhere else."""

import csv
import io
import os
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import check_password

from districts import actions
from districts.models import Department, District, Role, Street, User
from districts.wrapping import width

from .names import SLUGS, full_names

HEADS = ("角色", "单位", "姓名", "用户名", "密码")
WORTH_TRYING = (
    "xiangshan-lead",
    "xiangshan-editor",
    "xiangshan-street",
    "haishu-lead",
    "reviewer1",
    "citylead",
    "dept-shengtai",
    "admin",
    "auditor",
)
STREET_EDITORS = ("haishu", "xiangshan")


@dataclass(frozen=True)
class Account:
    """One line of the list: a person and the password as it was issued."""

    role: str
    bureau: str
    full_name: str
    username: str
    password: str

    @property
    def cells(self):
        return (self.role, self.bureau, self.full_name, self.username, self.password)


def usernames():
    """Every account of the demonstration, districts first."""
    for slug in SLUGS.values():
        yield from (f"{slug}-lead", f"{slug}-editor")
    yield from (f"{slug}-street" for slug in STREET_EDITORS)
    yield from ("reviewer1", "reviewer2", "citylead")
    yield from (f"dept-{code}" for code in Department.objects.values_list("code", flat=True))
    yield from ("admin", "auditor")


def make(rng):
    """Add everybody through the door for accounts. Returns the accounts with their passwords."""
    unsaved = list(_people())
    accounts = []
    for number, (person, name) in enumerate(
        zip(unsaved, full_names(rng, len(unsaved)), strict=True), start=1
    ):
        person.full_name, person.phone = name, f"0574-000001{number:02d}"
        accounts.append(_account(person, actions.add_person(person, by=None)))
    return _ready(accounts)


def issue(people):
    """New passwords for people who are there already."""
    return _ready([_account(person, actions.issue_password(person, by=None)) for person in people])


def standing():
    """The people of the demonstration, in the order of the list."""
    found = User.objects.select_related("district", "street", "department").in_bulk(
        list(usernames()), field_name="username"
    )
    return [found[name] for name in usernames() if name in found]


def _people():
    departments = {department.code: department for department in Department.objects.all()}
    district = {SLUGS[each.code]: each for each in District.objects.all()}
    roles = {
        "lead": Role.DISTRICT_LEAD,
        "editor": Role.EDITOR,
        "street": Role.EDITOR,
        "dept": Role.DEPARTMENT,
    }
    alone = {
        "reviewer1": Role.REVIEWER,
        "reviewer2": Role.REVIEWER,
        "citylead": Role.CITY_LEAD,
        "admin": Role.ADMINISTRATOR,
        "auditor": Role.AUDITOR,
    }
    for username in usernames():
        first, _, last = username.partition("-")
        if first in district:
            ties = {"district": district[first]}
            if last == "street":
                ties["street"] = Street.objects.filter(district=district[first]).order_by("code").first()
            yield User(username=username, role=roles[last], **ties)
        elif first == "dept":
            yield User(username=username, role=roles[first], department=departments[last])
        else:
            yield User(username=username, role=alone[first])


def _account(person, password):
    return Account(person.get_role_display(), person.bureau, person.full_name, person.username, password)


def _ready(accounts):
    """A demonstration does not begin with changing a password."""
    User.objects.filter(username__in=[a.username for a in accounts]).update(must_change_password=False)
    return accounts


# --- the file ------------------------------------------------------------------------------------------------


def path():
    return settings.VAR_DIR / "demo-people.txt"


def keep(accounts):
    """Write the list so that only its owner can read it, whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerows([HEADS, *(account.cells for account in accounts)])
    part = path().with_suffix(".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text.getvalue())
    part.replace(path())


def kept():
    """The accounts of the file; none when it is missing or belongs to another database."""
    try:
        with path().open(encoding="utf-8", newline="") as file:
            heads, *rows = csv.reader(file, delimiter="\t")
        accounts = [Account(*row) for row in rows]
    except (OSError, ValueError, TypeError):
        return []
    return accounts if tuple(heads) == HEADS and _fits(accounts) else []


def _fits(accounts):
    """Somebody may have changed his own password since; in another city's file no password fits."""
    people = {person.username: person for person in standing()}
    return {a.username for a in accounts} == set(people) and any(
        check_password(a.password, people[a.username].password) for a in reversed(accounts)
    )


def table(accounts):
    """Lines with columns that stand under each other, Chinese characters counting twice."""
    rows = [HEADS, *(account.cells for account in accounts)]
    widths = [max(_columns(row[place]) for row in rows) for place in range(len(HEADS))]
    return [
        "  ".join(
            cell + " " * (wide - _columns(cell)) for cell, wide in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _columns(text):
    return int(width(text) * 2)
