"""Small files for uploads: what they should be, and what they should not."""

import csv
import io
import zipfile

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def upload(name, content):
    return SimpleUploadedFile(name, content)


def a_pdf(name="报告.pdf"):
    return upload(name, f"%PDF-1.4\n% {name}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n".encode())


def a_picture(name="现场.jpg", kind="JPEG"):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(buffer, kind)
    return upload(name, buffer.getvalue())


def a_docx(name="报告.docx", *, extra=()):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        for part in extra:
            archive.writestr(part, "x")
    return upload(name, buffer.getvalue())


def rows_of(answer):
    """A downloaded table, head first: of CSV all text, of a spreadsheet the values of its first sheet."""
    content = answer.getvalue()
    if answer["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [
        list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    ]
