"""Where evidence lies: a folder of this machine, written so that what was acknowledged survives a power cut."""

import os

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """A saved file is on the disk, and its name in its folder, before its row is written."""

    def _save(self, name, content):
        kept = super()._save(name, content)
        path = self.path(kept)
        for each in (path, os.path.dirname(path)):
            handle = os.open(each, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return kept
