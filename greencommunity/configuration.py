"""What the environment says, read strictly: whatever is wrong is told at once, each with a number docs/operations.md explains."""

from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values
from environs import Env, EnvValidationError

MESSAGES = {
    "GC001": "cannot be read",
    "GC002": "SECRET_KEY: must be a random value of at least 50 characters",
    "GC003": "DEBUG: must not be true in production",
    "GC004": "ALLOWED_HOSTS: must name each host of the site, without wildcards",
    "GC005": "EMAIL_USER, EMAIL_PASSWORD: set both or neither",
    "GC006": "EMAIL_FROM: must be set where EMAIL_HOST is",
    "GC007": "SITE_URL: must be set where EMAIL_HOST is",
    "GC008": "SITE_URL: must begin with https:// in production",
    "GC009": "stands in .env, and nothing reads it",
    "GC010": "EVIDENCE_S3_BUCKET, EVIDENCE_S3_ENDPOINT, EVIDENCE_S3_KEY, EVIDENCE_S3_SECRET: set all or none",
    "GC011": "EVIDENCE_ACCEL: nginx sends files of EVIDENCE_ROOT, not of EVIDENCE_S3_BUCKET",
    "GC012": "EVIDENCE_S3_ENDPOINT: must begin with https:// in production",
}


class Configuration:
    """The environment and, behind it, a `.env` file. Every reader of environs (`str`, `int`, `bool`…) is here under its name; what
    cannot be read is kept as a problem and the default goes on in its place, so that `settle` tells all that is wrong."""

    def __init__(self, file):
        self._env, self._problems = Env(), []
        self._written = dotenv_values(file)
        self._env.read_env(file, recurse=False)
        self.defaults = {}  # of every variable that was asked for

    def __getattr__(self, kind):
        reader = getattr(self._env, kind)

        def read(name, default, **rules):
            self.defaults[name] = default
            try:
                return reader(name, default, **rules)
            except EnvValidationError as fault:
                why = " ".join(map(str, fault.error_messages))
                self._problems.append(f"GC001 {name}: {MESSAGES['GC001']}: {why}")
                return reader("", default)  # as if it were not set: no variable has an empty name

        return read

    def given(self, name):
        """Whether a variable says anything, whatever it is."""
        return bool(self._env.str(name, ""))

    def expect(self, number, holds):
        """Note the message of this number unless it holds."""
        if not holds:
            self._problems.append(f"{number} {MESSAGES[number]}.")

    def settle(self):
        """When everything was asked for. Raises ImproperlyConfigured with a line for each problem."""
        unread = sorted(set(self._written) - set(self.defaults))
        self._problems += [f"GC009 {name}: {MESSAGES['GC009']}." for name in unread]
        if self._problems:
            raise ImproperlyConfigured("\n".join(["the site does not start.", *self._problems]))
