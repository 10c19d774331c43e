"""A stand-in for systemctl on a machine that has not booted: it starts what the site's units say, as they say it.

Of a unit it knows the command, user, group, umask, folder, environment, runtime and cache folders, and does what ProtectSystem=strict,
ReadWritePaths, PrivateTmp, CapabilityBoundingSet= and NoNewPrivileges ask for. Other services are asked by Debian's own scripts.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS, STATE = Path("/etc/systemd/system"), Path("/run/stand-in")
WRITABLE = ("/dev", "/proc", "/sys")  # systemd leaves these to other settings
PATIENCE = 60


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    verb, names = words[0], words[1:]
    STATE.mkdir(exist_ok=True)
    if verb == "daemon-reload":
        return 0
    return max(_do(verb, name) for name in names)


def _do(verb, name):
    if verb == "enable":
        return 0 if (UNITS / name).exists() else 1
    if not name.startswith("greencommunity"):
        return _debian(verb, name)
    if verb == "is-active":
        return 0 if Unit(name).running else 3
    if verb in ("stop", "restart"):
        stop(name)
    return start(name) if verb in ("start", "restart") else 0


def _debian(verb, name):
    if name == "systemd-journald":
        return 0  # there is none here
    script = f"/etc/init.d/{name}"
    return subprocess.run([script, verb], env=os.environ | {"SYSTEMCTL_SKIP_REDIRECT": "1"}).returncode


class Unit:
    """A unit's settings, with those of the drop-ins for its name and its prefix; a setting given twice has all its values."""

    def __init__(self, name):
        self.name = name
        self.file, _at, instance = name.partition("@")
        self.instance = instance.rpartition(".")[0]
        file = UNITS / (f"{self.file}@.service" if instance else name)
        self.settings = {}
        for each in (file, *sorted((UNITS / "greencommunity-.service.d").glob("*.conf"))):
            if each.suffix != ".conf" or name.endswith(".service"):
                self._read(each)

    def _read(self, file):
        for line in file.read_text().splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.startswith(("#", ";")):
                self.settings.setdefault(key, []).append(value.replace("%i", self.instance))

    def words(self, key):
        return [word for value in self.settings.get(key, []) for word in shlex.split(value)]

    def one(self, key, otherwise=""):
        return self.settings.get(key, [otherwise])[-1]

    @property
    def running(self):
        """The process, if it lives."""
        file = STATE / self.name
        pid = int(file.read_text()) if file.exists() else 0
        try:
            alive = pid and "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
        except OSError:
            alive = False
        return pid if alive else 0


def start(name):
    """Start a unit, a target with all it wants. Returns the exit status: of a oneshot, its command's."""
    unit = Unit(name)
    if name.endswith(".target"):
        return max(start(wanted) for wanted in unit.words("Wants"))
    if name.endswith(".timer"):
        return 0  # there is no clock here; the trial starts what timers name
    if unit.running:
        return 0
    with open(f"/var/log/{name}.log", "a") as log:
        command = ["unshare", "--mount", sys.executable, "-c", _INSIDE, name]
        started = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    if unit.one("Type") == "oneshot":
        return started.wait()
    (STATE / name).write_text(str(started.pid))
    return 0


def stop(name):
    """Stop a unit; with the target all that is part of it. Its own time to end, then it is killed."""
    if name.endswith(".target"):
        for wanted in Unit(name).words("Wants"):
            stop(wanted)
        return
    unit = Unit(name)
    if pid := unit.running:
        os.kill(pid, signal.SIGTERM)
        last = time.monotonic() + PATIENCE
        while unit.running:
            if time.monotonic() > last:
                os.killpg(pid, signal.SIGKILL)
            time.sleep(0.1)
    (STATE / name).unlink(missing_ok=True)


_INSIDE = "import sys; from trials.systemctl import become; become(sys.argv[1])"


def become(name):
    """Turn this process, which has mounts of its own, into the unit's command."""
    unit = Unit(name)
    user, group = unit.one("User"), unit.one("Group")
    made = [Path("/run") / word for word in unit.words("RuntimeDirectory")]
    made += [Path("/var/cache") / word for word in unit.words("CacheDirectory")]
    for folder in made:
        folder.mkdir(exist_ok=True)
        folder.chmod(int(unit.one("RuntimeDirectoryMode", "0755"), 8))
        shutil.chown(folder, user, group)
    if unit.one("PrivateTmp") == "yes":
        for folder in ("/tmp", "/var/tmp"):
            _mount("-t", "tmpfs", "-o", "mode=1777", "private", folder)
            made.append(Path(folder))
    if unit.one("ProtectSystem") == "strict":
        _read_only(except_for=[*made, *map(Path, unit.words("ReadWritePaths"))])
    environment = dict(word.split("=", 1) for word in unit.words("Environment"))
    os.umask(int(unit.one("UMask", "0022"), 8))
    os.chdir(unit.one("WorkingDirectory", "/"))
    lose = ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
    who = [f"--reuid={user}", f"--regid={group}", "--init-groups"]
    os.execvpe(
        "setpriv",
        ["setpriv", *who, *lose, "--", *unit.words("ExecStart")],
        {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"} | environment,
    )


def _read_only(except_for):
    for folder in except_for:
        _mount("--bind", folder, folder)
    kept = (*WRITABLE, *map(str, except_for))
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        point = line.split()[4].encode().decode("unicode_escape")
        if not any(point == keep or point.startswith(f"{keep}/") for keep in kept):
            # A mount below one that covers it cannot be named, and nobody reaches it.
            subprocess.run(["mount", "-o", "remount,bind,ro", point], stderr=subprocess.DEVNULL)


def _mount(*options):
    subprocess.run(["mount", *options], check=True)


if __name__ == "__main__":
    sys.exit(main())
