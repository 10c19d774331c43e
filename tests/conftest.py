"""The fixed cast: two districts, their people, the city, a department, the administrator and the auditor."""

import io
import os
import shutil
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from districts import triggers
from districts.models import Community, Department, District, Role, Street, User, Year
from scoring.models import rubrics
from tests.at_rest import come_to_rest
from tests.stores import bucket, s3, store  # noqa: F401  fixtures for everybody
from tests.told import tell_on_the_untold
from tests.world import world  # noqa: F401  a fixture for everybody

# Playwright's synchronous API runs an event loop in the test's own thread; Django must not take it for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OFFICE = shutil.which("soffice")
PASSWORD = "correct-horse-ningbo"
IN_CI = bool(os.environ.get("CI"))


@cache
def pango():
    """Whether WeasyPrint finds its system libraries."""
    try:
        import weasyprint
    except OSError:
        return False
    return bool(weasyprint)


NEEDED = (
    ("browser", lambda: CHROMIUM, "Chromium"),
    ("office", lambda: OFFICE, "LibreOffice"),
    ("pango", pango, "Pango"),
)


def pytest_collection_modifyitems(items):
    """Tests of what is missing on this machine are skipped with the reason; in CI a skip is a failure."""
    for item in items:
        for marker, there, name in NEEDED:
            if item.get_closest_marker(marker) and not there():
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed (Debian package)"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database is dropped at the end; a connection some thread has left open must not keep it."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "evidence"


@pytest.fixture(autouse=True)
def _rubrics_are_read_anew():
    """A process keeps what it has read of a published version; a test takes its rubrics back when it ends."""
    rubrics.published.cache_clear()


@pytest.fixture(autouse=True)
def _every_write_is_told(monkeypatch):
    tell_on_the_untold(monkeypatch)


@pytest.fixture(autouse=True)
def _the_tables_may_be_emptied(request):
    """Tests with real transactions empty every table afterwards: nothing may still be writing then, and the trail's triggers
    stand aside for that alone. Emptying sends post_migrate, which installs them again."""
    marker = request.node.get_closest_marker("django_db")
    real = {"transactional_db", "live_server"} & set(request.fixturenames)
    real = real or (marker and marker.kwargs.get("transaction"))
    if real:
        request.getfixturevalue("_django_db_helper")  # set up before this fixture, so torn down after it
    yield
    if "live_server" in request.fixturenames:
        come_to_rest(request.getfixturevalue("live_server"))
    if real:
        triggers.remove(connection)


@pytest.fixture
def annexes(db):
    """The document's own data: ten districts, seven departments, two years, the rubric, draft submissions."""
    call_command("load_annexes", stdout=io.StringIO())


@pytest.fixture
def year(annexes):
    return Year.objects.get(number=2021)


@pytest.fixture
def places(annexes):
    """Two streets and six communities in 海曙, one street and two communities in 江北."""
    haishu, jiangbei = District.objects.get(code="330203"), District.objects.get(code="330205")
    nanmen = Street.objects.create(district=haishu, code="330203001", name="南门街道")
    yuehu = Street.objects.create(district=haishu, code="330203006", name="月湖街道")
    kongpu = Street.objects.create(district=jiangbei, code="330205005", name="孔浦街道")
    names = {
        nanmen: ["春浪社区", "柳堤社区", "万宁社区"],
        yuehu: ["天一社区", "天一家园社区", "望碶社区居委会"],
        kongpu: ["孔浦北村社区", "鲒江居委会"],
    }
    made = {
        name: Community.objects.create(street=street, name=name, code=f"{street.code}{number:03d}")
        for street, listed in names.items()
        for number, name in enumerate(listed, start=1)
    }
    return SimpleNamespace(
        haishu=haishu, jiangbei=jiangbei, nanmen=nanmen, yuehu=yuehu, kongpu=kongpu, communities=made
    )


@pytest.fixture
def people(places):
    """One person of each kind; everybody's password is PASSWORD and none is owed a change."""

    def person(username, full_name, role, **ties):
        return User.objects.create_user(
            username, PASSWORD, full_name=full_name, role=role, must_change_password=False, **ties
        )

    return SimpleNamespace(
        chen=person("chen", "陈淑芬", Role.EDITOR, district=places.haishu, phone="13800001234"),
        lin=person("lin", "林小萍", Role.EDITOR, district=places.haishu, street=places.nanmen),
        yue=person("yue", "岳明", Role.EDITOR, district=places.haishu, street=places.yuehu),
        zhou=person("zhou", "周国平", Role.DISTRICT_LEAD, district=places.haishu, phone="0574-00000001"),
        wu=person("wu", "吴桂英", Role.EDITOR, district=places.jiangbei),
        he=person("he", "何建军", Role.DISTRICT_LEAD, district=places.jiangbei),
        wang=person("wang", "王海燕", Role.REVIEWER),
        shen=person("shen", "沈立群", Role.CITY_LEAD, phone="0574-00000002"),
        huan=person("huan", "黄蓓", Role.DEPARTMENT, department=Department.objects.get(code="shengtai")),
        guan=person("guan", "管维", Role.ADMINISTRATOR),
        audit=person("audit", "申继红", Role.AUDITOR),
    )


@pytest.fixture
def participants(people, places, year):
    """All eight communities take part in 2021, each with its blank initial sheet."""
    from scoring.actions import choose_participants

    for district, lead in ((places.haishu, people.zhou), (places.jiangbei, people.he)):
        communities = Community.objects.filter(street__district=district)
        choose_participants(district, year=year, communities=communities, by=lead)
    from scoring.models import ScoreSheet

    return {sheet.community.name: sheet for sheet in ScoreSheet.objects.select_related("community")}


@pytest.fixture(scope="session")
def repository():
    return Path(__file__).resolve().parent.parent


# --- the browser ---------------------------------------------------------------------------------------------

WIDTHS = {"phone": 390, "desktop": 1280}
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, asking nobody outside for anything."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def sign_in_as(context, live_server, settings):
    """Give the browser the session of a person, without typing the password.

    Each sign-in is a client of its own: signing in over a client that holds a session ends that session, and the
    answer to a request the open page still has under way with it would take the new cookie back.
    """

    def sign_in(user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in
