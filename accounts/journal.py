"""Writing the journal: one entry per act, in the transaction of the act."""

from accounts.models import JournalEntry
from directory.closed_years import demand_open, year_of
from directory.history import because, current_context


def record(actor, verb, subject=None, *, within=None, school=None, **about):
    """Write one entry: `verb` is a French past participle with its object, as printed after
    the person ("a accepté la demande"); `about` is what `entry` takes; `reason` also goes to
    the rows of history. An act on nothing in particular, such as an export, has no subject.

    Raises `YearClosed` for an act on a row of a closed school year (R-ID-8): the subject, or
    `within` where the subject has no year.
    """
    demand_open(actor, within or subject, school)
    return note(actor, verb, subject, school=school, **about)


def note(actor, verb, subject=None, *, reason="", **about):
    """`record` of an act that changes nothing of a school year, and goes on when it is closed:
    a file taken away, a link revoked, a certificate, what is told of the year afterwards."""
    if reason:
        because(reason)
    written = entry(actor, verb, subject, reason=reason, **about)
    written.save(force_insert=True)
    return written


def record_all(entries):
    """Those of acts that are done together (`entry`), in one statement. Raises `YearClosed` as
    `record` does."""
    entries = list(entries)
    for one in {(year_of(one.subject), one.school_id): one for one in entries}.values():
        demand_open(one, one.subject, one.school)
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
