"""How often something may happen. A limit is a reading of the trail: all workers share it, and nothing else keeps count."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Event, User
from .text import cn_time


class TooMany(Exception):
    """Refused until a time; its text says so. `until` is that time."""

    def __init__(self, sentence, until):
        super().__init__(sentence)
        self.until = until


@dataclass(frozen=True)
class Limit:
    """At most `most` events of these actions in `minutes`, of one value of the trail's column `of`."""

    actions: tuple[str, ...]
    most: int
    minutes: int
    of: str

    def until(self, who, *, since=None):
        """When the next one is allowed again; None while it is. Events before `since` do not count."""
        now = timezone.now()
        begins = now - timedelta(minutes=self.minutes)
        events = Event.objects.filter(
            action__in=self.actions, at__gt=max(begins, since) if since else begins, **{self.of: who}
        )
        filling = events.order_by("-at").values_list("at", flat=True)[self.most - 1 : self.most]
        return next((at + timedelta(minutes=self.minutes) for at in filling), None)


PER_ACCOUNT = Limit(("sign_in_failed",), 5, 15, "row_name")
# Many people of one office come from one address; thirty wrong passwords in a quarter of an hour are no accident.
PER_ADDRESS = Limit(("sign_in_failed", "sign_in_locked"), 30, 15, "address")
UPLOADS = Limit(
    (
        "evidence_added",
        "evidence_replaced",
        "document_added",
        "workbook_uploaded",
        "rubric_uploaded",
        "registry_uploaded",
        "upload_refused",
    ),
    300,
    10,
    "actor",
)
EXPORTS = Limit(
    ("list_exported", "table_exported", "workbook_exported", "sheet_printed", "draft_taken"), 60, 10, "actor"
)


def keep_to(limit, person):
    """Raise TooMany where this person has used up the limit."""
    if until := limit.until(person.pk):
        words = _("%(minutes)s 分钟里已经上传 %(most)s 次，请在 %(until)s 以后再传；已经传好的都在。")
        if limit is EXPORTS:
            words = _("%(minutes)s 分钟里已经下载 %(most)s 次，请在 %(until)s 以后再下载。")
        raise TooMany(words % {"minutes": limit.minutes, "most": limit.most, "until": cn_time(until)}, until)


def sign_in_lock(username, address):
    """Why nobody may try this username, or anything from this address, as TooMany; None while they may.

    A successful sign-in and an issued password begin the count anew; a name nobody has is counted alike."""
    if address and (until := PER_ADDRESS.until(address)):
        return TooMany(
            _("这个网络地址 %(minutes)s 分钟里登录失败 %(most)s 次，请在 %(until)s 以后再试。")
            % {"minutes": PER_ADDRESS.minutes, "most": PER_ADDRESS.most, "until": cn_time(until)},
            until,
        )
    if until := PER_ACCOUNT.until(username, since=_settled_at(username)):
        return TooMany(
            _(
                "这个用户名连续 %(most)s 次没有登录成功，已锁定，请在 %(until)s 以后再试。急用请系统管理员发一个新密码，发了立即可用。"
            )
            % {"most": PER_ACCOUNT.most, "until": cn_time(until)},
            until,
        )
    return None


def _settled_at(username):
    person = User.objects.filter(username=username).values_list("pk", flat=True).first()
    settled = Event.objects.filter(
        row_type="user", row_key=person, action__in=("sign_in", "password_issued"), result=Event.Result.DONE
    )
    return settled.values_list("at", flat=True).first() if person else None
