#!/usr/bin/env python3
import os
import sys

from django.core.management import execute_from_command_line

from config import services

# These never touch the database; every other command joins the services.
ALONE = {"help", "version", "check", "collectstatic", "makemessages", "compilemessages"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "help")
    if command not in ALONE:
        services.join()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
