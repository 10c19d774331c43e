"""Where evidence lies: a folder of this machine, written so that what was acknowledged survives a power cut. For several machines
there is `bucket`."""

import contextlib
import os

from django.core.files.storage import FileSystemStorage


class StoreAway(Exception):
    """The store cannot be reached or refuses to work; nothing is known of the file. What the store said is the text. No OSError: a
    file that is not there is another matter."""

    def __str__(self):
        return f"存放证明材料的地方现在用不了（{super().__str__()}）"


class DurableStorage(FileSystemStorage):
    """A saved file is on the disk, and every name on the way to it, before its row is written; one that cannot be saved whole
    leaves nothing behind."""

    def _save(self, name, content):
        path = self.path(name)
        there = os.path.exists(path)
        try:
            kept = super()._save(name, content)
            self._settle(self.path(kept))
        except OSError:
            if not there:
                with contextlib.suppress(OSError):
                    os.remove(path)
            raise
        return kept

    def _settle(self, path):
        """The file, then its folder and those above it, any of which may be new."""
        while True:
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
            if os.path.samefile(path, self.location):
                return
            path = os.path.dirname(path)
