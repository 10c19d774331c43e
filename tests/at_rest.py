"""The live server of the browser tests comes to rest before the tables are emptied: a request the page left under way would
deadlock with the emptying, or write into the next test."""

import socket
import threading

from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread

PATIENCE = 30  # seconds


class CountingServer(ThreadedWSGIServer):
    """Knows how many connections it still holds."""

    request_queue_size = 128  # several people's browsers at once

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.held, self.changed = 0, threading.Condition()

    def process_request(self, request, client_address):
        with self.changed:
            self.held += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.changed:
                self.held -= 1
                self.changed.notify_all()


LiveServerThread.server_class = CountingServer


def come_to_rest(server):
    """Wait until everything that was sent to the live server is done with. The browsers are closed already. Raises
    AssertionError when something still runs after PATIENCE."""
    # Connections are taken in order, so when this one has been, all before it have.
    with socket.create_connection((server.thread.host, server.thread.port), PATIENCE) as last:
        last.sendall(b"GET /health/live HTTP/1.0\r\n\r\n")
        while last.recv(4096):
            pass
    counting = server.thread.httpd
    with counting.changed:
        assert counting.changed.wait_for(lambda: counting.held == 0, PATIENCE), (
            f"{counting.held} connections are still open"
        )
