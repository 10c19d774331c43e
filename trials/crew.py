"""Everybody of the last day at his desk: the same people at the site and at the floors."""

import io
import random

from reports.demo.pictures import street

from .desks import AtTheFloors, Editor, Lead, Saver, Updater
from .stopwatch import Timed

FIRST, LAST = 0.6, 0.9  # of the day gone by when the first lead hands in, and the last
ITEMS = 17


class Crew:
    """editors: everybody; editors_alone: without the leads, who hand in besides; savers, without_scripts and updaters:
    everybody without a thought; at_the_floors: everybody at his own pace."""

    def __init__(self, port, city, ledger, think):
        self.editors, self.editors_alone, self.leads, self.savers = [], [], [], []
        shared = {"ledger": ledger, "year": city.year, "photos": photos(), "think": think}
        for place, office in enumerate(city.offices):
            lead, *others = _at_their_desks(office, port, shared)
            at = FIRST + (LAST - FIRST) * place / max(1, len(city.offices) - 1)
            self.leads.append(Lead(lead, office.submission, at=at))
            self.editors += [lead, *others]
            self.editors_alone += others
            self.savers += _each_his_own([lead, *others], office)
        self.without_scripts = [Saver(each.editor, each.item, script=False) for each in self.savers]
        floors = [
            ((each.person, each.sheets, city.bare[place % len(city.bare)]), each.rng)
            for place, each in enumerate(self.editors)
        ]
        self.at_the_floors = [AtTheFloors(*at, rng=rng, think=think) for at, rng in floors]
        self.updaters = [Updater(*at, rng=rng) for at, rng in floors]


def _at_their_desks(office, port, shared):
    """The lead first. Two and two have the same sheets."""
    users = [office.lead, *office.editors]
    pairs = -(-len(users) // 2)
    for place, user in enumerate(users):
        sheets = office.sheets[place // 2 :: pairs] or office.sheets
        yield Editor(Timed(user, port, proxied=True), sheets, rng=random.Random(user.pk), **shared)


def _each_his_own(editors, office):
    """Each saves an item of a sheet of his own, as long as there are sheets enough."""
    items = {(item.sheet_id, item.number): item for item in office.items()}
    for place, editor in enumerate(editors):
        sheet = office.sheets[place % len(office.sheets)]
        yield Saver(editor, items[sheet.pk, 1 + place // len(office.sheets) % ITEMS])


def photos(number=4):
    """JPEGs of twelve million points, as telephones take them."""
    made = []
    for seed in range(number):
        file = io.BytesIO()
        street(random.Random(seed)).resize((4000, 3000)).save(file, "JPEG", quality=85)
        made.append(file.getvalue())
    return made
