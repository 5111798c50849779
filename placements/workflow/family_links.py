"""Links by which families propose a host: one per pupil, or one for a class, which only
proposes; and by which a pupil says wishes among the offers (R-AG-4). No name is written in a
link nor in its journal."""

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts import links
from accounts.journal import record
from accounts.models import PersonalLink
from directory.enums import Rhythm
from directory.models import ClassGroup
from directory.search import fold
from directory.violations import Refused, require
from outbox.recipients import Recipient
from outbox.workflow import notify
from placements.models import Campaign, Pupil
from placements.workflow.pupils import check_author

PUPIL_PURPOSE = "famille"
CLASS_PURPOSE = "classe"
WISH_PURPOSE = "voeux"
PURPOSES = {Pupil: PUPIL_PURPOSE, ClassGroup: CLASS_PURPOSE}
MAILED = {PUPIL_PURPOSE: "placement.family_link", WISH_PURPOSE: "placement_wish.link"}
# In the journal: the link of one, the links of a class.
WORDS = {
    PUPIL_PURPOSE: ("d’une famille", "des familles"),
    WISH_PURPOSE: ("des vœux d’un élève", "des vœux des élèves"),
}
# Without a placement window a link lives so long, and never less than this before its end.
LIFE = dt.timedelta(days=90)


def windows_of(group, day=None):
    """The placement windows of this class that are not over."""
    return Campaign.objects.upcoming(day).of_class(group)


def link_of(subject, purpose=""):
    """The living link of a pupil or of a class, None without one."""
    alive = PersonalLink.objects.alive().filter(purpose=purpose or PURPOSES[type(subject)])
    return alive.about(subject).first()


def links_of(pupils, purpose=PUPIL_PURPOSE):
    """{pupil's key: its living link}, in one query."""
    alive = PersonalLink.objects.alive().filter(
        purpose=purpose,
        subject_type=ContentType.objects.get_for_model(Pupil),
        subject_id__in=[pupil.pk for pupil in pupils],
    )
    return {link.subject_id: link for link in alive}


@transaction.atomic
def open_for_pupil(actor, pupil, purpose=PUPIL_PURPOSE):
    """The living link of a pupil, made when there is none. Raises Refused."""
    group = _locked(actor, pupil.class_group)
    if pupil.left_on:
        raise Refused("Cet élève a quitté l’établissement.")
    found = link_of(pupil, purpose)
    if found is None:
        found = _issue(actor, pupil, group, purpose)
        record(actor, f"a ouvert le lien {WORDS[purpose][0]}", pupil, school=group.school)
    return found


@transaction.atomic
def open_for_class(actor, group):
    """The living link of a class, made when there is none. Raises Refused."""
    group = _locked(actor, group)
    found = link_of(group)
    if found is None:
        found = _issue(actor, group, group, CLASS_PURPOSE)
        record(actor, "a ouvert le lien des familles d’une classe", group, school=group.school)
    return found


@transaction.atomic
def open_for_all(actor, group, purpose=PUPIL_PURPOSE):
    """A link for each pupil of the class that has none; how many were made."""
    group = _locked(actor, group)
    pupils = _present(group)
    known = links_of(pupils, purpose)
    missing = [pupil for pupil in pupils if pupil.pk not in known]
    for pupil in missing:
        _issue(actor, pupil, group, purpose)
    if missing:
        words = f"{group} : {len(missing)}"
        record(
            actor,
            f"a ouvert les liens {WORDS[purpose][1]}",
            group,
            school=group.school,
            words=words,
        )
    return len(missing)


@transaction.atomic
def send(actor, group, day=None, purpose=PUPIL_PURPOSE):
    """Mail each living link to its holder, once a day; how many left.

    A link without an address is printed only.
    """
    group = _locked(actor, group)
    known = links_of(_present(group), purpose)
    day = day or timezone.localdate()
    sent = 0
    for link in known.values():
        if link.holder_email:
            to = family(link.holder_email, link.holder_name)
            told = notify(
                MAILED[purpose],
                link.subject,
                to,
                by=actor,
                occasion=f"{link.pk}-{day:%Y%m%d}",
                context={"link": link.pk},
            )
            sent += told is not None
    if sent:
        words = f"{group} : {sent}"
        record(
            actor,
            f"a envoyé les liens {WORDS[purpose][1]}",
            group,
            school=group.school,
            words=words,
        )
    return sent


@transaction.atomic
def close(actor, subject, purpose=""):
    """The link of a pupil or of a class opens nothing any more; idempotent."""
    group = subject if isinstance(subject, ClassGroup) else subject.class_group
    _locked(actor, group)
    found = link_of(subject, purpose)
    if found is not None:
        links.revoke(actor, found)


def pupil_named(group, last_name, first_name, birth_date):
    """The one pupil of the class with exactly this name and birth date, or None."""
    key = fold(f"{last_name} {first_name}")
    rows = Pupil.objects.present().for_class(group).select_related("class_group__school")
    found = list(rows.filter(sort_key=key, birth_date=birth_date)[:2])
    return found[0] if len(found) == 1 else None


def family(email, name="Famille"):
    """To a family, which reads on any day."""
    return Recipient(email, name, rhythm=Rhythm.EVERY_DAY)


def family_address(pupil):
    """Where the family reads: the first guardian with an address, else the pupil."""
    guardians = [row.email for row in pupil.guardians.all() if row.email]
    return next(iter(guardians), pupil.email).lower()


def _present(group):
    rows = Pupil.objects.present().for_class(group).select_related("class_group")
    return list(rows.prefetch_related("guardians"))


def _locked(actor, group):
    """The class is the parent lock of its links: two people make one."""
    rows = ClassGroup.objects.select_for_update(of=("self",), no_key=True)
    group = rows.select_related("school", "school_year").get(pk=group.pk)
    require(check_author(actor, group))
    return group


def _issue(actor, subject, group, purpose):
    last = max((row.ends_on for row in windows_of(group)), default=None)
    until = last or timezone.localdate() + LIFE
    names = {PUPIL_PURPOSE: "Famille", CLASS_PURPOSE: "Familles", WISH_PURPOSE: "Élève"}
    return links.issue(
        actor,
        purpose,
        subject,
        name=f"{names[purpose]}, {group}",
        email=_address(subject, purpose),
        valid_until=links.end_of(until),
    )


def _address(subject, purpose):
    """Where the holder reads: wishes are the pupil's own; without an address the family's."""
    if purpose == CLASS_PURPOSE:
        return ""
    own = subject.email.lower() if purpose == WISH_PURPOSE else ""
    return own or family_address(subject)
