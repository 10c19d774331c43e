"""What people do on the last day: at the site, and the same people at the floors (bench.floors)."""

import html
import re
import time

from django.urls import reverse

from .acts import CONFLICT, DONE, Submit, a_pdf, versions

SAVED = 200  # what the page's script gets; a page without scripts is led on
LOCKED = 403
SAVES = 3  # of one visit to a sheet
UPLOAD_EVERY = 5  # visits
ROWS = 66  # of the floor's list: a district's


class Desk:
    """A person who does one thing after another. think: seconds between two of them, on average; rng: his own dice."""

    def __init__(self, person, *, rng, think=0):
        self.person, self.rng, self.think, self.until = person, rng, think, 0

    def work(self, until):
        """Visit after visit until the phase is over; the first comes at any moment of a pause."""
        self.until = until
        self.pause(self.rng.random())
        while not self.over:
            self.visit()

    def visit(self):
        raise NotImplementedError

    @property
    def over(self):
        return time.monotonic() >= self.until

    def pause(self, share=None):
        """Think: from half to one and a half times the average. Returns whether there is time for more."""
        seconds = self.think * (self.rng.uniform(0.5, 1.5) if share is None else share)
        time.sleep(max(0, min(seconds, self.until - time.monotonic())))
        return not self.over


class Editor(Desk):
    """Opens the list and one of his sheets, saves items of it, puts a file beside one now and then. Others have the same sheets:
    whose page is old is told so, looks, and saves his own again. Once the list is handed in he reads."""

    def __init__(self, person, sheets, *, ledger, year, photos, **kwargs):
        super().__init__(person, **kwargs)
        self.sheets, self.ledger, self.photos = sheets, ledger, photos
        self.visits, self.by_script = self.rng.randrange(UPLOAD_EVERY), person.scripted()
        self.list = reverse("scoring:communities", args=[year.number])

    def visit(self):
        self.person.get(self.list)
        if not self.pause():
            return
        sheet = self.rng.choice(self.sheets)
        known = versions(self.person.get(sheet.get_absolute_url()).text)
        for number in self.rng.sample(sorted(known), min(SAVES, len(known))):
            if not self.pause() or not self.settle(sheet, number, known[number]):
                return
        self.visits += 1
        if self.visits % UPLOAD_EVERY == 0 and known and self.pause():
            self.upload(sheet, self.rng.choice(sorted(known)))

    def settle(self, sheet, number, version):
        """Save an item, and once more where somebody was quicker. Returns whether the sheet is still open."""
        answer = self.save(sheet, number, version)
        if answer.status == CONFLICT and number in (standing := versions(answer.text)):
            self.pause()
            answer = self.save(sheet, number, standing[number])
        return answer.status != LOCKED

    def save(self, sheet, number, version, *, script=True):
        token = self.ledger.token("save")
        path = reverse("scoring:item", args=[sheet.pk, number])
        sender, done = (self.by_script, SAVED) if script else (self.person, DONE)
        answer = sender.post(path, version=version, reason=token, intent="no_deduction")
        self.ledger.note("save", token, answer, done=done)
        return answer

    def upload(self, sheet, number):
        """A paper and a photo in turn."""
        token = self.ledger.token("upload")
        file = (f"{token}.pdf", a_pdf(token))
        if self.visits % (2 * UPLOAD_EVERY) == 0:
            file = (f"{token}.jpg", signed(self.rng.choice(self.photos), token))
        path = reverse("scoring:add_evidence", args=[sheet.pk, number])
        self.ledger.note("upload", token, self.by_script.post(path, files={"file": file}), done=SAVED)


class Saver(Desk):
    """Saves one item over and over, without a thought. script: whether the page's script sends it, as in every browser."""

    def __init__(self, editor, item, *, script=True):
        super().__init__(editor.person, rng=editor.rng)
        self.editor, self.item, self.script = editor, item, script

    def visit(self):
        item = self.item
        answer = self.editor.save(item.sheet, item.number, item.version, script=self.script)
        if answer.status in (SAVED, DONE):
            item.version += 1
        elif answer.status == CONFLICT:
            item.version = versions(answer.text)[item.number]


class AtTheFloors(Desk):
    """A list, rows, updates at the pace of an Editor. sheets: whose rows are read; bare: whose rows are written."""

    def __init__(self, person, sheets, bare, **kwargs):
        super().__init__(person, **kwargs)
        self.sheets, self.bare, self.count = sheets, bare, 0

    def visit(self):
        self.person.get(reverse("floor_list", args=[ROWS]))
        if self.pause():
            self.person.get(reverse("floor_items", args=[self.rng.choice(self.sheets).pk]))
        for _save in range(SAVES):
            if self.pause():
                self.update()

    def update(self):
        self.count += 1
        self.person.post(reverse("floor_update", args=[self.bare.pk]), reason=f"第{self.count}次")


class Updater(AtTheFloors):
    """The floor's update over and over, without a thought."""

    def visit(self):
        self.update()


class Lead(Desk):
    """Works as an editor does; when his moment comes, puts right what the check page asks for, and hands the list in. at: how
    much of the day has gone by then, from 0 to 1."""

    TRIES = 20  # of handing in: while his editors go on, what he confirmed may no longer be so

    def __init__(self, editor, submission, *, at):
        super().__init__(editor.person, rng=editor.rng, think=editor.think)
        self.editor, self.submission, self.at = editor, submission, at
        self.act = Submit(editor.ledger, editor.person, submission)

    def work(self, until):
        """Who is at handing in does not stop because the day is over."""
        begun = time.monotonic()
        self.until = until
        self.editor.work(begun + self.at * (until - begun))
        self.prepare()
        if not any(self.hand_in() for _try in range(self.TRIES)):
            raise RuntimeError(f"{self.submission}: {self.TRIES} tries and not handed in")
        self.editor.work(until)

    def prepare(self):
        found, pk = self.submission, self.submission.pk
        self.person.shown(found.get_absolute_url())
        self.pause()
        contact = {"name": found.contact_name, "phone": found.contact_phone}
        self.person.post(reverse("reports:save_contact", args=[pk]), **contact)
        self.pause()
        report = (f"年度总结评估报告{pk}.pdf", a_pdf(f"report {pk}"))
        self.person.post(reverse("reports:add_report", args=[pk]), files={"file": report})

    def hand_in(self):
        """Look what is missing, bring it, try. Returns whether it is handed in."""
        self.pause()
        for sheet, number in without_evidence(
            self.person.shown(reverse("reports:check", args=[self.submission.pk]))
        ):
            token = self.editor.ledger.token("upload")
            path = reverse("scoring:add_evidence", args=[sheet, number])
            file = (f"{token}.pdf", a_pdf(token))
            self.editor.ledger.note("upload", token, self.person.post(path, files={"file": file}))
            self.pause()
        return self.act.once()


def without_evidence(page):
    """(sheet, item number) of what the check page wants evidence for."""
    must = page.partition('id="must"')[2].partition("</section>")[0]
    links = map(html.unescape, re.findall('href="([^"]+)"', must))
    found = [re.search(r"/sheets/([0-9]+)/.*#item-([0-9]+)", link) for link in links]
    return [(int(each[1]), int(each[2])) for each in found if each]


def signed(photo, words):
    """The same JPEG with a comment of its own: no two files are alike."""
    comment = words.encode()
    return photo[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + photo[2:]
