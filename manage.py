#!/usr/bin/env python
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "greencommunity.settings")
    # A person at a keyboard is developing unless the environment says otherwise; gunicorn is not (wsgi.py).
    os.environ.setdefault("GC_DEFAULT_ENVIRONMENT", "development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
