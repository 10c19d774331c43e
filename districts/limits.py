"""How often something may happen. A limit is a reading of the trail: all workers share it, and nothing else keeps count."""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Event, User
from .origin import network_of
from .text import cn_time


class TooMany(Exception):
    """Refused by `limit` until a time; its text says so."""

    def __init__(self, limit, until):
        words = {"most": limit.most, "minutes": limit.minutes, "until": cn_time(until)}
        super().__init__(limit.sentence % words)
        self.limit, self.until = limit, until

    @property
    def seconds(self):
        """How long from now until the next try: what Retry-After says."""
        return max(1, math.ceil((self.until - timezone.now()).total_seconds()))


@dataclass(frozen=True)
class Limit:
    """At most `most` events of these actions in `minutes`, found in the trail by `of`. sentence: what whoever has used it
    up is told."""

    actions: tuple[str, ...]
    most: int
    minutes: int
    of: str
    sentence: str

    def reached(self, who, *, since=None):
        """The TooMany that stands in the way of the next one; None while it is allowed. Events before `since` do not count."""
        events = self.lately(since).filter(**{self.of: who})
        filling = events.order_by("-at").values_list("at", flat=True)[self.most - 1 : self.most]
        return next((TooMany(self, at + timedelta(minutes=self.minutes)) for at in filling), None)

    def left(self, who, *, since=None):
        """How many more there may be before it is reached."""
        return max(0, self.most - self.lately(since).filter(**{self.of: who}).count())

    def lately(self, since=None):
        """Everybody's events that may count today: of these actions, in these minutes and after `since`."""
        begins = timezone.now() - timedelta(minutes=self.minutes)
        return Event.objects.filter(action__in=self.actions, at__gt=max(begins, since) if since else begins)


PER_ACCOUNT = Limit(
    actions=("sign_in_failed",),
    most=5,
    minutes=15,
    of="row_name",
    sentence=_(
        "这个用户名连续 %(most)s 次没有登录成功，已锁定，请在 %(until)s 以后再试。急用请系统管理员发一个新密码，发了立即可用。"
    ),
)
# Many people of one office come from one address; thirty wrong passwords in a quarter of an hour are no accident.
PER_ADDRESS = Limit(
    actions=("sign_in_failed", "sign_in_locked"),
    most=30,
    minutes=15,
    of="address__in",
    sentence=_("这个网络地址 %(minutes)s 分钟里登录失败 %(most)s 次，请在 %(until)s 以后再试。"),
)
UPLOADS = Limit(
    actions=(
        "evidence_added",
        "evidence_replaced",
        "document_added",
        "workbook_uploaded",
        "rubric_uploaded",
        "registry_uploaded",
        "upload_refused",
    ),
    most=300,
    minutes=10,
    of="actor",
    sentence=_("%(minutes)s 分钟里已经上传 %(most)s 次，请在 %(until)s 以后再传；已经传好的都在。"),
)
EXPORTS = Limit(
    actions=(
        "list_exported",
        "table_exported",
        "workbook_exported",
        "sheet_printed",
        "draft_taken",
        "job_requested",
    ),
    most=60,
    minutes=10,
    of="actor",
    sentence=_("%(minutes)s 分钟里已经下载 %(most)s 次，请在 %(until)s 以后再下载。"),
)


def keep_to(limit, person):
    """Raise TooMany where this person has used up the limit."""
    if too_many := limit.reached(person.pk):
        raise too_many


def sign_in_lock(username, address):
    """Why nobody may try this username, or anything from this address, as TooMany until both allow it; None while they may.

    A successful sign-in and an issued password begin the count anew; a name nobody has is counted alike."""
    by_address = PER_ADDRESS.reached(_one_place(address)) if address else None
    by_account = PER_ACCOUNT.reached(username, since=_settled_at(username))
    if by_address and by_account:
        return TooMany(PER_ADDRESS, max(by_address.until, by_account.until))
    return by_address or by_account


def sign_in_tries_left(username, address):
    """How many more wrong ones there may be until `sign_in_lock` stands in the way; counted alike for a name nobody has."""
    of_name = PER_ACCOUNT.left(username, since=_settled_at(username))
    return min(of_name, PER_ADDRESS.left(_one_place(address))) if address else of_name


def _one_place(address):
    """The addresses counted with this one: itself, or those of its network that failed lately. Neither database of the two
    can be asked for a network in the other's words."""
    place = network_of(address)
    if place.version == 4:
        return [address]
    failed = PER_ADDRESS.lately().filter(address__contains=":").order_by("address")
    return [each for each in failed.values_list("address", flat=True).distinct() if network_of(each) == place]


def _settled_at(username):
    person = User.objects.filter(username=username).values_list("pk", flat=True).first()
    settled = Event.objects.filter(
        row_type="user", row_key=person, action__in=("sign_in", "password_issued"), result=Event.Result.DONE
    )
    return settled.values_list("at", flat=True).first() if person else None
