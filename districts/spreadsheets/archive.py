"""A zip of XML parts, read in bounded time and memory, whatever it declares about itself."""

import zipfile
from contextlib import contextmanager
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from .book import BadFile
from .refusals import damaged, has_password

ENTRY = b"PK\x01\x02"
MAX_PARTS = 1000
ENCRYPTED = 0x1
CHUNK = 64 * 1024
MAX_TOKEN = 1024**2  # a tag with its attributes; the parser would look at an unfinished one again and again
MAX_DEPTH = 100


class Part:
    """Listens to one part's XML. Subclasses say what `start` and `end` of an element mean.

    Elements come without their prefix, attributes as written."""

    def __init__(self, meter):
        self.meter = meter
        self.hearing = False
        self._heard, self._length = [], 0

    def start(self, name, attributes):
        pass

    def end(self, name):
        pass

    def text(self, data):
        if self.hearing:
            self._length += len(data)
            self.meter.text(self._length)
            self._heard.append(data)

    def taken(self):
        """The text heard since the last time; nothing is heard any more."""
        if not self._heard:
            self.hearing = False
            return ""
        text = "".join(self._heard)
        self.hearing = False
        self._heard, self._length = [], 0
        return text


class Archive:
    """The parts of a zip by name in small letters. Raises BadFile when opening it would already take too much."""

    def __init__(self, content, meter):
        if content.count(ENTRY) > MAX_PARTS:
            raise meter.too_large()
        self.meter = meter
        self._zip = zipfile.ZipFile(BytesIO(content))
        self._parts = {_plain(part.filename): part for part in self._zip.infolist()}
        if self._declared() > meter.limits.unpacked:
            raise meter.too_large()
        if any(part.flag_bits & ENCRYPTED for part in self._parts.values()):
            raise has_password()

    def __contains__(self, name):
        return _plain(name) in self._parts

    def __iter__(self):
        return iter(self._parts)

    def _declared(self):
        """The bytes that all XML parts say they unpack to."""
        return sum(part.file_size for name, part in self._parts.items() if name.endswith(".xml"))

    def beginning(self, name, length):
        """The first bytes of a part; nothing when there is no such part."""
        if name not in self:
            return b""
        with self._opened(name) as part:
            return part.read(length)

    def parse(self, name, listener):
        """Send a part's XML through a Part, as it is unpacked; returns the Part."""
        parser = _parser(listener)
        fed = 0
        with self._opened(name) as part:
            while chunk := part.read(CHUNK):
                self.meter.unpacked(len(chunk), chunk.count(b"<"))
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > MAX_TOKEN:
                    raise damaged()
        parser.Parse(b"", True)
        return listener

    @contextmanager
    def _opened(self, name):
        part = self._parts.get(_plain(name))
        # Other packings can ask for any amount of memory.
        if part is None or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        with self._zip.open(part) as opened:
            yield opened


def _plain(name):
    return name.replace("\\", "/").lower()


def _parser(listener):
    """An expat parser without document types, hence without entities, and with bounded depth."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(name, attributes):
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise damaged()
        listener.start(name[name.find(":") + 1 :], attributes)

    def end(name):
        nonlocal depth
        depth -= 1
        listener.end(name[name.find(":") + 1 :])

    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = listener.text
    return parser


def _no_doctype(*declared):
    raise BadFile(
        _("文件里有表格不该有的内容（XML 实体声明），不能导入。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。")
    )
