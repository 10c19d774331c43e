"""A bare Debian machine inside this one: root's folders covered by others, a network and processes of its own. All that is really there
is read-only to it, and what is done in it is gone with it. Needs root, and Debian's nginx, PostgreSQL and systemd packages."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .place import REPOSITORY

INSIDE = "TRIAL_MACHINE"  # set in the process that has the namespaces
ROOM = Path("/mnt")  # covered by memory: whatever is written lies there, and nothing has to be deleted
EMPTY = (
    "/srv",
    "/run",
    "/var/log",
    "/var/backups",
    "/var/cache",
    "/var/lib/postgresql",
    "/var/lib/nginx",
    "/var/lib/logrotate",
)
COPIED = ("/etc", "/usr/local/sbin")
NOT_FILES = ("/proc", "/dev", "/sys")
SERVER, OUTSIDE = "192.0.2.10", "192.0.2.77"  # the machine's address, and a visitor's
VENV = ROOM / "environment"  # the checkout's, where everybody may reach it


def enter(module):
    """Start this module again inside namespaces, once, and make the machine. bash is their first process and buries what others
    leave behind."""
    if INSIDE in os.environ:
        return _make_bare()
    if os.getuid() != 0:
        raise SystemExit("this trial covers root's folders: it needs root")
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
    }  # nothing of the site's
    apart = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    again = [sys.executable, "-u", "-m", module, *sys.argv[1:]]
    os.execvpe("unshare", [*apart, "bash", "-c", '"$@"; exit $?', "bash", *again], kept | {INSIDE: "1"})


def _make_bare():
    for point in mounts():
        if not point.startswith(NOT_FILES):
            _mount("-o", "remount,bind,ro", point)
    _memory(ROOM)
    _let_others_reach({Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), REPOSITORY})
    for name in COPIED:
        (ROOM / name).parent.mkdir(parents=True, exist_ok=True)
        copy = ROOM / name.strip("/").replace("/", "-")
        run("cp", "--archive", name, copy)
        _mount("--bind", copy, name)
    for name in EMPTY:
        _memory(name)
    _memory("/dev/shm", mode=1777)
    for name in ("/run/lock", "/var/log/nginx", "/run/postgresql"):
        Path(name).mkdir()
    shutil.chown("/run/postgresql", "postgres", "postgres")
    VENV.mkdir()
    _mount("--bind", Path(sys.prefix).resolve(), VENV)
    _stand_in_for_systemctl()
    run("ip", "link", "set", "lo", "up")
    for address in (SERVER, OUTSIDE):
        run("ip", "address", "add", f"{address}/32", "dev", "lo")
    run("rm", "--recursive", "/etc/postgresql")  # the copy's
    run("pg_createcluster", max(os.listdir("/usr/lib/postgresql"), key=int), "main")


def mounts():
    """Where something is mounted, what lies below another first."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return [line.split()[4].encode().decode("unicode_escape") for line in reversed(lines)]


def _let_others_reach(paths):
    """The interpreter and this code may lie below a folder of root's alone (/root), or in /tmp: cover these with ones everybody
    may pass, and show in them what is needed."""
    gates = {gate for path in paths if (gate := _closed_above(path))} | {Path("/tmp")}
    for number, closed in enumerate(sorted(gates)):
        below = sorted(path for path in paths if path.is_relative_to(closed))
        kept = [ROOM / f"kept-{number}-{place}" for place, _path in enumerate(below)]
        for path, keep in zip(below, kept, strict=True):
            keep.mkdir()
            _mount("--bind", path, keep)
        _memory(closed, mode=1777 if closed == Path("/tmp") else 755)
        for path, keep in zip(below, kept, strict=True):
            path.mkdir(parents=True, exist_ok=True)
            _mount("--bind", keep, path)
    os.chdir(REPOSITORY)


def _closed_above(path):
    """The topmost folder above this path that others may not pass; None where there is none."""
    return next((up for up in reversed(path.parents) if not up.stat().st_mode & 0o001), None)


def _stand_in_for_systemctl():
    """systemctl is trials/systemctl.py here, and Debian's packages may start services."""
    texts = {
        "/usr/bin/systemctl": f'#!/bin/bash\ncd {REPOSITORY} && exec {sys.executable} -m trials.systemctl "$@"\n',
        "/usr/sbin/policy-rc.d": "#!/bin/sh\nexit 0\n",
    }
    for covered, text in texts.items():
        if Path(covered).exists():
            script = ROOM / Path(covered).name
            script.write_text(text)
            script.chmod(0o755)
            _mount("--bind", script, covered)


def _memory(folder, mode=755):
    _mount("-t", "tmpfs", "-o", f"mode={mode}", "trial", folder)


def _mount(*options):
    run("mount", *options)


def run(*command, expect=0, **options):
    """Run a program; returns all it printed. Raises RuntimeError with that when it ends otherwise than expected."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options
    )
    if done.returncode != expect:
        words = " ".join(map(str, command))
        raise RuntimeError(f"{words} ended with {done.returncode}:\n{done.stdout[-4000:]}")
    return done.stdout
