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
from directory.calendar import Calendar
from directory.enums import Rhythm
from directory.violations import Refused, Violation, require
from outbox.workflow import notify
from partnerships import ceilings
from partnerships.companies import check_contact
from partnerships.desk import in_words
from partnerships.enums import ANSWER_DAYS
from partnerships.wording import day
from partnerships.workflow import people
from partnerships.workflow.people import Address, stood_in
from partnerships.workflow.tables import by_link
from placements.enums.hosts import AskState
from placements.hosts_pfmp import left_at
from placements.models import HostAsk, HostRequest, HostRequestPupil
from placements.rules import pfmp as rules
from placements.workflow.followers import askers
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
    return violations + check_day(period, answers_by, timezone.localdate())


def check_day(period, answers_by, today):
    """What is wrong with this last day to answer: the company has working days to read it."""
    first = Calendar.load().add_days(today, rules.FEWEST_ANSWER_DAYS, Rhythm.WORK)
    return rules.check_answers_by(answers_by, first, period.starts_on, today)


def usual_day(period, today):
    """The last day to answer that a form proposes: as for other requests, or half of the time
    that is left when that is sooner."""
    usual = Calendar.load().add_days(today, ANSWER_DAYS, Rhythm.WORK)
    return min(usual, today + (period.starts_on - today) / 2)


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
        tell(actor, ask, Address(email, str(company)))
        record(
            actor,
            "a demandé des places de PFMP",
            ask,
            school=period.school,
            company=company,
            words=f"{period.whom}, du {period.starts_on:%d/%m/%Y} au {period.ends_on:%d/%m/%Y}",
        )
    return request


def tell(actor, ask, person, *, kind="pfmp.asked", **context):
    """The mail that asks, with a link for this person of the company, or their stand-in."""
    [person] = stood_in([person], ask.company_id)
    link = people.living(PURPOSE, ask, person) or links.issue(
        actor,
        PURPOSE,
        ask,
        name=person.name,
        email=person.email,
        function="accueillant",
        valid_until=links.end_of(ask.request.period.ends_on),
    )
    occasion = f"{link.pk}:{ask.request.answers_by}"
    context["link"] = link.pk
    notify(kind, ask, person.recipient, by=actor, occasion=occasion, context=context)


def _may_answer(ask, actor):
    """The holder of its link, and who represents the company with an account."""
    represents = actor.role == Role.COMPANY_REPRESENTATIVE and ask.company_id in actor.company_ids
    return represents or by_link(PURPOSE, ask, actor)


def to_answer(actor, ask):
    row = locked(ask)
    if not _may_answer(row, actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    return row


@transaction.atomic
def answer(actor, ask, places, comment=""):
    """What a company says: how many pupils it takes, 0 for none; it may say otherwise later,
    never under what is given already. Raises Refused."""
    row = to_answer(actor, ask)
    check_open(row)
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
    moment = f"{row.answered_at:%Y%m%d%H%M%S}"
    for to in askers(row.request):
        notify("pfmp.answered", row, to, by=actor, occasion=moment)
    return row


def check_open(row):
    """Raise Refused when the school waits no more: it said so, or the time is over."""
    if row.state == AskState.CLOSED:
        raise Refused(NOT_AWAITED)
    late = row.state == AskState.SENT and row.is_late(timezone.localdate())
    if late or row.state == AskState.EXPIRED:
        raise Refused(too_late(row))


def too_late(ask):
    """What a company reads that answers after the last day: until when, and whom to call."""
    school, author = ask.request.school, ask.request.created_by
    whom = [str(school), str(author or ""), school.phone, author.email if author else school.email]
    return (
        f"La réponse était attendue jusqu’au {day(ask.request.answers_by)}. Si vous pouvez encore "
        f"accueillir, dites-le à l’établissement : {', '.join(filter(None, whom))}."
    )


def accept(actor, ask, message=""):
    """A yes among others, at the desk of the company: to the one pupil asked for. For several
    the company says how many it takes. Raises Refused."""
    if ask.request.for_pupils.count() != 1:
        raise Refused("Dites combien d’élèves vous accueillez : ouvrez cette demande.")
    return answer(actor, ask, 1, message)


def refuse(actor, ask, reason, message=""):
    """A no among others. Raises Refused."""
    return answer(actor, ask, 0, in_words(reason, message)[:MOST_WORDS])


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
