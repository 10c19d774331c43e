"""What the review queue is narrowed to, and in which order: read from the address, so that a link is the filter."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from districts.access import visible_districts
from districts.models import User

from .flags import ANY, FLAGS
from .models import LIST_ORDER, DecisionChoices, PublicObjection
from .rescored import BELOW
from .sampling import NEAR

IN_LIST_ORDER = ("submission__district__annex_order", *LIST_ORDER)
CLOSE = Q(total__lte=F("sheet__rubric__pass_mark") + NEAR)
DRAWN = Q(spot_check__isnull=False)
OBJECTED = Q(objection__isnull=False, objection__upheld__isnull=True)  # and not answered yet
# 公示异议 upheld, and nothing decided since.
DOUBTED = Q(Exists(PublicObjection.objects.unmet().filter(line__entry=OuterRef("pk"))))
OPPOSED = Q(opposed=True)  # 会审: a department objects (opinion_queries.with_opinions)
AWAITED = Q(awaited=True) & ~Q(decision=DecisionChoices.WITHDRAWN)
# A district's own rubric may have its own pass mark.
NEAREST_FIRST = (F("total") - F("sheet__rubric__pass_mark"), *IN_LIST_ORDER)
CLOSER = (
    "flag",
    "near",
    "low",
    "sampled",
    "objected",
    "doubted",
    "opposed",
    "awaited",
)  # the parts offered beside each other with their counts


@dataclass(frozen=True)
class Choice:
    """One ready-made filter: a link with what it would leave."""

    label: str
    query: str
    chosen: bool
    count: int | None = None


class QueueFilter:
    """district, decision, flag (a code of FLAGS, or any), near, low, sampled, objected, doubted, opposed, awaited, search, order.
    Nonsense narrows nothing."""

    def __init__(self, data: Mapping[str, str], *, user: User):
        self.districts = list(visible_districts(user))
        self.district = next((each for each in self.districts if each.code == data.get("district")), None)
        self.decision = data.get("decision", "") if data.get("decision") in DecisionChoices.values else ""
        self.flag = data.get("flag", "") if data.get("flag") in ("any", *FLAGS) else ""
        self.near = data.get("near") == "1"
        self.low = data.get("low") == "1"
        self.sampled = data.get("sampled") == "1"
        self.objected = data.get("objected") == "1"
        self.doubted = data.get("doubted") == "1"
        self.opposed = data.get("opposed") == "1"
        self.awaited = data.get("awaited") == "1"
        self.search = data.get("search", "").replace("\x00", "").strip()[:60]
        self.order = "near" if data.get("order") == "near" else ""

    @property
    def narrows(self):
        return bool(self.in_words())

    @property
    def questions(self) -> list[str]:
        """The questions (CLOSER) chosen, a flag by its own name."""
        switched = [name for name in CLOSER if name != "flag" and getattr(self, name)]
        return [self.flag, *switched] if self.flag else switched

    @property
    def asks(self):
        """Whether it leaves fewer than all that the district, or the city, has listed, whatever was decided of them."""
        return bool(self.questions or self.search)

    @property
    def walks(self):
        """Whether one walks from entry to entry through more or less than one district's list."""
        return self.asks or bool(self.order)

    @property
    def _parts(self):
        return {
            "district": self.district.code if self.district else "",
            "decision": self.decision,
            "flag": self.flag,
            "near": "1" if self.near else "",
            "low": "1" if self.low else "",
            "sampled": "1" if self.sampled else "",
            "objected": "1" if self.objected else "",
            "doubted": "1" if self.doubted else "",
            "opposed": "1" if self.opposed else "",
            "awaited": "1" if self.awaited else "",
            "search": self.search,
            "order": self.order,
        }

    def query(self, **changes):
        """The address's query with some parts changed; empty parts left out."""
        return urlencode({name: value for name, value in (self._parts | changes).items() if value})

    def hidden(self):
        """(name, value) of what the form of search box and district keeps."""
        asked = ("search", "district")
        return [(name, value) for name, value in self._parts.items() if value and name not in asked]

    def condition(self, *, without: Collection[str] = ()) -> Q:
        """The filter of entries annotated by flags.with_flags; without: the names of parts that are left out."""
        parts = {
            "district": self.district and Q(submission__district=self.district),
            "decision": self.decision and Q(decision=self.decision),
            "flag": self.flag and (ANY if self.flag == "any" else FLAGS[self.flag].condition),
            "near": self.near and CLOSE,
            "low": self.low and BELOW,
            "sampled": self.sampled and DRAWN,
            "objected": self.objected and OBJECTED,
            "doubted": self.doubted and DOUBTED,
            "opposed": self.opposed and OPPOSED,
            "awaited": self.awaited and AWAITED,
            "search": self.search
            and Q(community_name__icontains=self.search) | Q(street_name__icontains=self.search),
        }
        wanted = Q()
        for name, part in parts.items():
            if part and name not in without:
                wanted &= part
        return wanted

    @property
    def ordering(self) -> tuple[str, ...]:
        return NEAREST_FIRST if self.order == "near" else IN_LIST_ORDER

    def in_words(self):
        """What the queue is narrowed to, as a reader of the trail understands it."""
        words = [
            self.district,
            self.decision and DecisionChoices(self.decision).label,
            self.flag and (_("有疑问") if self.flag == "any" else FLAGS[self.flag].label),
            self.near and _("高出达标线 %(n)s 分以内") % {"n": NEAR},
            self.low and _("复评低于达标线"),
            self.sampled and _("抽中抽查"),
            self.objected and _("申述待答复"),
            self.doubted and _("公示异议成立"),
            self.opposed and _("有部门异议"),
            self.awaited and _("部门未提齐"),
            self.search and _("含“%(text)s”") % {"text": self.search},
        ]
        return "；".join(str(each) for each in words if each)

    def orders(self):
        yield Choice(_("名单顺序"), self.query(order=""), not self.order)
        yield Choice(_("离达标线最近"), self.query(order="near"), self.order == "near")

    def quick(self, counts):
        """The decisions as ready-made filters, with how many each has."""
        yield Choice(_("全部"), self.query(decision=""), not self.decision, counts["all"])
        for each in DecisionChoices:
            chosen = self.decision == each.value
            yield Choice(each.label, self.query(decision=each.value), chosen, counts[each.value])

    def closer(self, counts):
        """The questions as ready-made filters, each with how many it is asked of; chosen again it is let go."""
        offered = [("any", _("有疑问")), *((flag.code, flag.label) for flag in FLAGS.values())]
        for code, label in offered:
            chosen = self.flag == code
            yield Choice(label, self.query(flag="" if chosen else code), chosen, counts[code])
        switches = (
            ("near", _("高出 %(n)s 分以内") % {"n": NEAR}, self.near),
            ("low", _("复评低于达标线"), self.low),
            ("sampled", _("抽中抽查"), self.sampled),
            ("objected", _("申述待答复"), self.objected),
            ("doubted", _("公示异议成立"), self.doubted),
            ("opposed", _("有部门异议"), self.opposed),
            ("awaited", _("部门未提齐"), self.awaited),
        )
        for name, label, chosen in switches:
            yield Choice(label, self.query(**{name: "" if chosen else "1"}), chosen, counts[name])
