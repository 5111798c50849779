"""Reminders about pupils who have no placement as their window comes."""

from django.db.models import Exists, F, Q
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Rhythm
from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.wording import day, in_days
from placements.follow_up import (
    PRESSING,
    PRESSING_PFMP,
    counts_of,
    seekers_of_referent,
    windows_with_seekers,
)
from placements.models.campaigns import following_level
from reminders.holders import with_holders
from reminders.rules import Rule, To, days, register

# The first call comes with its thing to do.
BEFORE = (PRESSING.days, 15, 0)
BEFORE_PFMP = (PRESSING_PFMP.days, 15, 0)
MANAGERS = (Role.HEAD, Role.RBDE)
LAST = "la liste reste dans les choses à faire du référent, de la direction et du bureau"


def for_referents():
    """A window with each referent of its classes beside it who has a pupil of their own
    without a placement: a class may be shared."""
    own = Q(school__class_groups=F("class_group"))
    seekers = seekers_of_referent("school__class_groups", "school__class_groups__referents__user")
    return windows_with_seekers().filter(
        Exists(seekers),
        own | Q(following_level("school__class_groups__"), class_group=None),
        school__class_groups__level=F("level"),
        school__class_groups__school_year=F("school_year"),
        school__class_groups__referents__isnull=False,
    )


def for_managers():
    """A window with the head and the RBDE of the school, as long as they hold their role."""
    path = "school__role_assignments"
    return with_holders(windows_with_seekers(), path, MANAGERS, "starts_on")


def content(notice, referent=None):
    """The counts of each class; nobody's name."""
    window = notice.subject
    rows = [row for row in counts_of(window, referent) if row[2]]
    missing = sum(without for _, _, without in rows)
    when = in_days(window.starts_on, notice.told_on)
    several = "s" if missing > 1 else ""
    return MailContent(
        subject=f"Stages de {window.whom} : {missing} élève{several} sans stage",
        paragraphs=[
            f"Les stages de {window.whom} commencent {when}, le "
            f"{day(window.starts_on)}. Des élèves n’ont pas encore de stage."
        ],
        facts=[(str(group), f"{without} sans stage sur {total}") for group, total, without in rows],
        action=("Voir les classes", absolute(reverse("placements:classes"))),
    )


def referent_content(notice):
    return content(notice, notice.user_id)


AUDIENCES = (
    (
        "referent",
        "Élèves sans stage, au référent de la classe",
        "vous suivez les stages de cette classe",
        for_referents,
        To.user("school__class_groups__referents__user", Rhythm.SCHOOL),
        referent_content,
    ),
    (
        "school",
        "Élèves sans stage, à la direction et au bureau des entreprises",
        "vous suivez les stages de votre établissement",
        for_managers,
        To.user("holder__user", Rhythm.SCHOOL),
        content,
    ),
)


def of_periods(subjects):
    """Those of classes that prepare a diploma (R-PF-1)."""
    return lambda: subjects().exclude(class_group__diploma=None)


def of_windows(subjects):
    """The others."""
    return lambda: subjects().filter(class_group__diploma=None)


# Part of the code, what is narrowed, days before, in the label, the anchor's name.
SERIES = (
    ("", of_windows, BEFORE, "", "le premier jour de la période de stage"),
    ("pfmp_", of_periods, BEFORE_PFMP, " d’une PFMP", "le premier jour de la PFMP"),
)
RANKS = ("premier appel", "deuxième appel", "dernier appel")


def declare(audience, series):
    """The three calls of one series to one audience."""
    who, label, why, subjects, to, render = audience
    prefix, narrowed, before, of_what, anchor = series
    for number, rank in zip(before, RANKS, strict=True):
        register(
            Rule(
                code=f"placement.without.{prefix}{who}.{number}",
                label=f"{label} ({rank}{of_what})",
                why=why,
                subjects=narrowed(subjects),
                recipients=[to],
                anchor="starts_on",
                anchor_label=anchor,
                offset=days(-number),
                render=render,
                until="ends_on",
                then="" if number else LAST,
            )
        )


for audience in AUDIENCES:
    for series in SERIES:
        declare(audience, series)
