"""Who works here: one role each, tied to a district, street or department by the database itself."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..text import no_unseen_characters
from .places import Department, District, Street


class Role(models.TextChoices):
    EDITOR = "editor", "区县填报员"
    DISTRICT_LEAD = "district_lead", "区县审核人"
    REVIEWER = "reviewer", "市级评审员"
    CITY_LEAD = "city_lead", "市级负责人"
    DEPARTMENT = "department", "会审部门"
    ADMINISTRATOR = "administrator", "系统管理员"
    AUDITOR = "auditor", "审计员"


DISTRICT_ROLES = (Role.EDITOR, Role.DISTRICT_LEAD)
CITY_ROLES = (Role.REVIEWER, Role.CITY_LEAD)
BUSINESS_ROLES = (*DISTRICT_ROLES, *CITY_ROLES, Role.DEPARTMENT)
# Three duties that no account ever unites, not even one after the other.
DUTIES = {Role.ADMINISTRATOR: "系统管理", Role.AUDITOR: "安全审计"} | dict.fromkeys(BUSINESS_ROLES, "业务")


class UserManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    username = models.CharField(
        "用户名", max_length=60, unique=True, error_messages={"unique": "这个用户名已有人使用，请换一个。"}
    )
    full_name = models.CharField("姓名", max_length=40, validators=[no_unseen_characters])
    phone = models.CharField("联系电话", max_length=20, blank=True)
    email = models.EmailField("邮箱", blank=True)  # without one, nobody is told by mail
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="区县（市）"
    )
    street = models.ForeignKey(
        Street,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name="街道（乡镇）",
        help_text="只用于街道填报员：填了街道，只能看到和填写本街道的社区。",
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="会审部门"
    )
    is_active = models.BooleanField("可以登录", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_set_at = models.DateTimeField("密码更换时间", default=timezone.now, editable=False)
    session_epoch = models.PositiveIntegerField("登录批次", default=0, editable=False)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["district__annex_order", "role", "username"]
        verbose_name = verbose_name_plural = "人员"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=Q(role__in=DISTRICT_ROLES, district__isnull=False)
                | (~Q(role__in=DISTRICT_ROLES) & Q(district__isnull=True)),
                name="user_district_iff_district_role",
            ),
            models.CheckConstraint(
                condition=Q(street__isnull=True) | Q(role=Role.EDITOR), name="user_street_only_for_editors"
            ),
            models.CheckConstraint(
                condition=Q(role=Role.DEPARTMENT, department__isnull=False)
                | (~Q(role=Role.DEPARTMENT) & Q(department__isnull=True)),
                name="user_department_iff_department_role",
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def bureau(self):
        """The short name of the office this person works for."""
        if self.street_id:
            return f"{self.district.name}{self.street.name}"
        if self.district_id:
            return self.district.short_bureau
        if self.department_id:
            return self.department.short_name
        return "市住建局"

    def get_session_auth_hash(self):
        """Sessions last as long as this stays the same: a new password or epoch ends them."""
        return salted_hmac(
            "districts.session", f"{self.session_epoch}:{self.password}", algorithm="sha256"
        ).hexdigest()

    def end_sessions(self):
        """All sessions of this person end, once the row is saved."""
        self.session_epoch += 1

    @property
    def owes_new_password(self):
        """The password was issued, or is older than settings.PASSWORD_DAYS allows."""
        return self.must_change_password or self.password_has_aged

    @property
    def password_has_aged(self):
        days = settings.PASSWORD_DAYS
        return bool(days) and timezone.now() - self.password_set_at > timedelta(days=days)

    @property
    def is_district(self):
        return self.role in DISTRICT_ROLES

    @property
    def is_city(self):
        return self.role in CITY_ROLES
