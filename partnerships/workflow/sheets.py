"""The sheet of a company kept true: "still right", asked of the company, corrected."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal, links
from accounts.models import JournalEntry, PersonalLink
from directory.enums import Rhythm
from directory.identifiers import department_of_postcode
from directory.models import Company, Department, School
from directory.violations import Refused, require
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships.companies import check_contact
from partnerships.models import CompanyCorrection
from partnerships.models.corrections import CorrectionState
from partnerships.workflow.merges import mergeable

SHEET_PURPOSE = "fiche"
LINK_LIFE = dt.timedelta(days=60)
# Asked again no sooner than this.
ASKED_ONCE_IN = dt.timedelta(days=30)
STALE_AFTER = dt.timedelta(days=365)
# How to reach the company: its own word counts at once. Who and where it is, an officer
# accepts: a link may be passed on.
AT_ONCE = ("email", "phone", "website")
TO_ACCEPT = ("name", "address", "postcode", "city", "staff_band")
STILL_RIGHT = "a vérifié la fiche : toujours exacte"
NOT_YOURS = "Cette fiche est tenue par les personnes de son département."


def is_stale(company, now=None):
    """Whether nobody has looked at the sheet for twelve months."""
    moments = [moment for moment in (company.updated_at, company.checked_at) if moment]
    return max(moments) < (now or timezone.now()) - STALE_AFTER


def last_update(actor, company):
    """{"at", "by", "verb"} of the last act on the sheet itself; None before the first.

    A person is named to who may read the act, else their school, or their function (DOMAIN §8).
    """
    acts = JournalEntry.objects.about(company).exclude(user=None, link=None)
    last = acts.select_related("school__municipality").order_by("-at", "-pk").first()
    if last is None:
        return None
    is_named = acts.visible_to(actor).filter(pk=last.pk).exists()
    by = last.actor_label if is_named else (last.school or last.get_role_display())
    return {"at": last.at, "by": by, "verb": last.verb}


def _own(actor, company):
    if not mergeable(actor).filter(pk=company.pk).exists():
        raise Refused(NOT_YOURS)


def _lock(company):
    return Company.objects.select_for_update(of=("self",)).get(pk=company.pk)


@transaction.atomic
def still_right(actor, company):
    """One click: the sheet was looked at and nothing is to change."""
    _own(actor, company)
    company = _lock(company)
    company.save(update_fields=["updated_at"])
    journal.record(actor, STILL_RIGHT, company, company=company)
    return company


@transaction.atomic
def ask_company(actor, company, now=None):
    """Send the company a link to its own sheet. Raises Refused: another département, no
    address, closed, it refuses to be asked, or it was asked less than thirty days ago."""
    _own(actor, company)
    company, now = _lock(company), now or timezone.now()
    if not company.is_active:
        raise Refused("Cette entreprise a fermé.")
    require(check_contact(company, timezone.localdate(now)))
    if not company.email:
        raise Refused("La fiche n’a pas d’adresse électronique : appelez l’entreprise.")
    asked = PersonalLink.objects.about(company).filter(purpose=SHEET_PURPOSE)
    if asked.filter(issued_at__gt=now - ASKED_ONCE_IN).exists():
        raise Refused("L’entreprise a déjà reçu ce lien il y a moins de trente jours.")
    link = links.issue(
        actor,
        SHEET_PURPOSE,
        company,
        name=str(company),
        email=company.email,
        valid_until=now + LINK_LIFE,
    )
    to = Recipient(company.email, str(company), rhythm=Rhythm.WORK)
    notify(
        "company.to_check", company, to, by=actor, occasion=str(link.pk), context={"link": link.pk}
    )
    # The school's own dealing with the company: its next reminder is a year from now.
    school = School.objects.filter(pk__in=actor.school_ids).order_by("pk").first()
    verb = "a demandé à l’entreprise de vérifier sa fiche"
    journal.record(actor, verb, company, company=company, school=school)
    return link


@transaction.atomic
def answer(actor, company, values, words=""):
    """What the holder of the link says: nothing to change, or corrections.

    Returns the correction that waits for an officer, or None.
    """
    if actor.link is None or actor.link.purpose != SHEET_PURPOSE:
        raise Refused("Cette action ne vous est pas ouverte.")
    company = _lock(company)
    changed = {name: value for name, value in values.items() if getattr(company, name) != value}
    now_true = {name: value for name, value in changed.items() if name in AT_ONCE}
    for name, value in now_true.items():
        setattr(company, name, value)
    company.checked_at = timezone.now()
    company.save(update_fields=[*now_true, "checked_at", "updated_at"])
    waiting = {name: value for name, value in changed.items() if name in TO_ACCEPT}
    correction = None
    if waiting or words.strip():
        correction = CompanyCorrection.objects.create(
            company=company, values=waiting, words=words.strip(), proposed_by=actor.label
        )
    verb = "a corrigé sa fiche" if changed or correction else "a confirmé sa fiche"
    journal.record(actor, verb, company, company=company, words=_labels(changed))
    if correction and actor.link.issued_by and actor.link.issued_by.is_active:
        asker = actor.link.issued_by
        to = Recipient(asker.email, str(asker), user_id=asker.pk, rhythm=Rhythm.SCHOOL)
        notify("company.correction", correction, to, by=actor)
    return correction


def _labels(names):
    return ", ".join(label_of(name) for name in names)


def label_of(name):
    """The words for a column of the sheet."""
    field: Any = Company._meta.get_field(name)
    return str(field.verbose_name)


@transaction.atomic
def decide(actor, correction, accept, words=""):
    """Take the correction into the sheet, or say why not."""
    rows = CompanyCorrection.objects.select_for_update(of=("self",)).select_related("company")
    correction = rows.get(pk=correction.pk)
    _own(actor, correction.company)
    if correction.state != CorrectionState.WAITING:
        raise Refused("Cette correction est déjà examinée.")
    if accept:
        _apply(_lock(correction.company), correction.values)
    elif not words.strip():
        raise Refused("Indiquez pourquoi la correction n’est pas retenue.")
    correction.state = CorrectionState.ACCEPTED if accept else CorrectionState.REFUSED
    correction.decided_at, correction.answer = timezone.now(), words.strip()
    correction.save(update_fields=["state", "decided_at", "answer"])
    verb = "a accepté" if accept else "a refusé"
    journal.record(
        actor,
        f"{verb} une correction de la fiche",
        correction.company,
        company=correction.company,
        reason=words.strip(),
        words=_labels(correction.values),
    )
    return correction


def _apply(company, values):
    for name, value in values.items():
        setattr(company, name, value)
    if "postcode" in values:
        code = department_of_postcode(company.postcode)
        company.department = Department.objects.filter(pk=code).first() or company.department
    try:
        company.full_clean(validate_unique=False)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    company.save()
