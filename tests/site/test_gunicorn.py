"""What gunicorn takes from gunicorn.conf.py by itself."""

import runpy
from types import SimpleNamespace

import pytest
from gunicorn.config import Config


@pytest.mark.parametrize("moment", ["on_starting", "on_reload"])
def test_a_worker_takes_no_more_connections_than_it_can_soon_answer(repository, moment):
    """However many threads the command line gives it, and after a reload, which reads everything anew."""
    kept, server = runpy.run_path(str(repository / "gunicorn.conf.py")), SimpleNamespace(cfg=Config())
    server.cfg.set("threads", 4)
    server.cfg.set(moment, kept[moment])
    getattr(server.cfg, moment)(server)
    assert server.cfg.worker_connections == 8
