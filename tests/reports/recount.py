"""A slow recount in plain Python: every row is looked at, one after the other. It shares nothing with reports.queries and follows
the readings of the document (docs/decisions/0008 and 0027)."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from districts.models import Community, District, Participation, Target, Year
from reports.models import Entry, Submission, Title
from scoring.engine.score import score
from scoring.models import ItemScore, ScoreSheet

STANDING = ("pending", "returned", "recognised")


def half_up(fraction, places):
    """A Fraction as a Decimal with so many places, half up."""
    scaled = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class Recount:
    """All rows in memory; `today` decides what is merged, published and revoked."""

    def __init__(self, today):
        self.today = today
        self.communities = {each.pk: each for each in Community.objects.select_related("street")}
        self.titles = list(Title.objects.select_related("year", "entry__submission", "community__street"))
        self.entries = list(Entry.objects.select_related("submission__year", "community"))
        self.sheets = list(ScoreSheet.objects.select_related("community__street", "year", "rubric"))
        self.submissions = {(s.district_id, s.year_id): s for s in Submission.objects.all()}
        self.targets = {(t.district_id, t.year_id): t for t in Target.objects.all()}
        self.participations = list(Participation.objects.select_related("community__street"))
        self.items = {}
        for item in ItemScore.objects.all():
            self.items.setdefault(item.sheet_id, []).append(item)

    def root(self, pk):
        while (one := self.communities[pk]).merged_into_id and one.valid_until <= self.today:
            pk = one.merged_into_id
        return pk

    def _valid(self, title):
        return title.revoked_on is None or title.revoked_on > self.today

    def first_titles(self, until, *, published=False):
        """root -> (first year, district) of valid titles of years up to `until`."""
        found = {}
        for title in sorted(self.titles, key=lambda t: (t.year.number, t.pk)):
            if not self._valid(title) or title.year.number > until:
                continue
            if published and (title.published_on is None or title.published_on > self.today):
                continue
            found.setdefault(
                self.root(title.community_id), (title.year.number, title.community.street.district_id)
            )
        return found

    def district(self, district, year):
        """The numbers of one district in one year, as a dict."""
        first = self.first_titles(year.number)
        earlier = {one for one, (number, _home) in first.items() if number < year.number}
        submission, target = self.submissions[district.pk, year.pk], self.targets[district.pk, year.pk]
        entries = [e for e in self.entries if e.submission_id == submission.pk]
        handed_in = submission.status != "draft"
        reported = {self.root(e.community_id) for e in entries if e.decision in STANDING} - earlier
        recognised = {self.root(e.community_id) for e in entries if e.decision == "recognised"} - earlier
        if submission.status == "concluded":
            recognised = {
                one for one, (number, home) in first.items() if number == year.number and home == district.pk
            }
        own = [s for s in self.sheets if s.district_id == district.pk and s.year_id == year.pk]
        initial = [s for s in own if s.stage == "initial" and s.total is not None]
        passing = {self.root(s.community_id) for s in initial if s.passed}
        # A title of any earlier year that is valid today, also one given to what has merged in since.
        passing -= earlier
        before = sum(home == district.pk and number < year.number for number, home in first.values())
        return {
            "declared": target.declared,
            "target": target.target,
            "participating": sum(
                p.year_id == year.pk and p.community.street.district_id == district.pk
                for p in self.participations
            ),
            "assessed": len(initial),
            "passing": before + len(passing),
            "reported": before + len(reported) if handed_in else None,
            "recognised": before + (len(recognised) if handed_in or submission.status == "concluded" else 0),
            "share": self.share(before + (len(recognised) if handed_in else 0), target.declared),
        }

    @staticmethod
    def share(part, whole):
        return half_up(Fraction(100 * part, whole), 2)

    def listed(self, district, year, basis):
        """The communities 附件3 counts for a year: [(street, name)]; None where nothing was handed in."""
        submission = self.submissions[district.pk, year.pk]
        if submission.status == "draft":
            return None
        first = self.first_titles(9999)
        entries = [e for e in self.entries if e.submission_id == submission.pk]
        if submission.status == "concluded":
            titled = {t.entry_id for t in self.titles if self._valid(t)}
            entries = [e for e in entries if e.pk in titled]
        else:
            wanted = ("recognised",) if basis == "recognised" else STANDING
            entries = [e for e in entries if e.decision in wanted]
        seen, found = set(), []
        for e in sorted(entries, key=lambda e: (e.community.street.code, e.community.code, e.pk)):
            one = self.root(e.community_id)
            if one in seen or first.get(one, (year.number,))[0] < year.number:
                continue
            seen.add(one)
            found.append((one, e.street_name, e.community_name))
        return found

    def published(self, district, year):
        """(communities the year added, cumulative, names with street) of what is published."""
        first = self.first_titles(year.number, published=True)
        own = [number for number, home in first.values() if home == district.pk]
        names = sorted(
            t.entry.street_name + t.entry.community_name
            for t in self.titles
            if t.year_id == year.pk
            and t.entry.submission.district_id == district.pk
            and t.published_on
            and t.published_on <= self.today
            and self._valid(t)
        )
        return own.count(year.number), len(own), names

    # --- score sheets ---

    def _complete(self, year, district=None, stage="initial"):
        return [
            s
            for s in self.sheets
            if s.year_id == year.pk
            and s.stage == stage
            and s.total is not None
            and (district is None or s.district_id == district.pk)
        ]

    def totals(self, year, district=None):
        found = {}
        for sheet in self._complete(year, district):
            found[sheet.total] = found.get(sheet.total, 0) + 1
        return found

    def by_bonus(self, year, district=None):
        return sum(
            s.passed and s.total - sum(i.points for i in self.items[s.pk] if i.number == 17) < 80
            for s in self._complete(year, district)
        )

    def mean(self, year, district, number):
        points = [
            i.points for s in self._complete(year, district) for i in self.items[s.pk] if i.number == number
        ]
        return half_up(Fraction(sum(points), len(points)), 1) if points else None

    def rule_costs(self, year, district=None):
        """code -> (points, communities), by scoring every sheet anew."""
        found = {}
        for sheet in self._complete(year, district):
            findings = {}
            for item in self.items[sheet.pk]:
                findings |= item.findings
            for item in score(sheet.rubric.parsed, findings).items:
                for term in item.deductions:
                    points, count = found.get(term.code, (0, 0))
                    found[term.code] = (points + term.points, count + 1)
        return {code: both for code, both in found.items() if both[0]}

    def moves(self, year, before, after, district=None):
        first = {s.community_id: s.total for s in self._complete(year, district, before)}
        second = {s.community_id: s.total for s in self._complete(year, district, after)}
        both = [second[pk] - first[pk] for pk in first if pk in second]
        return (sum(d > 0 for d in both), both.count(0), sum(d < 0 for d in both), sum(both))

    def near(self, year, district):
        return sum(74 <= s.total <= 79 for s in self._complete(year, district))


def districts():
    return list(District.objects.order_by("annex_order"))


def years():
    return list(Year.objects.select_related("programme").order_by("number"))
