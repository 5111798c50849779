"""Passwords that leaked elsewhere are refused, from a file of the host: no network.

The file holds SHA-1 hashes, one a line in upper case, sorted (what "Have I Been Pwned" publishes,
with or without `:count`). It may have tens of gigabytes: it is searched, never read whole.
"""

import hashlib
import os

from django.core.exceptions import ValidationError

LINE = 128  # longer than any line


class BreachedPasswordValidator:
    """Used when BREACHED_PASSWORDS names the file."""

    def __init__(self, path):
        self.path = path

    def validate(self, password, user=None):
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        if self._holds(digest.encode()):
            raise ValidationError(
                "Ce mot de passe figure dans une fuite de données connue : choisissez-en un autre.",
                code="password_breached",
            )

    def get_help_text(self):
        return "Votre mot de passe ne peut pas figurer dans une fuite de données connue."

    def _holds(self, digest):
        """By halves, on the positions of bytes: each step reads the line after one."""
        with open(self.path, "rb") as lines:
            low, high = 0, lines.seek(0, os.SEEK_END)
            while low < high:
                middle = (low + high) // 2
                start = self._line_start(lines, middle)
                found = lines.readline(LINE).partition(b":")[0].strip()
                if found == digest:
                    return True
                if found and found < digest:
                    low = lines.tell()
                else:
                    high = min(middle, start)
        return False

    @staticmethod
    def _line_start(lines, position):
        """Go to the beginning of the line that holds this byte."""
        back = max(0, position - LINE)
        lines.seek(back)
        before = lines.read(position - back)
        start = back + before.rfind(b"\n") + 1
        lines.seek(start)
        return start
