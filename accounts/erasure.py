"""The erasure of people (DOMAIN §8): what their rows say, and what personal links, mails, the
journal and the history hold of them. Each floor says which rows, and when.

`subjects` is {model: keys}: every row that tells of them, on whatever floor. An app's own table
is {model: (path to what falls due, {column: what is left})}.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, Func, JSONField, Q, TextField, Value, When
from django.db.models.functions import Cast
from pghistory.models import Context

from accounts import links
from accounts.actor import Actor
from accounts.models import JournalEntry, OneTimeCode, PersonalDataRead, PersonalLink
from directory.history import event_tables
from outbox.models import BarredAddress, Mail, Notice, Stop

PORTAL = Actor.system("Portail")
ERASED = "Données effacées"


def if_any(column):
    """`ERASED` where something was written: who had an answer sees that there was one."""
    return Case(When(**{column: ""}, then=Value("")), default=Value(ERASED))


def rows_of(table, keys):
    """{model: keys} of the rows of a table that lead to what falls due."""
    return {model: _led_to(model, path, keys) for model, (path, _) in table.items()}


def _led_to(model, path, keys):
    return list(model.objects.filter(**{f"{path}__in": keys}).values_list("pk", flat=True))


def empty(table, kept):
    """What people wrote, now and before; days, places and counts stay."""
    for model, (_, values) in table.items():
        model.objects.filter(pk__in=kept[model]).update(**values)
        if events := event_tables().get(model):
            events.objects.filter(pgh_obj__in=kept[model]).update(**values)


def _about(subjects, *, text=False):
    """The condition on rows whose subject is one of these."""
    found = Q(pk__in=[])
    for model, keys in subjects.items():
        kind = ContentType.objects.get_for_model(model)
        found |= Q(subject_type=kind, subject_id__in=map(str, keys) if text else keys)
    return found


def forget_links(subjects):
    """They open nothing, and no longer say who held them. Returns their keys."""
    rows = PersonalLink.objects.filter(_about(subjects))
    gone = list(rows.values_list("pk", flat=True))
    rows = PersonalLink.objects.filter(pk__in=gone)
    for link in rows.alive():
        links.revoke(PORTAL, link)
    rows.update(holder_name=ERASED, holder_email="", holder_function="")
    event_tables()[PersonalLink].objects.filter(pgh_obj__in=gone).delete()
    return gone


def forget_mails(subjects, link_keys, addresses):
    """What was written about them; a mail that tells of others too loses its title only."""
    told = _about({**subjects, PersonalLink: link_keys}, text=True)
    about = Notice.objects.filter(told)
    mails = list(about.exclude(mail=None).values_list("mail", flat=True))
    about.delete()
    Mail.objects.filter(pk__in=mails, notices__isnull=True).delete()
    Mail.objects.filter(pk__in=mails).update(subject="")
    Stop.objects.filter(email__in=addresses).delete()
    BarredAddress.objects.filter(email__in=addresses).delete()
    OneTimeCode.objects.filter(Q(email__in=addresses) | Q(link__in=link_keys)).delete()


def forget_acts(subjects, link_keys):
    """Who acted by a link, and what was written beside an act: the acts stay."""
    by_link = JournalEntry.objects.filter(link__in=link_keys)
    about = JournalEntry.objects.filter(_about(subjects, text=True))
    acted, reasoned = _contexts(by_link), _contexts(about.exclude(reason=""))
    Context.objects.filter(pk__in=acted).update(metadata={"actor": ERASED})
    reason = Cast(Value("reason"), TextField())
    without = Func(
        F("metadata"),
        reason,
        arg_joiner=" - ",
        template="%(expressions)s",
        output_field=JSONField(),
    )
    Context.objects.filter(pk__in=reasoned).update(metadata=without)
    by_link.update(actor_label=ERASED)
    JournalEntry.objects.filter(
        Q(pk__in=by_link.values("pk")) | Q(pk__in=about.values("pk"))
    ).update(words="", reason="")


def _contexts(entries):
    """Under which their changes are kept; read now: the entries are about to change."""
    return [key for key in entries.values_list("context", flat=True) if key is not None]


def forget_rows(gone):
    """Former values, those of the erasure itself included, and who read."""
    for model, keys in gone.items():
        event_tables()[model].objects.filter(pgh_obj__in=keys).delete()
        kind = ContentType.objects.get_for_model(model)
        PersonalDataRead.objects.filter(subject_type=kind, subject_id__in=keys).delete()
