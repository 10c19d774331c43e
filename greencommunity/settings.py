"""One settings file. Everything that differs between machines comes from the environment (or a `.env`
beside manage.py, documented in deploy/greencommunity.env) and is parsed strictly: nonsense stops the start with numbered messages."""

from ipaddress import ip_address
from pathlib import Path

from csp.constants import NONE, SELF
from environs import ValidationError, validate
from whitenoise.compress import Compressor

from .configuration import Configuration

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def _addresses(values):
    """Each an address as it stands in X-Forwarded-For: a network's would never match, and everybody would be the proxy."""
    try:
        for value in values:
            ip_address(value)
    except ValueError as fault:
        raise ValidationError(str(fault)) from fault


def _absolute(path):
    if not path.is_absolute():
        raise ValidationError("Not an absolute path.")


env = Configuration(BASE_DIR / ".env")

ENVIRONMENT = env.str(
    "GC_ENVIRONMENT",
    # manage.py alone sets this; whatever .env or the environment says goes before it.
    env.str("GC_DEFAULT_ENVIRONMENT", "production"),
    validate=validate.OneOf(["production", "development", "test"]),
)
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", False)

# Only development and tests may run without a secret of their own; production refuses this one.
DEVELOPMENT_KEY = "development-only-key-never-used-in-production-0123456789"
SECRET_KEY = env.str("SECRET_KEY", DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
# The technical back office (greencommunity/backoffice.py): mounted only where somebody asks for it.
ADMIN_ENABLED = env.bool("ADMIN_ENABLED", False)
CSRF_FAILURE_VIEW = "greencommunity.errors.page_expired"
# Addresses of the proxies in front; only behind them is X-Forwarded-For believed. Without one, thirty failures of one person would
# count as the proxy's and lock everybody out.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", ["127.0.0.1", "::1"] if PRODUCTION else [], validate=_addresses)

if PRODUCTION:
    env.expect("GC002", SECRET_KEY != DEVELOPMENT_KEY and len(SECRET_KEY) >= 50)
    env.expect("GC003", not DEBUG)
    env.expect(
        "GC004", ALLOWED_HOSTS and not any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS)
    )

INSTALLED_APPS = [
    "greencommunity",
    "districts",
    "scoring",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.forms",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "import_export",
    "bootstrap",
    "bs_icon_templates",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "districts.middleware.TrailMiddleware",  # first: whatever is refused after it is refused with a number
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "greencommunity.logs.RequestLogMiddleware",  # static files are not worth a line
    "csp.middleware.CSPMiddleware",
    "greencommunity.errors.CleanRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "greencommunity.years.YearsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "greencommunity.errors.WrongMethodMiddleware",
    "districts.middleware.PolicyMiddleware",
]

ROOT_URLCONF = "greencommunity.urls"
WSGI_APPLICATION = "greencommunity.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "greencommunity.context.site",
            ],
            "builtins": ["greencommunity.templatetags.one_language"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database ---------------------------------------------------------------------------------------------
VAR_DIR.mkdir(exist_ok=True)
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "greencommunity.sqlite"
    # Writers queue for the lock at BEGIN instead of failing in the middle of a transaction.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # A file: tests with real threads and a live server need one database that several connections share.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    kept = 0 if ENVIRONMENT == "test" else 60  # seconds; tests drop their database when they end
    DATABASES["default"] |= {"CONN_MAX_AGE": kept, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- background jobs --------------------------------------------------------------------------------------
# queued: what is long waits in the database for a worker (manage.py db_worker); at_once: the request does it itself.
JOBS = env.str("JOBS", "queued" if PRODUCTION else "at_once", validate=validate.OneOf(["queued", "at_once"]))
TASK_BACKENDS = {
    "queued": "django_tasks_db.DatabaseBackend",
    "at_once": "django_tasks.backends.immediate.ImmediateBackend",
}
TASKS = {"default": {"BACKEND": TASK_BACKENDS[JOBS]}}

# --- people -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "districts.User"
AUTHENTICATION_BACKENDS = ["districts.account.backend.PlacedUserBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "districts.passwords.SeveralKinds"},
]
# An account nobody has signed in with for so many days is listed for the administrator.
DORMANT_DAYS = env.int("DORMANT_DAYS", 90, validate=validate.Range(min=14, max=1000))
LOGIN_URL = "districts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "districts:sign_in"
SESSION_HOURS = env.int("SESSION_HOURS", 12, validate=validate.Range(min=1, max=24))
SESSION_COOKIE_AGE = (SESSION_HOURS + 1) * 60 * 60  # outlives the session, so that its end can be told
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 60, validate=validate.Range(min=5, max=480))
# A password older than so many days is to be replaced; 0: as long as it stays secret.
PASSWORD_DAYS = env.int("PASSWORD_DAYS", 0, validate=validate.Range(min=0, max=3650))
# Whether the city's roles and administrators must use a second factor; everybody may.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", PRODUCTION)
OTP_TOTP_ISSUER = "绿色社区评估上报"
OTP_TOTP_THROTTLE_FACTOR = 0  # wrong codes count with wrong passwords (districts/limits.py)
SESSION_ENGINE = "districts.account.store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# --- mail -------------------------------------------------------------------------------------------------
# Without a server mails are printed where the site runs, and the pages say so.
EMAIL_HOST = env.str("EMAIL_HOST", "", validate=validate.Regexp(r"[A-Za-z0-9.-]*\Z"))
MAIL_IS_PRINTED = not EMAIL_HOST and ENVIRONMENT != "test"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_SECURITY = env.str("EMAIL_SECURITY", "starttls", validate=validate.OneOf(["starttls", "tls", "none"]))
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_PORT = env.int(
    "EMAIL_PORT",
    {"starttls": 587, "tls": 465, "none": 25}[EMAIL_SECURITY],
    validate=validate.Range(min=1, max=65535),
)
EMAIL_HOST_USER = env.str("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_PASSWORD", "")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 5, validate=validate.Range(min=1, max=30))  # seconds
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "green@localhost.invalid", validate=validate.Email())
# The line under which published results may be used; the city's own legal office settles its words.
OPEN_DATA_LICENCE = env.str(
    "OPEN_DATA_LICENCE", "可以自由使用、转载和再加工，须注明来源：宁波市住房和城乡建设局。"
)
# Where the mails lead; no path, no slash at the end.
SITE_URL = env.str(
    "SITE_URL", "http://127.0.0.1:8000", validate=validate.Regexp(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?\Z")
)
env.expect("GC005", bool(EMAIL_HOST_USER) == bool(EMAIL_HOST_PASSWORD))
if EMAIL_HOST:
    env.expect("GC006", env.given("EMAIL_FROM"))
    env.expect("GC007", env.given("SITE_URL"))
    env.expect("GC008", not PRODUCTION or not env.given("SITE_URL") or SITE_URL.startswith("https://"))

# --- language and time ------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- files ------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
# Beside what is compressed already: source maps, two thirds of all bytes, which only a developer's browser asks for.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
# Evidence and reports: never under a public address, served only through the access rules.
MEDIA_ROOT = env.path("EVIDENCE_ROOT", VAR_DIR / "evidence", validate=_absolute)
# An address inside nginx under which EVIDENCE_ROOT lies: then nginx sends the files this site lets through.
EVIDENCE_ACCEL = env.str("EVIDENCE_ACCEL", "", validate=validate.Regexp(r"(/[a-z0-9-]+/)?\Z"))
# /health/ready fails when less is free where files and SQLite lie.
DISK_FREE_MEGABYTES = env.int("DISK_FREE_MEGABYTES", 500, validate=validate.Range(min=0, max=1_000_000))
EVIDENCE_MAX_MEGABYTES = env.int("EVIDENCE_MAX_MEGABYTES", 20, validate=validate.Range(min=1, max=200))
EVIDENCE_MAX_FILES = env.int("EVIDENCE_MAX_FILES", 30, validate=validate.Range(min=1, max=200))
FILE_UPLOAD_HANDLERS = ["scoring.uploads.names.WholeNameHandler"]
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
STORAGES = {
    "default": {"BACKEND": "greencommunity.storage.DurableStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- evidence on S3 ---------------------------------------------------------------------------------------
# For several machines: evidence lies in a bucket instead of EVIDENCE_ROOT.
EVIDENCE_S3 = {
    "BUCKET": env.str(
        "EVIDENCE_S3_BUCKET", "", validate=validate.Regexp(r"([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?\Z")
    ),
    "ENDPOINT": env.str(
        "EVIDENCE_S3_ENDPOINT", "", validate=validate.Regexp(r"(https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?)?\Z")
    ),
    "KEY": env.str("EVIDENCE_S3_KEY", ""),
    "SECRET": env.str("EVIDENCE_S3_SECRET", ""),
}
EVIDENCE_S3_REGION = env.str("EVIDENCE_S3_REGION", "us-east-1", validate=validate.Regexp(r"[a-z0-9-]+\Z"))
# Where the bucket's name stands in its addresses: behind the host's name or before it.
EVIDENCE_S3_ADDRESSING = env.str(
    "EVIDENCE_S3_ADDRESSING", "path", validate=validate.OneOf(["path", "virtual"])
)
if any(EVIDENCE_S3.values()):
    env.expect("GC010", all(env.given(f"EVIDENCE_S3_{name}") for name in EVIDENCE_S3))
    env.expect("GC011", not EVIDENCE_ACCEL)
    env.expect("GC012", not PRODUCTION or not EVIDENCE_S3["ENDPOINT"].startswith("http:"))
    STORAGES["default"] = {
        "BACKEND": "greencommunity.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": EVIDENCE_S3["BUCKET"],
            "endpoint_url": EVIDENCE_S3["ENDPOINT"],
            "access_key": EVIDENCE_S3["KEY"],
            "secret_key": EVIDENCE_S3["SECRET"],
            "region_name": EVIDENCE_S3_REGION,
            "addressing": EVIDENCE_S3_ADDRESSING,
        },
    }

# --- security ---------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap draws its form marks with data: pictures inside its own style sheet.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ssl_redirect = env.bool("SECURE_SSL_REDIRECT", True)
hsts_seconds = env.int("SECURE_HSTS_SECONDS", 31_536_000, validate=validate.Range(min=3600))
if PRODUCTION:
    SECURE_SSL_REDIRECT = ssl_redirect
    SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked on the machine itself, past the proxy
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = hsts_seconds
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- the annexes ------------------------------------------------------------------------------------------
FIXTURES_DIR = BASE_DIR / "fixtures"

if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "greencommunity.logs.Formatter"}, "plain": {"format": "%(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json" if PRODUCTION else "plain"}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"greencommunity.requests": {"level": "INFO" if PRODUCTION else "WARNING"}},
}

env.settle()
