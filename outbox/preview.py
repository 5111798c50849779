"""The mails that an act would send, to be read before it is done."""

from contextvars import ContextVar

from django.db import transaction
from django.utils import timezone

from outbox.kinds import kind_of

# The notices written since the dry run began; None outside one.
_written: ContextVar[list | None] = ContextVar("written", default=None)


def note(notice):
    """The notice, as it is written; None when nothing was."""
    written = _written.get()
    if written is not None and notice is not None:
        written.append(notice)
    return notice


def dry_run(act, about):
    """The different mails about this row that `act()` would send (MailContent); nothing of
    it is kept. What the act raises, a refusal first of all, is raised. `about` may be a
    function that says it of a row.

    Mails about other rows are left out: who acts may not be allowed to read them. Show the
    texts alone: links and codes in them are those of a run that never was.
    """
    concerns = about if callable(about) else (lambda subject: subject == about)
    token = _written.set([])
    try:
        with transaction.atomic():
            act()
            mails = [_content(one) for one in _written.get() or [] if concerns(one.subject)]
            transaction.set_rollback(True)
    finally:
        _written.reset(token)
    return list({(mail.subject, *mail.paragraphs): mail for mail in mails if mail}.values())


def _content(notice):
    kind = kind_of(notice.kind)
    return None if kind.sensitive else kind.render(notice.at(timezone.now()))
