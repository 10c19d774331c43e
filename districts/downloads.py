"""What a file somebody downloads says of itself: its kind and its name."""

from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download_header(name, plain):
    """Content-Disposition with the Chinese name (RFC 5987), and before it `plain`, an ASCII one for browsers that know no
    better."""
    header = content_disposition_header(True, name)
    return header if name.isascii() else header.replace(";", f'; filename="{plain}";', 1)
