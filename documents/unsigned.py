"""Reminders of signatures that are awaited, for each kind of document that is put to signature."""

from datetime import timedelta

from django.db.models import Case, CharField, Q, Value, When

from directory.enums import Rhythm
from documents.enums import RoundState
from documents.models import Signatory
from reminders.rules import Rule, To, days, register

RANKS = {2: ("premier", "dernier"), 3: ("premier", "deuxième", "dernier")}


def awaited(kinds):
    """Who has not signed a document of these kinds that is out for signature."""
    return Signatory.objects.awaited().filter(round__kind__in=kinds, round__state=RoundState.OPEN)


def to_signatories(rhythms, but=()):
    """To who is asked, on the days of each function (`SignatureSubject.rhythms`), `but` those of
    some functions; parties of a document have the same columns."""
    cases = [When(_signs_as(function), Value(one.value)) for function, one in rhythms.items()]
    usual = Value(Rhythm.WORK.value)
    rhythm = Case(*cases, default=usual, output_field=CharField())
    none = [When(_signs_as(function), Value("")) for function in but]
    email = Case(*none, default="email", output_field=CharField()) if none else "email"
    return To(email=email, name="name", rhythm=rhythm)


def _signs_as(function):
    return Q(function=function) | Q(function__startswith=f"{function}-")


def remind(
    code, label, why, kinds, *, waits, to, render, lasts, last_lasts=None, last_to=None, then=""
):
    """One rule per wait: so many days after the document was put to signature, until its last
    day. `label` holds a `{}` for the rank; `lasts` days a reminder stays worth sending
    (`last_lasts` the last one), `last_to` whom the last one is for, `then` what follows it."""
    ranks = RANKS[len(waits)]
    for wait, following, rank in zip(waits, (*waits[1:], None), ranks, strict=True):
        is_last = following is None
        register(
            Rule(
                code=f"{code}.{wait}",
                label=label.format(rank),
                why=why,
                subjects=lambda: awaited(kinds),
                recipients=[last_to if is_last and last_to else to],
                anchor="round__opened_at",
                anchor_label="l’envoi à la signature",
                offset=days(wait),
                render=render,
                lasts=timedelta(days=last_lasts if is_last and last_lasts else lasts),
                until="round__closes_on",
                follower="" if is_last else f"{code}.{following}",
                then=then if is_last else "",
            )
        )
