"""Paper as the tests read it: what a PDF says and whether its lines run into each other; a workbook through a real
office program. pdftotext is Debian's poppler-utils."""

import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest

needs_pdftotext = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext (Debian: poppler-utils) is missing"
)
XHTML = "{http://www.w3.org/1999/xhtml}"


def office_pdf(content, folder):
    """The file of the PDF an office program makes of a workbook's bytes."""
    source = folder / "table.xlsx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return source.with_suffix(".pdf")


def pdftotext(pdf, *options):
    done = subprocess.run(["pdftotext", *options, str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def pages(pdf):
    """Each page's text cell by cell, without any space: a name may be wrapped over two lines of its cell."""
    return [re.sub(r"\s", "", page) for page in pdftotext(pdf, "-raw").split("\f") if page.strip()]


def boxes(pdf):
    """(width, height, words) of each page; a word is its (left, top, right, bottom) in points."""
    for page in ElementTree.fromstring(pdftotext(pdf, "-bbox")).iter(f"{XHTML}page"):
        words = [
            [float(word.get(edge)) for edge in ("xMin", "yMin", "xMax", "yMax")]
            for word in page.iter(f"{XHTML}word")
        ]
        yield float(page.get("width")), float(page.get("height")), words


def overlapping(pdf):
    """Pairs of lines that run into each other, as they do where a row is too low for its text."""
    for _width, _height, words in boxes(pdf):
        for number, one in enumerate(words):
            for other in words[number + 1 :]:
                across = min(one[2], other[2]) - max(one[0], other[0])
                down = min(one[3], other[3]) - max(one[1], other[1])
                if across > 1 and down > 4:
                    yield one, other


def outside(pdf, margin=20):
    """Lines that stand nearer than `margin` points to an edge of the paper, or over it."""
    for width, height, words in boxes(pdf):
        for left, top, right, bottom in words:
            if left < margin or top < margin or right > width - margin or bottom > height - margin:
                yield left, top, right, bottom
