"""Writing the journal: one entry per act, in the transaction of the act."""

from accounts.models import JournalEntry
from directory.history import because, current_context


def record(actor, verb, subject=None, *, reason="", **about):
    """Write one entry: `verb` is a French past participle with its object, as printed after
    the person ("a accepté la demande"); `about` is what `entry` takes; `reason` also goes to
    the rows of history. An act on nothing in particular, such as an export, has no subject."""
    if reason:
        because(reason)
    written = entry(actor, verb, subject, reason=reason, **about)
    written.save(force_insert=True)
    return written


def record_all(entries):
    """Those of acts that are done together (`entry`), in one statement."""
    return JournalEntry.objects.bulk_create(entries)


def entry(
    actor, verb, subject=None, *, school=None, company=None, committee_id=None, reason="", words=""
):
    """One entry that is not written yet."""
    about = {} if subject is None else {"subject": subject}
    return JournalEntry(
        user=actor.user,
        actor_label=actor.label,
        role=actor.role or "",
        link=actor.link,
        verb=verb,
        **about,
        school=school,
        company=company,
        committee_id=committee_id,
        reason=reason,
        words=words,
        context=current_context(),
    )
