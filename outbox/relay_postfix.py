"""A Postfix on this machine, whose log tells what it took.

    … postfix/cleanup[7]: 4F1B2C0: message-id=<…>          the mail is being received
    … postfix/qmgr[3]: 4F1B2C0: from=<…>, size=…, nrcpt=1   it is whole and in the queue

A mail whose data broke off, or that a filter refused, has the first line only.
"""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

TAIL = 64 * 2**20  # bytes read of the log and of the one before it
PROGRAMS = rb"cleanup|qmgr|smtp|lmtp|local|pipe|virtual"
LINE = re.compile(rb"postfix[^/ ]*/(?:\w+/)?(" + PROGRAMS + rb")\[\d+\]: ([0-9A-Za-z]{5,20}): (.*)")
MESSAGE_ID = re.compile(rb"message-id=(<[^>]+>)")
TAKEN = re.compile(rb"from=<|to=<.*status=")


class PostfixLogRelay:
    """Reads `POSTFIX_LOG` and the file rotated before it (`….1`), once for all questions."""

    def __init__(self):
        self.receiving: dict[bytes, bytes] = {}  # the Message-ID of each queue number, now
        self.taken: set[bytes] = set()
        self.read = False
        self.from_ = None  # the first moment that was read

    def took(self, message_id, since):
        """True when a line says that the mail came into the queue; False when the log,
        which goes back beyond `since`, has no such line; else None."""
        if not self.read:
            self._read()
        if message_id.encode() in self.taken:
            return True
        covered = self.from_ is not None and self.from_ <= since
        return False if covered else None

    def _read(self):
        self.read, log = True, Path(settings.POSTFIX_LOG)
        for path in (log.with_name(f"{log.name}.1"), log):
            try:
                self._read_file(path)
            except OSError:
                # A hole in what was read: only what is found in the rest can be believed.
                self.from_ = None

    def _read_file(self, path):
        with path.open("rb") as lines:
            cut = os.fstat(lines.fileno()).st_size > TAIL
            if cut:
                lines.seek(-TAIL, os.SEEK_END)
                lines.readline()
            for number, line in enumerate(lines):
                if number == 0 and (cut or self.from_ is None):
                    self.from_ = moment_of(line)
                self._note(line)

    def _note(self, line):
        found = LINE.search(line)
        if not found:
            return
        program, queue_id, words = found.groups()
        if program == b"cleanup":
            if named := MESSAGE_ID.match(words):
                self.receiving[queue_id] = named[1]
        elif TAKEN.match(words) and queue_id in self.receiving:
            self.taken.add(self.receiving[queue_id])


def moment_of(line):
    """When a line of a system log was written, by either usual spelling; None otherwise.

    The older one names no year: the last one in which the moment is not to come.
    """
    text = line[:40].decode("ascii", "replace")
    try:
        read = datetime.fromisoformat(text.split(" ", 1)[0])
        return read if timezone.is_aware(read) else timezone.make_aware(read)
    except ValueError:
        pass
    now = timezone.localtime()
    for year in (now.year, now.year - 1):
        try:
            read = datetime.strptime(f"{year} {text[:15]}", "%Y %b %d %H:%M:%S")
        except ValueError:
            continue
        if timezone.make_aware(read) <= now + timedelta(days=1):
            return timezone.make_aware(read)
    return None
