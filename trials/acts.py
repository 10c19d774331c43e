"""What people do in the soak, and what each of them was told: the ledger that what is kept must agree with."""

import html
import itertools
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from reports.models import DecisionChoices

ACKNOWLEDGED, UNKNOWN, REFUSED = "acknowledged", "unknown", "refused"
DONE, CONFLICT = 302, 409
PAGES = {  # status -> what is told -> what its page says
    503: {
        "away": "数据库暂时连不上",
        "no room": "服务器上没有地方存放了",
        "store away": "存放证明材料的地方暂时连不上",
    },
    502: {"cut off": "<center>nginx"},
}


@dataclass
class Ledger:
    """kind -> what people were told -> the tokens written; a token is a text that no other act carries."""

    told: dict = field(default_factory=dict)
    pages: Counter = field(default_factory=Counter)  # of answers above 499: which page
    lock: threading.Lock = field(default_factory=threading.Lock)
    counter: itertools.count = field(default_factory=lambda: itertools.count(1))

    def token(self, kind):
        with self.lock:
            return f"{kind}-{next(self.counter)}"

    def note(self, kind, token, answer, *, done=DONE):
        """done: the status that acknowledges."""
        told = ACKNOWLEDGED if answer.status == done else UNKNOWN if answer.unknown else REFUSED
        with self.lock:
            if answer.status >= 500:
                self.pages[_page_of(answer)] += 1
            self.told.setdefault(kind, {}).setdefault(told, []).append(token)
        return told

    def of(self, kind, told):
        return self.told.get(kind, {}).get(told, [])

    def count(self, told):
        with self.lock:
            return sum(len(by.get(told, ())) for by in self.told.values())

    def counts(self):
        return {
            kind: Counter({told: len(tokens) for told, tokens in by.items()})
            for kind, by in self.told.items()
        }


def _page_of(answer):
    """Which of the plain pages an answer above 499 is; "unplain": none."""
    said = PAGES.get(answer.status, {})
    return next((page for page, words in said.items() if words in answer.text), "unplain")


class Act:
    """One kind of write a person repeats; where nobody knows what became of the last try, he looks first, as people do."""

    kind = ""

    def __init__(self, ledger, person):
        self.ledger, self.person = ledger, person

    def once(self):
        """Returns whether it was acknowledged. After the connection broke a person waits a moment."""
        token = self.ledger.token(self.kind)
        answer = self.attempt(token)
        told = self.ledger.note(self.kind, token, answer)
        if told != ACKNOWLEDGED:
            time.sleep(0.1)
        return told == ACKNOWLEDGED

    def attempt(self, token):
        raise NotImplementedError


class Save(Act):
    """Save one's items in turn, the token in the reason."""

    kind = "save"

    def __init__(self, ledger, person, items):
        super().__init__(ledger, person)
        self.turn, self.versions = itertools.cycle(items), {}

    def attempt(self, token):
        item = next(self.turn)
        version = self.versions.pop(item.pk, None)
        if version is None:
            version = _version(self.person.shown(item.sheet.get_absolute_url()), item)
        path = reverse("scoring:item", args=[item.sheet_id, item.number])
        answer = self.person.post(path, version=version, reason=token, intent="no_deduction")
        if answer.status == DONE:
            self.versions[item.pk] = version + 1
        elif answer.status == CONFLICT:
            self.versions[item.pk] = _version(answer.text, item)
        return answer


def _version(page, item):
    return versions(page)[item.number]


def versions(page):
    """Number -> version of every item on a page, or in the parts of one."""
    found = re.findall('name="version" value="([0-9]+)" id="version-([0-9]+)"', page)
    return {int(number): int(version) for version, number in found}


class Upload(Act):
    """Put a file beside one's items in turn, the token its name."""

    kind = "upload"

    def __init__(self, ledger, person, items):
        super().__init__(ledger, person)
        self.turn = itertools.cycle(items)

    def attempt(self, token):
        item = next(self.turn)
        path = reverse("scoring:add_evidence", args=[item.sheet_id, item.number])
        return self.person.post(path, files={"file": (f"{token}.pdf", a_pdf(token))})


class Decide(Act):
    """Decline and put back one's entries in turn, the token in the reason."""

    kind = "decision"

    def __init__(self, ledger, person, entries):
        super().__init__(ledger, person)
        self.turn = itertools.cycle(entries)

    def attempt(self, token):
        entry = next(self.turn)
        page = self.person.shown(entry.get_absolute_url())
        seen = html.unescape(re.search('name="seen" value="([^"]+)"', page)[1])
        pending = seen.partition(" ")[0] == DecisionChoices.PENDING
        decision = DecisionChoices.DECLINED if pending else DecisionChoices.PENDING
        path = reverse("reports:decide", args=[entry.pk])
        return self.person.post(path, decision=decision, reason=token, seen=seen)


class SendBack(Act):
    kind = "sent back"

    def __init__(self, ledger, person, submission):
        super().__init__(ledger, person)
        self.submission = submission

    def attempt(self, token):
        due = timezone.localdate() + timedelta(days=30)
        return self.person.post(
            reverse("reports:send_back", args=[self.submission.pk]), reason=token, due=due
        )


class Submit(Act):
    """Hand in; what stands in the ledger is the receipt's key, which the district is led to."""

    kind = "submission"

    def __init__(self, ledger, person, submission):
        super().__init__(ledger, person)
        self.submission = submission

    def once(self):
        pk = self.submission.pk
        asked = re.findall(
            'name="confirm" value="([^"]+)"', self.person.shown(reverse("reports:check", args=[pk]))
        )
        answer = self.person.post(reverse("reports:submit", args=[pk]), confirm=asked)
        told = self.ledger.note(self.kind, answer.location or self.ledger.token(self.kind), answer)
        return told == ACKNOWLEDGED


class HandInAgain:
    """A city lead sends a list back and its district hands it in again, in turn."""

    def __init__(self, send_back, submit):
        self.acts = itertools.cycle([send_back, submit])

    def once(self):
        return next(self.acts).once()


def a_pdf(words):
    return f"%PDF-1.4\n% {words}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n".encode()
