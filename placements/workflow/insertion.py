"""After the diploma (R-PF-7): offers of companies, what each pupil looks for and finds.

Raises `Refused` with its French message when a rule forbids.
"""

from django.db import transaction

from accounts.journal import record
from directory.violations import Refused, Violation, require
from placements.enums.hosts import SearchState, Wish
from placements.models import Insertion, JobOffer
from placements.workflow.placements import lock
from placements.workflow.pupils import check_author

RULE = "R-PF-7"


@transaction.atomic
def save_offer(actor, offer, diplomas):
    """Keep a new or changed offer that a school took down. Raises Refused for who is not of
    that school, a closed company, and an offer for no diploma."""
    _require_own(actor, offer)
    if not offer.company.is_active:
        text = f"{offer.company} a fermé, selon le répertoire des entreprises."
        raise Refused(violations=[Violation("R-ID-6", text, "company")])
    if not diplomas:
        text = "Choisissez au moins un diplôme."
        raise Refused(violations=[Violation(RULE, text, "diplomas")])
    is_new = offer.pk is None
    if is_new:
        offer.created_by = actor.user
    offer.save()
    offer.diplomas.set(diplomas)
    verb = "a recueilli une offre d’emploi" if is_new else "a modifié une offre d’emploi"
    _write(actor, verb, offer)
    return offer


@transaction.atomic
def set_open(actor, offer, is_open):
    """Filled or withdrawn, or open again; what pupils found there stays."""
    _require_own(actor, offer)
    row = JobOffer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    if row.is_open == is_open:
        raise Refused("C’est déjà fait.")
    row.is_open = is_open
    row.save(update_fields=["is_open"])
    _write(actor, "a rouvert une offre d’emploi" if is_open else "a clos une offre d’emploi", row)
    return row


def _require_own(actor, offer):
    own = actor.is_administrator or (actor.is_school_staff and offer.school_id in actor.school_ids)
    if not own:
        raise Refused("Seul l’établissement qui a recueilli cette offre la modifie.")


def _write(actor, verb, offer):
    record(actor, verb, offer, school=offer.school, company=offer.company, words=offer.title)


@transaction.atomic
def tell(actor, pupil, values):
    """What a pupil looks for and where it stands: `wish`, `state`, `offer`, `company`,
    `contract_on`. One row per pupil and class; raises Refused."""
    lock(pupil)
    group = pupil.class_group
    violations = check_author(actor, group)
    if group.diploma_id is None:
        text = "Cette classe ne prépare pas de diplôme professionnel."
        violations.append(Violation(RULE, text))
    require(violations + check(values))
    row = Insertion.objects.filter(pupil=pupil, class_group=group).first()
    row = row or Insertion(pupil=pupil, class_group=group)
    row.school, row.diploma, row.sex = pupil.school, group.diploma, pupil.sex
    offer = values.get("offer")
    row.wish, row.state, row.offer = values["wish"], values["state"], offer
    row.company = values.get("company") or (offer and offer.company)
    row.contract_on = values.get("contract_on")
    row.save()
    words = f"{row.get_wish_display()} : {row.get_state_display().lower()}"
    record(actor, "a renseigné l’insertion d’un élève", row, school=row.school, words=words)
    return row


def check(values):
    """What does not go together: a contract with a search that goes on, a job found nowhere."""
    found, contract = values["state"] == SearchState.FOUND, values.get("contract_on")
    if contract and not found:
        text = "Une date de contrat va avec « A trouvé »."
        return [Violation(RULE, text, "contract_on")]
    hired = found and values["wish"] != Wish.STUDIES
    if hired and not contract:
        return [Violation(RULE, "Indiquez la date du contrat.", "contract_on")]
    if hired and not (values.get("company") or values.get("offer")):
        return [Violation(RULE, "Indiquez l’employeur, ou l’offre.", "company")]
    return []
