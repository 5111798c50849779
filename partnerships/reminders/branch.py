"""The yearly call of a branch, and its deadlines again: to the schools of its territory, to
the industrial companies that have an account and to those that hosted before."""

from functools import partial

from django.urls import reverse

from accounts.enums import Role
from accounts.models import RoleAssignment
from directory.enums import Rhythm
from directory.models import Company
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from partnerships.models import BranchCall, BranchCallHost
from partnerships.reminders.waits import own_link
from partnerships.stand_ins import contact
from partnerships.wording import day
from partnerships.workflow.branch_call_hosts import HOST_PURPOSE
from reminders.holders import with_holders
from reminders.rules import Rule, To, days, register

SCHOOLS = "branch__departments__schools"
COMPANIES = "branch__departments__companies"
DESKS = (Role.HEAD, Role.DDFPT, Role.RBDE)


def to_schools():
    """With the heads and enterprise offices of the open schools of the territory."""
    path = f"{SCHOOLS}__role_assignments"
    return with_holders(BranchCall.objects.all(), path, DESKS, "requests_until")


def to_companies():
    """With the representatives of its industrial companies that may be asked."""
    path = f"{COMPANIES}__role_assignments"
    asked = Company.objects.industrial().active().filter(contact_refused=False)
    speak = RoleAssignment.objects.filter(companies__in=asked).order_by().values("pk")
    roles = [Role.COMPANY_REPRESENTATIVE]
    calls = BranchCall.objects.all()
    return with_holders(calls, path, roles, "offers_until", holder__pk__in=speak)


def unanswered():
    """The hosts called by link that have not replied."""
    return BranchCallHost.objects.filter(says_yes=None)


def _facts(call):
    return [
        ("Branche", str(call.branch)),
        ("Les entreprises offrent jusqu’au", day(call.offers_until)),
        ("Les établissements demandent jusqu’au", day(call.requests_until)),
    ]


def _mail(call, title, sentence, action):
    words = [f"« {call.words} »"] if call.words else []
    title = f"{title} {call.school_year}"
    return MailContent(title, [sentence, *words], _facts(call), action)


def ask_school(notice):
    call = notice.subject
    return _mail(
        call,
        "Classes en entreprise : appel",
        f"{call.branch} appelle les établissements de son territoire : une classe vit trois jours "
        "dans une entreprise industrielle. Les places se demandent jusqu’au "
        f"{day(call.requests_until)}.",
        ("Chercher une entreprise", absolute(f"{reverse('partnerships:search')}{SEARCH}")),
    )


def remind_school(notice):
    call = notice.subject
    return _mail(
        call,
        "Classes en entreprise : derniers jours",
        f"Les demandes sont reçues jusqu’au {day(call.requests_until)}.",
        ("Chercher une entreprise", absolute(f"{reverse('partnerships:search')}{SEARCH}")),
    )


SEARCH = "?nature=class_immersion"


def ask_company(notice):
    call = notice.subject
    return _mail(
        call,
        "Accueillir une classe : appel",
        f"{call.branch} vous invite à recevoir une classe trois jours. Vos dates sont attendues "
        f"jusqu’au {day(call.offers_until)}.",
        ("Proposer des dates", absolute(reverse("partnerships:offer_new"))),
    )


def remind_host(notice):
    row = notice.subject
    link = own_link(notice, HOST_PURPOSE)
    return _mail(
        row.call,
        "Accueillir une classe : derniers jours",
        f"{row.call.branch} attend votre réponse jusqu’au {day(row.call.offers_until)}.",
        ("Répondre à l’appel", link.url) if link else None,
    )


LAUNCH = "le lancement de l’appel"
school_rule = partial(
    Rule,
    why="vous suivez les relations de votre établissement avec les entreprises",
    subjects=to_schools,
    recipients=[To.user("holder__user", Rhythm.SCHOOL)],
    topic=Topic.OFFERS,
)
RULES = (
    school_rule(
        code="branch.call.schools",
        label="Appel annuel de la branche, aux établissements",
        anchor="sent_on",
        anchor_label=LAUNCH,
        offset=days(0),
        render=ask_school,
        until="requests_until",
    ),
    school_rule(
        code="branch.call.schools.last",
        label="Appel annuel de la branche, avant la fin des demandes",
        anchor="requests_until",
        anchor_label="la fin des demandes",
        offset=days(-10),
        render=remind_school,
    ),
    Rule(
        code="branch.call.companies",
        label="Appel annuel de la branche, aux entreprises qui ont un compte",
        why="vous représentez une entreprise industrielle de ce territoire",
        subjects=to_companies,
        recipients=[To.user("holder__user")],
        anchor="sent_on",
        anchor_label=LAUNCH,
        offset=days(0),
        render=ask_company,
        until="offers_until",
        topic=Topic.OFFERS,
    ),
    Rule(
        code="branch.call.hosts.last",
        label="Appel annuel de la branche, aux entreprises sans compte qui n’ont pas répondu",
        why="vous avez déjà publié une offre d’accueil",
        subjects=unanswered,
        recipients=[To(*contact())],
        anchor="call__offers_until",
        anchor_label="la fin des offres",
        offset=days(-7),
        render=remind_host,
        topic=Topic.OFFERS,
    ),
)

for rule in RULES:
    register(rule)
