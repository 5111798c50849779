"""Places asked of several companies at once, their answers by link, the places given.

Raises `Refused` with its French message when a rule forbids.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import links
from accounts.enums import Role
from accounts.idempotency import once
from accounts.journal import record
from accounts.models import PersonalLink
from directory.enums import Rhythm
from directory.violations import Refused, Violation, require
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships import ceilings
from partnerships.companies import check_contact
from partnerships.desk import in_words
from partnerships.workflow.people import Address, stood_in
from partnerships.workflow.tables import by_link
from partnerships.workflow.transfers import address_of
from placements.enums.hosts import AskState
from placements.hosts_pfmp import left_at
from placements.models import HostAsk, HostRequest, HostRequestPupil
from placements.workflow.pupils import check_author

PURPOSE = "places-pfmp"
MOST_ASKED, MOST_PLACES, MOST_WORDS = 30, 60, 500
RULE = "R-PF-2"
NOT_AWAITED = "Cette demande est close : l’établissement n’attend plus de réponse."
FULL = "elle accueille déjà autant de stagiaires que son effectif le permet."


@dataclass
class Sent:
    """The request, and the companies that could not be asked: [(company, French sentence)]."""

    request: HostRequest | None = None
    asked: int = 0
    refused: list = field(default_factory=list)


def send(actor, period, pupils, contacts, message, answers_by, *, key):
    """One message to the companies of `contacts` {company: address}, for `pupils` of the class
    of the period (none: the whole class), once per form. Returns `Sent`.

    A company that refuses contacts, is closed, barred, full, asked already or has had its
    requests of the month is left out and said; raises Refused when none is left, or the actor
    does not follow the class.
    """
    sent = Sent()

    def make():
        require(_check(actor, period, contacts, message, answers_by))
        ceilings.lock_all(contacts)
        fit = _fit(period, contacts, sent)
        if not fit:
            raise Refused(" ".join(f"{one} : {why}" for one, why in sent.refused))
        return _make(actor, period, pupils, fit, message, answers_by)

    with transaction.atomic():
        sent.request, _ = once(actor, key, make)
        sent.asked = sent.request.asks.count()
    return sent


def _check(actor, period, contacts, message, answers_by):
    violations = check_author(actor, period.class_group)
    if not contacts:
        violations.append(Violation(RULE, "Choisissez au moins une entreprise."))
    if len(contacts) > MOST_ASKED:
        text = f"{MOST_ASKED} entreprises au plus en une fois."
        violations.append(Violation(RULE, text))
    if not message.strip():
        violations.append(Violation(RULE, "Écrivez le message.", "message"))
    today = timezone.localdate()
    if not today < answers_by <= period.starts_on:
        text = "Demandez une réponse après aujourd’hui et avant le début de la période."
        violations.append(Violation(RULE, text, "answers_by"))
    return violations


def _fit(period, contacts, sent):
    """Those of the contacts that may be asked; why the others may not goes to `sent`."""
    today, fit = timezone.localdate(), {}
    asked = HostAsk.objects.filter(
        request__period=period, company__in=contacts, state__in=(AskState.SENT, AskState.ACCEPTED)
    )
    known = set(asked.values_list("company", flat=True))
    left = left_at(period, contacts)
    for company, email in contacts.items():
        full = FULL if left[company.pk].is_full else ""
        why = full or _why_not(company, email, company.pk in known, period, today)
        if why:
            sent.refused.append((company, why))
        else:
            fit[company] = email
    return fit


def _why_not(company, email, is_known, period, today):
    if is_known:
        return "elle a déjà une demande pour cette période."
    if not company.is_active:
        return "elle a fermé, selon le répertoire des entreprises."
    if company.forbids_agreement(period.starts_on):
        return "l’inspection du travail y interdit l’accueil de mineurs."
    if not email:
        return "aucune adresse électronique : indiquez-en une."
    found = check_contact(company, today) + ceilings.check(company, today)
    return " ".join(violation.message for violation in found)


def _make(actor, period, pupils, contacts, message, answers_by):
    request = HostRequest.objects.create(
        school=period.school,
        period=period,
        message=message.strip(),
        answers_by=answers_by,
        created_by=actor.user,
    )
    HostRequestPupil.objects.bulk_create(
        HostRequestPupil(request=request, pupil=pupil) for pupil in pupils
    )
    for company, email in contacts.items():
        ask = HostAsk.objects.create(request=request, company=company, contact_email=email)
        _tell(actor, ask, Address(email, str(company)))
        record(
            actor,
            "a demandé des places de PFMP",
            ask,
            school=period.school,
            company=company,
            words=f"{period.whom}, du {period.starts_on:%d/%m/%Y} au {period.ends_on:%d/%m/%Y}",
        )
    return request


def _tell(actor, ask, person, **context):
    """The mail that asks, with a link for this person of the company, or their stand-in."""
    [person] = stood_in([person], ask.company_id)
    link = links.issue(
        actor,
        PURPOSE,
        ask,
        name=person.name,
        email=person.email,
        function="accueillant",
        valid_until=links.end_of(ask.request.period.ends_on),
    )
    context["link"] = link.pk
    to, occasion = person.recipient, str(link.pk)
    notify("pfmp.asked", ask, to, by=actor, occasion=occasion, context=context)


def _may_answer(ask, actor):
    """The holder of its link, and who represents the company with an account."""
    represents = actor.role == Role.COMPANY_REPRESENTATIVE and ask.company_id in actor.company_ids
    return represents or by_link(PURPOSE, ask, actor)


def _to_answer(actor, ask):
    row = locked(ask)
    if not _may_answer(row, actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    return row


@transaction.atomic
def answer(actor, ask, places, comment=""):
    """What a company says: how many pupils it takes, 0 for none; it may say otherwise later,
    never under what is given already. Raises Refused."""
    row = _to_answer(actor, ask)
    if row.state == AskState.CLOSED:
        raise Refused(NOT_AWAITED)
    if not 0 <= places <= MOST_PLACES:
        text = f"Indiquez de 1 à {MOST_PLACES} élèves."
        raise Refused(violations=[Violation(RULE, text, "places")])
    if places < row.taken:
        text = (
            f"{row.taken} élève{'s ont' if row.taken > 1 else ' a'} déjà une place : appelez "
            "l’établissement pour en retirer."
        )
        raise Refused(violations=[Violation(RULE, text, "places")])
    row.state = AskState.ACCEPTED if places else AskState.REFUSED
    row.places, row.comment, row.answered_at = places, comment.strip(), timezone.now()
    row.save()
    verb = "a accordé des places de PFMP" if places else "a refusé une demande de places"
    words = f"{places} élève{'s' if places > 1 else ''}" if places else row.comment
    school = row.request.school
    record(actor, verb, row, school=school, company=row.company, words=words)
    author = row.request.created_by
    if author is not None and author.is_active:
        moment = f"{row.answered_at:%Y%m%d%H%M%S}"
        to = Recipient(author.email, str(author), author.pk, Rhythm.SCHOOL)
        notify("pfmp.answered", row, to, by=actor, occasion=moment)
    return row


@transaction.atomic
def transfer(actor, ask, colleague, message=""):
    """A colleague answers from now on, by a link of their own; the former link opens nothing
    any more. Raises Refused."""
    row = _to_answer(actor, ask)
    if row.state != AskState.SENT:
        raise Refused(NOT_AWAITED)
    row.contact_email = address_of(colleague, row.contact_email, "la demande")
    row.save(update_fields=["contact_email"])
    for link in PersonalLink.objects.alive().about(row).filter(purpose=PURPOSE):
        links.revoke(actor, link)
    words = message.strip()
    _tell(actor, row, Address(row.contact_email, colleague.name.strip()), words=words)
    verb = "a confié une demande de places à un collègue"
    record(actor, verb, row, school=row.request.school, company=row.company, words=words)
    return row


def accept(actor, ask, message=""):
    """A yes among others, at the desk of the company: to the one pupil asked for. For several
    the company says how many it takes. Raises Refused."""
    if ask.request.for_pupils.count() != 1:
        raise Refused("Dites combien d’élèves vous accueillez : ouvrez cette demande.")
    return answer(actor, ask, 1, message)


def refuse(actor, ask, reason, message=""):
    """A no among others. Raises Refused."""
    return answer(actor, ask, 0, in_words(reason, message)[:MOST_WORDS])


@transaction.atomic
def close(actor, ask):
    """The school waits for no answer any more, and gives no more places of it; the link says
    so. Raises Refused for who does not follow the class."""
    row = locked(ask)
    require(check_author(actor, row.request.period.class_group))
    if row.state == AskState.CLOSED:
        raise Refused("Cette demande est déjà close.")
    row.state = AskState.CLOSED
    row.save(update_fields=["state"])
    record(
        actor,
        "a clos une demande de places",
        row,
        school=row.request.school,
        company=row.company,
    )
    return row


def locked(ask):
    rows = HostAsk.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "company",
        "request__school",
        "request__created_by",
        "request__period__class_group__school_year",
    ).get(pk=ask.pk)


def give_back(actor, placement):
    """Of a placement that is called off, or that goes to another host."""
    if placement.host_ask_id is None:
        return
    HostAsk.objects.filter(pk=placement.host_ask_id, taken__gt=0).update(taken=F("taken") - 1)
    placement.host_ask = None
    placement.save(update_fields=["host_ask"])


def give_back_if_left(actor, placement):
    """The placement has changed: the place stays taken while its company is still the host."""
    ask = placement.host_ask
    if ask and not placement.stays.filter(company=ask.company_id).exists():
        give_back(actor, placement)


def living(ask):
    """The link of a company that still opens; None without one."""
    return PersonalLink.objects.alive().about(ask).filter(purpose=PURPOSE).first()
