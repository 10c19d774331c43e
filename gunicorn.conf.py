"""What gunicorn takes from here by itself, wherever it is started in this folder; its size and address stand on its command line."""

control_socket_disable = True  # it would lie in the home folder, and two sites of one user would share it
# gunicorn's own lines come through the same formatter: JSON, and nothing of what was asked.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "greencommunity.logs.Formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}


def on_starting(server):
    """A worker takes as many connections as it has threads, and as many again; the others wait where whichever worker is free first
    takes them. Left alone (a thousand each) one worker takes whole rushes, and people wait behind it while another idles."""
    server.cfg.set("worker_connections", 2 * server.cfg.threads)


on_reload = on_starting
