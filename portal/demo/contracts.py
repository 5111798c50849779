"""Class contracts of the story: one being signed, one signed by all, one lived."""

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from directory.models import BranchOrganisation
from documents import rounds
from outbox.models import Notice
from partnerships.contract.dates import may_join
from partnerships.enums.contract import ContractKind, ContractState, PartyFunction
from partnerships.models import Contract
from partnerships.workflow import contracts as workflow
from partnerships.workflow.contract_dates import cover
from partnerships.workflow.contracts import Edit, current_round

IP = "127.0.0.1"
CODE = "accounts.one_time_code"
BRANCH_SIGNATORY = ("Valérie Soulier", "Déléguée territoriale", "uimm@demo.example")


def sign_all(story):
    """Two contracts sent to signature; one gets one signature, the other all three.

    Outside a transaction, as signatures are; what is done already is not done again.
    """
    half_way = ("0311687R", "3e C")
    _prepare(story, half_way, "enseignante", "principal", "entreprise")
    _sign(story, half_way, PartyFunction.COMPANY)
    complete = ("0311238C", "3e 1")
    _prepare(story, complete, "professeur.jaures", "principale.jaures", "contact.cellule")
    for function in PartyFunction:
        _sign(story, complete, function)


def join_visits(story):
    """Two visits of one class to the same host share an agreement (R-VI-1); late in a school year
    the second is of the next one, and has its own."""
    visits = Contract.objects.filter(
        kind=ContractKind.VISIT, joined_to=None, state=ContractState.DRAFT
    ).filter(booking__class_group__school__uai="0311687R", booking__class_group__name="4e B")
    first = visits.order_by("booking__starts_on").first()
    others = may_join(first).filter(pk__in=visits) if first else ()
    if others:
        cover(story.actor("enseignante"), first, others)


def _contract(group):
    uai, name = group
    of_group = Contract.objects.filter(
        booking__class_group__school__uai=uai, booking__class_group__name=name
    )
    return of_group.latest("pk")


@transaction.atomic
def _prepare(story, group, teacher, head, host):
    contract = _contract(group)
    if contract.state == ContractState.DRAFT:
        edit = _edit(story, contract.booking, teacher, head, host)
        workflow.change(story.actor(teacher), contract, edit)
        workflow.send_to_signature(story.actor(teacher), contract)


def _edit(story, booking, teacher, head, host):
    teacher, head, host = (story.people[name] for name in (teacher, head, host))
    name, title, email = BRANCH_SIGNATORY
    return Edit(
        values={
            "place": f"{booking.company.address}, {booking.company.postcode} "
            f"{booking.company.city}",
            "referent_name": str(teacher),
            "referent_phone": "05 61 00 01 00",
            "tutor_name": str(host),
            "tutor_function": "Responsable de production",
            "tutor_phone": "05 61 00 02 00",
            "accompanying": "Deux enseignants de l’équipe pédagogique",
            "image_consents_attested": True,
            "image_excluded": 2,
        },
        parties={
            PartyFunction.COMPANY: _party(str(host), "Directeur du site", host.email),
            PartyFunction.HEAD: _party(str(head), "Chef d’établissement", head.email),
            PartyFunction.BRANCH: _party(name, title, email),
        },
    )


def _party(name, title, email):
    return {"name": name, "title": title, "email": email}


def _sign(story, group, function):
    """One signature as its holder gives it: link, code, signature."""
    signatory = current_round(_contract(group)).signatories.get(function=function)
    if signatory.signed_at:
        return
    holder = Actor.of_link(signatory.current_link)
    with transaction.atomic():
        rounds.send_code(holder, signatory)
        # Read before the commit: once its mail has left, the code is gone.
        sent = Notice.objects.filter(kind=CODE, recipient_email=signatory.email)
        code = sent.latest("pk").secret
    rounds.sign(holder, signatory, code, IP)


def lived(booking):
    """The contract of an immersion that is over: signed on paper, completed."""
    branch = BranchOrganisation.objects.filter(
        departments=booking.company.department, parent__isnull=False
    ).first()
    Contract.objects.filter(booking=booking).update(
        branch=branch,
        state=ContractState.COMPLETED,
        sent_at=timezone.now(),
        signed_at=timezone.now(),
        state_reason="Signée sur papier avant l’ouverture du portail.",
    )
