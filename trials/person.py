"""A person at a browser, without the browser: a session of one's own, forms sent, what the site answers."""

import copy
import http.client
import time
import uuid
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from districts.account.sessions import BEGAN, OWES, SEEN

from .place import HOST, PATIENCE, connection_to

TOKEN = "c" * 32  # of the double-submit cookie and header


@dataclass(frozen=True)
class Answer:
    """What came back; status 0: the connection broke, and nobody knows whether it was done."""

    status: int
    location: str = ""
    text: str = ""

    @property
    def unknown(self):
        return self.status == 0 or self.status >= 500


def _session_of(user, seen):
    """A session as signing in begins it, last used so many seconds ago, as a cookie."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    now = int(time.time())
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.update({BEGAN: now - seen, SEEN: now - seen, OWES: None})
    store.save(must_create=True)
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


class Person:
    """user: whose session it is, None: nobody's; port: where the site listens; tls: whether it speaks TLS; proxied: whether he
    comes as nginx sends him on, which has spoken TLS with him; seen: how many seconds ago he asked for something last."""

    def __init__(self, user, port, *, tls=False, proxied=False, seen=0):
        self.user, self.port, self.tls = user, port, tls
        self.base = f"{'https' if tls or proxied else 'http'}://{HOST}:{port}"
        cookies = [f"{settings.CSRF_COOKIE_NAME}={TOKEN}", *([_session_of(user, seen)] if user else [])]
        self.headers = {"Cookie": "; ".join(cookies), "X-CSRFToken": TOKEN, "Referer": f"{self.base}/"}
        if proxied:
            self.headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}

    def get(self, path):
        return self._ask("GET", path)

    def shown(self, path):
        """The page at this address, asked for until it comes."""
        last = time.monotonic() + 3 * PATIENCE
        while (answer := self.get(path)).status != 200:
            if time.monotonic() > last or 400 <= answer.status < 500:
                raise RuntimeError(f"{path} answers {answer.status} to {self.user}")
            time.sleep(0.1)
        return answer.text

    def scripted(self):
        """The same person, whose forms the page's script sends (htmx): it gets parts of a page back."""
        made = copy.copy(self)
        made.headers = self.headers | {"HX-Request": "true"}
        return made

    def post(self, path, files=None, **fields):
        """Send a form. fields: name -> value or list of values; files: name -> (file name, bytes)."""
        boundary = uuid.uuid4().hex
        body = b"".join(_parts(boundary, fields, files or {})) + f"--{boundary}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def _ask(self, method, path, body=None, content_type=None):
        headers = self.headers | ({"Content-Type": content_type} if content_type else {})
        connection = connection_to(self.port, tls=self.tls)
        try:
            self._reach(connection)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(
                answer.status, answer.getheader("Location", ""), answer.read().decode(errors="replace")
            )
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()

    def _reach(self, connection):
        """Connect; while nobody listens there, nothing was sent, and one tries again."""
        last = time.monotonic() + PATIENCE
        while True:
            try:
                return connection.connect()
            except ConnectionRefusedError:
                if time.monotonic() > last:
                    raise
                time.sleep(0.1)


def _parts(boundary, fields, files):
    for name, value in fields.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            yield (
                f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{each}\r\n'.encode()
            )
    for name, (file_name, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        yield f"--{boundary}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
        yield content + b"\r\n"
